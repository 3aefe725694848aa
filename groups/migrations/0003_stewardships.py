"""The stewards of today get a row that says since when; a group's log and page read it from there."""

from django.db import migrations
from django.utils import timezone


def keep(apps, schema_editor):
    Membership = apps.get_model("groups", "Membership")
    Stewardship = apps.get_model("groups", "Stewardship")
    rows = Membership.objects.filter(role="steward").select_related("member")
    Stewardship.objects.bulk_create(
        Stewardship(
            group_id=row.group_id,
            member_id=row.member_id,
            member_name=row.member.name,
            title=row.title,
            begun=row.steward_since or timezone.localdate(row.joined_at),
        )
        for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_membership"), ("members", "0002_membership")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
