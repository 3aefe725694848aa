"""Who belongs to a group of the demonstration, who ran it and when, who asks, who is invited."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from core import uploads
from groups import invitations, requests
from groups.membership import begin_stewardship
from groups.models import Invitation, JoinRequest, LogEntry, Membership, Stewardship
from groups.photos import add_photo

from . import drawing


def belong(group, record, members, now):
    """Give `group` the people of its `record` (records.Group), with dates before `now`."""
    keys = list(dict.fromkeys([*record.members, *(row.person for row in record.stewards if not row.until)]))
    for number, key in enumerate(keys):
        days = (number * 7) % 46
        Membership.objects.create(
            group=group,
            member=members[key],
            joined_at=now - datetime.timedelta(days=300 - number),
            last_here=(now - datetime.timedelta(days=days)).date(),
        )
    for row in record.stewards:
        _stewardship(group, row, members[row.person])
    for row in record.asking:
        requests.ask(members[row.person], group, row.message)
        at = now - datetime.timedelta(days=row.days_ago)
        JoinRequest.objects.filter(group=group, member=members[row.person]).update(created_at=at)
        LogEntry.objects.filter(group=group, actor=members[row.person]).update(at=at)
    for row in record.invited:
        invitations.invite(group, members[row.by], row.email, row.language)
        at = now - datetime.timedelta(days=row.days_ago)
        held = {"created_at": at, "expires_at": at + invitations.HOLDS}
        Invitation.objects.filter(group=group, email=row.email).update(**held)
        LogEntry.objects.filter(group=group, words=row.email).update(at=at)
    if record.photo:
        picture = SimpleUploadedFile("drawers.png", drawing.drawers(), "image/png")
        add_photo(group, members[record.stewards[0].person], uploads.check(picture), record.photo)


def _stewardship(group, row, member):
    title = row.title if row.title in Stewardship.Title.values else ""
    begun = datetime.date(row.since, 1, 1)
    if not row.until:
        begin_stewardship(member, group, title=title, begun=begun)
        return
    Stewardship.objects.create(
        group=group,
        member=member,
        member_name=member.name,
        title=title,
        begun=begun,
        ended=datetime.date(row.until, 12, 31),
    )
