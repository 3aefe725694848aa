"""The contents of one digest: what each group has to tell one member.

Every package describes its own things. A model whose rows appear in notices has a class method
`digest_entries(ids, member, language)` that returns a list of `Entry`, built from the rows the member may
see and from nothing else; it is called with the member's language and time zone in force.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime

from babel import Locale
from babel.lists import format_list
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone, translation
from django.utils.translation import ngettext

from core import dates
from groups.models import Group

from . import schedules
from .models import DigestSchedule, Notice, group_pages

# What one mail holds at most, so that no reader of mail cuts it off: the rest is a link away.
MOST_ENTRIES = 30
MOST_PASSAGES = 30
MOST_WORDS = 24_000  # characters of passages
LONGEST_PASSAGE = 1_200  # characters

# The cloths of static/tokens.css, in their light form: they carry white words in light and dark.
CLOTHS = {
    "petrol": "#0c4a5b",
    "madder": "#7b2531",
    "forest": "#23502f",
    "plum": "#54305f",
    "umber": "#5b4020",
    "slate": "#36454d",
}


@dataclass(frozen=True)
class Passage:
    """A few words somebody wrote: `text` is plain text in `language`, `url` an absolute path or address."""

    author: str
    at: datetime
    language: str
    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing that happened in a group: a discussion with its replies, a page that changed.

    `kind` and `facts` are words in the reader's language; `counts` says how many of each Notice.Kind the
    entry tells of, for the subject.
    """

    group_id: int
    key: str
    title: str
    title_language: str
    url: str
    kind: str
    facts: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    at: datetime | None = None
    counts: dict[str, int] = field(default_factory=dict)
    more: int = 0  # passages left out for want of room, set by this module

    @property
    def link(self):
        """Where reading begins: at the first passage, or at the top."""
        return (self.passages[0].url if self.passages else "") or self.url

    @property
    def can_be_answered(self):
        return bool(self.counts.get(Notice.Kind.THREAD) or self.counts.get(Notice.Kind.REPLY))


@dataclass(frozen=True)
class Section:
    """The news of one group, under its name and cloth."""

    name: str
    url: str
    cloth: str
    entries: list[Entry]
    more: int = 0  # entries left out for want of room


@dataclass(frozen=True)
class Digest:
    """All that the mail's templates need, in the member's language."""

    member: object
    schedule: DigestSchedule
    slot: datetime
    sections: list[Section]
    total: str
    places: str


def build(notice_ids, member, slot):
    """The Digest of these notices for `member` as things stand now, or None when nothing is left to say.

    `slot` is the instant the digest was due. Notices of groups that the member has left, does not want or
    may not read any more are left out, and so is every target that is gone or hidden.
    """
    language = member.language
    with translation.override(language), timezone.override(member.zone):
        entries = _entries(notice_ids, member, language)
        sections = _sections(entries, language)
        if not sections:
            return None
        told = [entry for section in sections for entry in section.entries]
        return Digest(
            member=member,
            schedule=schedules.schedule_of(member),
            slot=slot,
            sections=_cut(sections),
            total=total(told, language),
            places=places([section.name for section in sections], language),
        )


def _entries(notice_ids, member, language):
    groups = set(Group.objects.of(member).values_list("pk", flat=True)) - schedules.unwanted_groups(member)
    notices = Notice.objects.visible_to(member).filter(pk__in=notice_ids, group__in=groups)
    targets = defaultdict(list)
    for content_type, target in notices.values_list("content_type_id", "object_id").distinct():
        targets[content_type].append(target)
    found = []
    for content_type, ids in targets.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        # A type whose package was taken out describes nothing any more.
        if model is not None and hasattr(model, "digest_entries"):
            found += model.digest_entries(ids, member, language)
    return [entry for entry in found if entry.group_id in groups]


def _sections(entries, language):
    """Groups by name, their entries by time."""
    by_group = defaultdict(list)
    for entry in entries:
        by_group[entry.group_id].append(entry)
    pages = group_pages(list(by_group), language)
    sections = [
        Section(
            name=pages[pk].title,
            url=pages[pk].url_path,
            cloth=CLOTHS.get(pages[pk].group.cloth, CLOTHS["slate"]),
            entries=sorted(found, key=lambda entry: (entry.at.timestamp() if entry.at else 0, entry.key)),
        )
        for pk, found in by_group.items()
        if pk in pages
    ]
    return sorted(sections, key=lambda section: section.name.casefold())


def _cut(sections):
    """The same sections, cut to what one mail can hold."""
    entries_left, passages_left, words_left = MOST_ENTRIES, MOST_PASSAGES, MOST_WORDS
    kept = []
    for section in sections:
        entries = []
        for entry in section.entries[:entries_left]:
            passages = []
            for passage in entry.passages[:passages_left]:
                text = shorten(passage.text, LONGEST_PASSAGE)
                if len(text) > words_left:
                    break
                words_left -= len(text)
                passages.append(replace(passage, text=text))
            passages_left -= len(passages)
            entries.append(replace(entry, passages=passages, more=len(entry.passages) - len(passages)))
        entries_left -= len(entries)
        kept.append(replace(section, entries=entries, more=len(section.entries) - len(entries)))
    return kept


def shorten(text, length):
    """`text` in at most `length` characters, cut after a word, with an ellipsis where something was cut."""
    text = text.strip()
    if len(text) <= length:
        return text
    head = text[: length - 1]
    cut = max(head.rfind(" "), head.rfind("\n"))
    return (head[:cut] if cut > length // 2 else head).rstrip(" \n,;:.") + "…"


def _listed(words, language):
    """ "a, b and c" in the reader's language."""
    return format_list(words, locale=Locale.parse({"en": "en_GB"}.get(language, language)))


def total(entries, language):
    """ "3 replies and 1 page changed": all that the entries tell of."""
    counts = Counter()
    for entry in entries:
        counts.update(entry.counts or {"": 1})
    kinds = Notice.Kind
    other = sum(number for kind, number in counts.items() if kind not in kinds.values)
    words = [
        (counts[kinds.THREAD], ngettext("%d new discussion", "%d new discussions", counts[kinds.THREAD])),
        (counts[kinds.REPLY], ngettext("%d reply", "%d replies", counts[kinds.REPLY])),
        (counts[kinds.PAGE_CREATED], ngettext("%d new page", "%d new pages", counts[kinds.PAGE_CREATED])),
        (
            counts[kinds.PAGE_EDITED],
            ngettext("%d page changed", "%d pages changed", counts[kinds.PAGE_EDITED]),
        ),
        (other, ngettext("%d piece of news", "%d pieces of news", other)),
    ]
    return _listed([text % number for number, text in words if number], language)


def places(names, language):
    """ "Metadata and Chapitre francophone"; from the fourth group on a number stands for the rest."""
    if len(names) > 3:
        rest = len(names) - 2
        names = [*names[:2], ngettext("%d other group", "%d other groups", rest) % rest]
    return _listed(names, language)


def headers(member):
    """The header fields of RFC 8058 and 2919 for a digest to `member`."""
    return {
        "List-Id": f"<digest.{settings.MAIL_DOMAIN}>",
        "List-Unsubscribe": f"<{schedules.stop_link(member, member.language)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def context(digest):
    """What the templates mail/digest.* are given. Call it with the member's language and zone in force."""
    schedule = digest.schedule
    hour = timezone.localtime(digest.slot).replace(hour=schedule.hour, minute=0)
    return {
        "digest": digest,
        "member": digest.member,
        "weekly": schedule.rhythm == DigestSchedule.Rhythm.WEEKLY,
        "weekday": schedule.get_weekday_display(),
        "hour": dates.clock(hour),
        "zone": dates.zone_name(),
        "stop_link": schedules.stop_link(digest.member, digest.member.language),
    }
