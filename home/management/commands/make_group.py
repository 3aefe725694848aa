"""Make a group with its pages in every language."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from groups.membership import begin_stewardship
from groups.models import Group
from home.founding import found_group, languages
from members.models import User


class Command(BaseCommand):
    help = "Make a group, with its home, wiki and discussions in every language."

    def add_arguments(self, parser):
        parser.add_argument("key", help="its short name for commands and logs, e.g. metadata")
        for code in languages():
            parser.add_argument(f"--name-{code}", required=True, help=f"its name in the language {code}")
        kinds = [kind for kind in Group.Kind.values if kind != Group.Kind.COMMUNITY]
        parser.add_argument("--kind", choices=kinds, default=Group.Kind.WORKING_GROUP)
        parser.add_argument("--visibility", choices=Group.Visibility.values, default=Group.Visibility.PUBLIC)
        parser.add_argument("--cloth", choices=Group.Cloth.values, default=Group.Cloth.PETROL)
        parser.add_argument("--steward", required=True, help="the e-mail address of its first steward")

    def handle(self, *args, **options):
        steward = User.objects.filter(email__iexact=options["steward"], is_active=True).first()
        if steward is None:
            raise CommandError(f"Nobody has an account with the address “{options['steward']}”.")
        if Group.objects.filter(key=options["key"]).exists():
            raise CommandError(f"There is a group with the short name “{options['key']}” already.")
        names = {code: options[f"name_{code}"] for code in languages()}
        try:
            group = found_group(
                options["key"],
                names=names,
                slugs={code: slugify(name) for code, name in names.items()},
                kind=options["kind"],
                visibility=options["visibility"],
                cloth=options["cloth"],
                by=steward,
            )
        except ValidationError as trouble:
            raise CommandError(" ".join(trouble.messages)) from None
        begin_stewardship(steward, group)
        self.stdout.write(f"Made: {', '.join(page.full_url for page in group.pages.all())}")
