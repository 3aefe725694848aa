"""For a member who has lost phone, passkeys and recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from members.models import User
from members.second_factor import remove_second_factor


class Command(BaseCommand):
    """Let somebody sign in with the password alone again."""

    help = "Removes the second factor of a member who has lost it. Make sure first that it is they who ask."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address of the account")

    def handle(self, *args, email, **options):
        """Remove it, and say whether there was one."""
        member = User.objects.filter(email__iexact=email).first()
        if member is None:
            raise CommandError(f"No account has the address {email}.")
        if not remove_second_factor(member):
            raise CommandError(f"{email} has no second factor.")
        self.stdout.write(f"{email} signs in with the password alone now.")
