"""Build the demonstration site out of its records, through the doors that people use."""

import datetime

from django.db import transaction
from django.utils import timezone

from forum import making, posting
from groups import organisations as applying
from groups.access import access
from groups.models import (
    Affiliation,
    Group,
    GroupProposal,
    Organisation,
    OrganisationApplication,
    OrganisationRole,
)
from home import proposals
from home.factories import make_group, make_member, wiki_root
from home.founding import found_site, languages
from home.models import HomePage
from notices.models import DigestSchedule
from wiki import editing
from wiki.models import Weight, WikiPage

from . import front, groups, pages, people, threads
from .belonging import belong

PASSWORD = "demo"
WEIGHTS = {"minor": Weight.MINOR, "normal": Weight.NORMAL, "major": Weight.MAJOR}


def is_built():
    """Whether the demonstration is already there."""
    return Group.objects.filter(key="metadata").exists()


@transaction.atomic
def build(say=lambda words: None):
    """Fill an empty database with the demonstration, all or nothing. `say` is told each step."""
    now = timezone.now()
    say("people and institutions")
    organisations = _organisations()
    members = _people(organisations, now)
    _applications(members, now)
    say("groups")
    found_site()
    found = {record.key: _group(record, members, now) for record in groups.GROUPS}
    _proposals(members, now)
    _front()
    wikis = {}
    for key, group in found.items():
        say(f"wiki of {key}")
        wikis[key] = _wiki(group, [page for page in pages.PAGES if page.group == key], members, now)
    say("discussions")
    for record in threads.THREADS:
        page = wikis[record.group][record.page, record.language] if record.page else None
        _thread(record, found[record.group], page, members, now)


def _date(text, *, end=False):
    """ "2021-01-12", "2021" or None as a date; a year alone begins in January or ends in December."""
    if not text:
        return None
    if len(text) == 4:
        return datetime.date(int(text), 12 if end else 1, 31 if end else 1)
    return datetime.date.fromisoformat(text)


def _organisations():
    rows = {}
    for record in people.ORGANISATIONS:
        rows[record.key] = Organisation.objects.create(
            name=record.name, country=record.country, kind=record.kind, site=record.site
        )
    for record in people.ROLES:
        OrganisationRole.objects.create(
            organisation=rows[record.organisation],
            role=record.role,
            note=record.note,
            begun=_date(record.begun),
            ended=_date(record.ended, end=True),
        )
    return rows


def _applications(members, now):
    """What was applied for, and answered three days later; the mails about it are in the mailbox."""
    admin = members["admin"]
    for record in people.APPLICATIONS:
        row, _created = applying.apply(
            members[record.representative],
            name=record.name,
            country=record.country,
            kind=record.kind,
            site=record.site,
            message=record.message,
        )
        if record.accepted:
            applying.accept(row, admin)
        elif record.refused:
            applying.refuse(row, admin, record.refused)
        sent = now - datetime.timedelta(days=record.days_ago)
        times = {"created_at": sent}
        if record.accepted or record.refused:
            times |= {"decided_at": sent + datetime.timedelta(days=3)}
        OrganisationApplication.objects.filter(pk=row.pk).update(**times)
        if record.accepted:
            day = times["decided_at"].date()
            row.refresh_from_db()
            row.organisation.roles.update(begun=day)
            row.organisation.affiliations.update(begun=day)


def _people(organisations, now):
    members = {}
    for record in people.PEOPLE:
        is_admin = record.key == "admin"
        member = make_member(
            record.name,
            email=record.email,
            password=PASSWORD,
            language=record.language,
            languages_read=list(record.reads),
            time_zone=record.time_zone,
            date_joined=now - datetime.timedelta(days=400),
            is_superuser=is_admin,
            is_staff=is_admin,
            country=record.country,
            about=record.about,
            seen_by=record.seen_by,
        )
        members[record.key] = member
        if record.organisation:
            Affiliation.objects.create(member=member, organisation=organisations[record.organisation])
        # What is older than that was in the digests before this morning's.
        before = now - datetime.timedelta(hours=60)
        DigestSchedule.objects.create(
            member=member,
            rhythm=record.rhythm,
            hour=record.hour,
            covered_until=before,
            next_after=before,
        )
    return members


def _group(record, members, now):
    fields = {
        "kind": record.kind,
        "visibility": record.visibility,
        "who_writes": record.who_writes,
        "cloth": record.cloth,
        "source_language": record.source_language,
        "join_policy": record.join_policy,
        "begun": _date(record.begun),
        "ended": _date(record.ended, end=True),
    }
    if record.kind == "community":
        group = Group.objects.get(is_community=True)
        Group.objects.filter(pk=group.pk).update(**fields)
        for page in group.pages.select_related("locale"):
            code = page.language
            page.title = page.draft_title = record.name[code]
            page.purpose, page.charter = record.purpose[code], record.charter[code]
            page.meets = record.meets[code]
            page.save()
        group.refresh_from_db()
    else:
        group = make_group(
            record.key,
            names=record.name,
            slugs=record.slug,
            purposes=record.purpose,
            charters=record.charter,
            meets=record.meets,
            **fields,
        )
    if record.more:
        for page in group.pages.select_related("locale"):
            for name, words in record.more[page.language].items():
                setattr(page, name, words)
            page.save()
    belong(group, record, members, now)
    return group


def _proposals(members, now):
    for record in groups.PROPOSALS:
        row = proposals.propose(
            members[record.person],
            names=record.names,
            purposes=record.purposes,
            kind=record.kind,
            source_language=record.source_language,
            message=record.message,
        )
        at = now - datetime.timedelta(days=record.days_ago)
        GroupProposal.objects.filter(pk=row.pk).update(created_at=at)


def _front():
    for code in languages():
        words = front.HOME[code]
        home = HomePage.objects.get(locale__language_code=code)
        home.headline, home.lead = words["title"], words["lead"]
        home.aside, home.about = words["aside"], words["about"]
        home.save()


def _wiki(group, records, members, now):
    """Write a group's pages: parents first, and each language's revisions in the order of time.

    Returns {(key, language): page}.
    """
    made = {(None, code): wiki_root(group, code) for code in languages()}
    for record in records:
        written = {}  # (language, number of the revision from 1) → the Wagtail revision
        steps = [
            (revision.days_ago, code, number, revision)
            for code, revisions in record.revisions.items()
            for number, revision in enumerate(revisions, 1)
        ]
        at = now - datetime.timedelta(days=9999)
        for days_ago, code, number, revision in sorted(steps, key=lambda step: -step[0]):
            earliest = at + datetime.timedelta(minutes=4)
            at = now - datetime.timedelta(days=days_ago)
            at = max(earliest, _waking(at, members[revision.author], now))
            key = None if record.key == "root" else record.key
            other = next((made[key, c] for c in languages() if c != code and (key, c) in made), None)
            based_on = None
            if revision.based_on:
                based_on = written[next(c for c in languages() if c != code), revision.based_on]
            common = {
                "author": members[revision.author],
                "title": record.title[code],
                "body": revision.body,
                "summary": revision.summary,
                "weight": WEIGHTS[revision.weight],
                "based_on": based_on,
                "at": at,
            }
            page = made.get((key, code))
            if page is None:
                parent = made.get((record.parent, code), made[None, code])
                page = editing.create_page(parent, slug=record.slug[code], translation_of=other, **common)
            else:
                page = WikiPage.objects.select_related("group", "locale").get(pk=page.pk)
                editing.save_page(page, base=page.latest_revision_id, **common)
            page = WikiPage.objects.select_related("group", "locale", "latest_revision").get(pk=page.pk)
            made[key, code] = page
            written[code, number] = page.latest_revision
    return made


def _waking(at, member, now):
    """`at`, moved out of the night of `member` where that does not lead into the future."""
    local = at.astimezone(member.zone)
    if 7 <= local.hour < 22:
        return at
    morning = local.replace(hour=8) + datetime.timedelta(days=1 if local.hour >= 22 else 0)
    return morning if morning < now - datetime.timedelta(hours=4) else at


def _thread(record, group, page, members, now):
    first, *others = record.posts
    at = _waking(now - datetime.timedelta(hours=first.hours_ago), members[first.author], now)
    thread = posting.start_thread(
        group,
        author=members[first.author],
        title=record.title,
        language=record.language,
        text=first.text,
        kind=record.kind,
        page=page,
        at=at,
    )
    replies = [thread.replies.get(position=1)]
    for post in others:
        earliest = at + datetime.timedelta(minutes=4)
        at = now - datetime.timedelta(hours=post.hours_ago)
        at = max(earliest, _waking(at, members[post.author], now))
        replies.append(
            posting.post_reply(
                thread,
                author=members[post.author],
                text=post.text,
                language=post.language,
                reply_to=replies[post.reply_to - 1] if post.reply_to else None,
                at=at,
            )
        )
    if record.section:
        _section(record.section, thread, replies, page, members, now)
    steward = group.memberships.filter(role="steward").select_related("member").first()
    by = steward.member if steward else members["admin"]
    if record.pinned:
        posting.pin_thread(thread, by)
    if record.locked:
        posting.lock_thread(thread, by, record.locked)


def _section(record, thread, replies, page, members, now):
    """What was said becomes a section of the page that it was said about."""
    author, post = members[record.author], replies[record.post - 1]
    making.make(
        access(author, thread.group),
        thread,
        post,
        place=page.pk,
        title=record.title,
        text=post.comment,
        as_section=True,
        at=_waking(now - datetime.timedelta(hours=record.hours_ago), author, now),
    )
