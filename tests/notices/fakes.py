"""Things that describe themselves in a digest, without wiki or forum: organisations stand in for them."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language

from groups.models import Organisation
from notices.digest import Entry, Passage
from notices.models import Notice, record


def digest_entries(cls, ids, member, language):
    """One entry per post, as wiki and forum give them."""
    assert get_language() == language == member.language
    rows = [row for row in cls.objects.filter(pk__in=ids) if row.country != "XX"]
    return [
        Entry(
            group_id=int(row.site),
            key=f"post:{row.pk}",
            title=f"Title of {row.name}",
            title_language=row.country.lower(),
            url=f"/{language}/posts/{row.pk}/",
            kind="Discussion",
            facts=["1 reply"],
            passages=[
                Passage(
                    author="Ruth Adeyemi",
                    at=timezone.now(),
                    language=row.country.lower(),
                    text=f"Words of {row.name} <b>.\n\nA second paragraph.",
                )
            ],
            at=timezone.now(),
            counts={"reply": 1},
        )
        for row in rows
    ]


def install():
    """Let organisations describe themselves; for processes without pytest."""
    Organisation.digest_entries = classmethod(digest_entries)


def post(group, actor, name, *, at=None, language="en", kind=Notice.Kind.REPLY):
    """A post in `group` and its Notice, an hour old unless told."""
    row = Organisation.objects.create(name=name, country=language, site=str(group.pk))
    notice = record(kind, row, group=group, actor=actor)
    notice.created_at = at or timezone.now() - timedelta(hours=1)
    notice.save()
    return notice


def hide(notice):
    """As a steward hides a post."""
    Organisation.objects.filter(pk=notice.object_id).update(country="XX")
