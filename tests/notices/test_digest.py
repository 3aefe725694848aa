"""What is in a digest: only what is new, others', visible now, in the reader's language."""

import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone, translation

from core import mail as post
from core.templatetags.tandem import language_words
from groups.models import Group, Membership
from members.models import User
from notices import digest, planning, schedules
from notices.delivery import write_digest
from notices.digest import Entry, Passage
from notices.models import Notice, OutgoingMail, Watch
from tests.factories import make_group
from tests.notices import fakes
from tests.notices.conftest import LONG_AGO, daily


def plan_for(member, slot):
    """The mail planned for `member`, or None."""
    daily(member, slot)
    planning.plan(timezone.now(), [member])
    return OutgoingMail.objects.filter(recipient=member).first()


def read(mail):
    """The message of a planned mail, or None where nothing is left."""
    letter = write_digest(mail)
    if letter is None:
        return None
    member = mail.recipient
    return post.compose(
        letter.template,
        letter.context,
        to=member.email,
        language=member.language,
        time_zone=member.zone,
        message_id=mail.message_id,
        headers=letter.headers,
    )


def test_it_holds_the_words_of_others_and_not_mine(since_long, amina, benoit, slot):
    fakes.post(since_long, amina, "hers")
    fakes.post(since_long, benoit, "mine")
    message = read(plan_for(benoit, slot + timedelta(hours=1)) or plan_for(benoit, slot))
    html = message.alternatives[0][0]
    for text in (message.body, html):
        assert "Words of hers" in text and "A second paragraph." in text and "mine" not in text
    assert "<b>." not in html and "&lt;b&gt;." in html


@pytest.fixture
def planned(since_long, amina, benoit, slot):
    """A digest for Benoît about one post, planned and not yet sent."""
    fakes.post(since_long, amina, "hers", at=slot - timedelta(hours=1))
    return plan_for(benoit, slot)


def test_nothing_is_left_when_the_group_was_left_meanwhile(planned, since_long, benoit):
    assert read(planned) is not None
    Membership.objects.filter(member=benoit, group=since_long).delete()
    assert read(planned) is None


def test_nothing_is_left_when_the_group_is_not_wanted_any_more(planned, since_long, benoit):
    schedules.choose_groups(benoit, [since_long.pk])
    assert Watch.objects.filter(member=benoit).count() == 1
    assert read(planned) is None


def test_nothing_is_left_when_the_post_was_hidden_meanwhile(planned, since_long, amina):
    fakes.hide(Notice.objects.get())
    assert read(planned) is None


def test_a_group_made_hidden_meanwhile_is_told_to_its_members_only(planned, since_long, benoit):
    Group.objects.filter(pk=since_long.pk).update(visibility="hidden")
    assert read(planned) is not None
    Membership.objects.filter(member=benoit, group=since_long).delete()
    assert read(planned) is None


def test_a_digest_says_nothing_about_groups_of_others(since_long, hidden, amina, chloe, slot):
    fakes.post(since_long, amina, "public")
    fakes.post(hidden, amina, "secret")
    User.objects.filter(pk=chloe.pk).update(date_joined=LONG_AGO)
    assert plan_for(chloe, slot) is None
    # Not even where a mail names them by mistake.
    mail = OutgoingMail(recipient=chloe, payload={"notices": [1, 2], "slot": slot.isoformat()})
    assert read(mail) is None


def test_an_administrator_gets_the_digest_of_their_own_groups_only(since_long, hidden, amina, admin, slot):
    fakes.post(hidden, amina, "secret", at=slot - timedelta(hours=1))
    assert plan_for(admin, slot) is None


def test_a_member_without_any_group_gets_nothing(since_long, chloe, slot):
    Group.objects.filter(is_community=True).update(is_community=False)
    fakes.post(since_long, None, "for others", at=slot - timedelta(hours=1))
    assert plan_for(chloe, slot) is None


def test_the_subject_says_what_is_inside_in_the_readers_language(since_long, amina, benoit, slot):
    for name in ("A", "B", "C"):
        fakes.post(since_long, amina, name, at=slot - timedelta(hours=1))
    mail = plan_for(benoit, slot)
    assert read(mail).subject == "3 réponses dans Métadonnées"
    User.objects.filter(pk=benoit.pk).update(language="en")
    mail = OutgoingMail.objects.get()
    assert read(mail).subject == "3 replies in Metadata"


def entry(number, **counts):
    return Entry(1, str(number), "T", "en", "/en/x/", "Discussion", counts=counts)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1 new discussion, 2 replies and 1 page changed"),
        ("fr", "1 nouvelle discussion, 2 réponses et 1 page modifiée"),
    ],
)
def test_the_total_counts_each_kind(language, expected):
    entries = [entry(1, thread=1, reply=2), entry(2, page_edited=1)]
    with translation.override(language):
        assert digest.total(entries, language) == expected


def test_many_groups_are_named_in_short():
    with translation.override("en"):
        assert digest.places(["A", "B", "C"], "en") == "A, B and C"
        assert digest.places(["A", "B", "C", "D"], "en") == "A, B and 2 other groups"


def test_each_part_is_labelled_with_its_own_language(since_long, amina, benoit, slot):
    fakes.post(since_long, amina, "english", language="en", at=slot - timedelta(hours=1))
    fakes.post(since_long, amina, "french", language="fr", at=slot - timedelta(hours=1))
    message = read(plan_for(benoit, slot))
    html = message.alternatives[0][0]
    assert re.search(r'<a class="link"[^>]* lang="en"[^>]*>Title of english', html)
    assert re.search(r'<p [^>]*lang="en"[^>]*>Words of english', html)
    assert not re.search(r'<p [^>]*lang="fr"[^>]*>Words of french', html)
    with translation.override("fr"):
        assert message.body.count(f"({language_words('en')})") == 1
    assert message.extra_headers["Content-Language"] == "fr"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_link_carries_the_readers_language(since_long, amina, benoit, slot, settings, language):
    User.objects.filter(pk=benoit.pk).update(language=language)
    benoit.refresh_from_db()
    fakes.post(since_long, amina, "hers", at=slot - timedelta(hours=1))
    message = read(plan_for(benoit, slot))
    html = message.alternatives[0][0]
    links = re.findall(r'href="([^"]+)"', html) + re.findall(r"https?://\S+", message.body)
    links += re.findall(r"<(http[^>]+)>", message.extra_headers["List-Unsubscribe"])
    assert len(links) >= 7
    assert all(link.startswith(f"{settings.SITE_URL}/{language}/") for link in links), links
    assert f'<html lang="{language}"' in html


def test_the_text_part_has_at_most_78_columns(since_long, amina, benoit, slot):
    fakes.post(since_long, amina, "a very long name " * 8, at=slot - timedelta(hours=1))
    message = read(plan_for(benoit, slot))
    assert "a very long name" in message.body
    assert all(len(line) <= 78 for line in message.body.splitlines() if "http" not in line)


def test_html_keeps_the_dark_rules_and_writes_the_others_into_the_elements(planned):
    html = read(planned).alternatives[0][0]
    assert "prefers-color-scheme: dark" in html and "@media (max-width: 480px)" in html
    assert re.search(r"<h1[^>]* style=\"[^\"]*font-size: 26px", html)
    assert "<img" not in html and "<script" not in html and "<link" not in html


def test_a_flood_of_news_stays_below_what_readers_of_mail_cut_off(
    since_long, amina, benoit, slot, monkeypatch
):
    now = timezone.now()
    passage = Passage("Ruth " * 8, now, "en", "é & < long words " * 400, note="in reply to Koen " * 8)
    flood = [
        Entry(since_long.pk, str(n), f"Title {n} " * 15, "en", f"/fr/{n}/", "Discussion",
              facts=["Discussion"] * 3, passages=[passage] * 50, at=now, counts={"reply": 50})
        for n in range(200)
    ]  # fmt: skip
    monkeypatch.setattr(digest, "_entries", lambda *args: flood)
    fakes.post(since_long, amina, "hers", at=slot - timedelta(hours=1))
    message = read(plan_for(benoit, slot))
    assert len(message.alternatives[0][0].encode()) < post.HTML_LIMIT
    assert len(message.body.encode()) < post.HTML_LIMIT
    assert "Encore 170 nouveautés dans ce groupe" in message.body
    assert message.subject == "10000 réponses dans Métadonnées"


def test_texts_are_cut_after_a_word():
    assert digest.shorten("one two three", 9) == "one two…"
    assert digest.shorten("one two", 9) == "one two"
    assert digest.shorten("x" * 50, 9) == "x" * 8 + "…"


def test_groups_come_by_name_and_their_news_by_time(since_long, amina, benoit, slot):
    other = make_group("archives", members=[benoit])
    Membership.objects.update(joined_at=LONG_AGO)
    for group, name in ((since_long, "M1"), (other, "A1"), (since_long, "M2")):
        fakes.post(group, amina, name, at=slot - timedelta(hours=1))
    body = read(plan_for(benoit, slot)).body
    places = [body.index(f"Title of {name}") for name in ("A1", "M1", "M2")]
    assert places == sorted(places)


def test_a_target_whose_package_is_gone_says_nothing(planned):
    kind = ContentType.objects.create(app_label="gone", model="thing")
    Notice.objects.update(content_type=kind)
    assert read(planned) is None
