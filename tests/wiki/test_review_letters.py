"""The mails about a change that waits: to the stewards, and to its author; only while they are true."""

from html import unescape

import pytest

from groups import membership
from groups.models import Group
from notices import letters
from tests.factories import make_member, make_page, wiki_root
from wiki import reviewing
from wiki.models import WikiPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(metadata, amina):
    metadata.reviews_newcomers = True
    metadata.save()
    return make_page(metadata, author=amina, title="The guide", body="First words.\n")


def change(page, author, body="Second words.\n"):
    return reviewing.propose(
        page=page, author=author, title=page.title, body=body, summary="A second try", base=page.latest_revision_id
    )  # fmt: skip


def flat(message):
    """The subject and both parts of a mail in one line each, with ordinary spaces."""
    html = unescape(message.alternatives[0][0])
    assert all(len(line) <= 78 for line in message.body.splitlines() if "http" not in line), message.body
    return [
        " ".join(part.replace("\u00a0", " ").replace("\u202f", " ").split())
        for part in (f"{message.subject} {message.body}", html)
    ]


def says(message, *words):
    for part in flat(message):
        for word in words:
            assert word in part, message.body


def test_every_steward_is_told_once_in_their_language(guide, benoit, amina, delivered):
    lucie = make_member("Lucie Roy", email="lucie@demo.example", language="fr")
    membership.begin_stewardship(lucie, guide.group)
    row = change(guide, benoit)
    mails = delivered()
    assert set(mails) == {amina.email, lucie.email}
    says(
        mails[amina.email],
        "A change waits for you: “The guide”",
        "Benoît Kerjean has changed the page “The guide” in the wiki of Metadata.",
        "A second try",
        f"http://127.0.0.1:8000/en/group/metadata/wiki/waiting/{row.pk}/",
    )
    says(
        mails[lucie.email],
        "Une modification vous attend : « The guide »",
        "dans le wiki du groupe Métadonnées",
        f"/fr/groupe/metadata/wiki/en-attente/{row.pk}/",
    )
    assert all("Second words" not in part for mail in mails.values() for part in flat(mail))
    assert delivered() == {}, "once"


def test_a_new_page_is_told_as_one(guide, benoit, amina, delivered):
    reviewing.propose(parent=wiki_root(guide.group), author=benoit, title="Ours", body="Words.\n")
    says(delivered()[amina.email], "A new page waits for you: “Ours”", "has written a new page, “Ours”")


def test_the_author_is_told_of_a_yes_with_the_way_to_the_page(guide, benoit, amina, delivered):
    row = change(guide, benoit)
    delivered()
    reviewing.accept(row, amina, reason="Well done.\n\nA comma more.")
    mails = delivered()
    assert set(mails) == {benoit.email}
    says(
        mails[benoit.email],
        "Votre modification est dans le wiki : « The guide »",
        "L’équipe responsable du groupe Métadonnées a accepté votre modification.",
        "Well done.",
        f"http://127.0.0.1:8000{guide.url_path}",
    )
    assert "> Well done." in mails[benoit.email].body


def test_the_author_is_told_of_a_no_with_the_reason_and_where_the_text_is(guide, benoit, amina, delivered):
    row = change(guide, benoit)
    delivered()
    reviewing.refuse(row, amina, "This belongs in the forum.")
    says(
        delivered()[benoit.email],
        "Votre modification n’a pas été acceptée : « The guide »",
        "This belongs in the forum.",
        "Rien de ce que vous avez écrit n’est perdu",
        f"/fr/groupe/metadata/wiki/en-attente/{row.pk}/",
    )


def test_what_was_answered_or_taken_back_before_is_no_news_to_stewards(guide, benoit, amina, delivered):
    row = change(guide, benoit)
    letters.collect()
    reviewing.withdraw(row, benoit)
    assert delivered() == {}
    row = change(guide, benoit, "Third words.\n")
    letters.collect()
    reviewing.refuse(row, amina, "No.")
    assert set(delivered()) == {benoit.email}


def test_who_is_a_steward_no_longer_gets_none(guide, benoit, amina, delivered):
    lucie = make_member("Lucie Roy", email="lucie@demo.example", language="fr")
    membership.begin_stewardship(lucie, guide.group)
    change(guide, benoit)
    letters.collect()
    membership.close_stewardship(amina, guide.group)
    assert set(delivered()) == {lucie.email}


def test_who_left_a_private_group_is_told_nothing_of_it(guide, benoit, amina, delivered):
    row = change(guide, benoit)
    delivered()
    Group.objects.filter(pk=guide.group_id).update(visibility="hidden")
    guide.group.memberships.filter(member=benoit).delete()
    reviewing.accept(row, amina)
    assert delivered() == {}


def test_the_page_deleted_after_the_answer_is_not_linked(guide, benoit, amina, delivered):
    row = change(guide, benoit)
    delivered()
    reviewing.accept(row, amina)
    WikiPage.objects.filter(pk=guide.pk).update(live=False)
    message = delivered()[benoit.email]
    says(message, "a accepté votre modification")
    assert guide.url_path not in message.body
