"""The mails about who belongs to a group: really sent, each in its reader's language, and only while true."""

import datetime

import pytest

from groups import invitations, membership, requests, stewards
from groups.models import Group
from notices import letters
from tests.factories import make_member
from tests.groups.conftest import link_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(site):
    """English-speaking, in no group."""
    return make_member("Anna Lind", email="anna@demo.example", language="en")


def hide(group):
    Group.objects.filter(pk=group.pk).update(visibility="hidden")


def html_of(message):
    return message.alternatives[0][0]


def one(mails, member, *words):
    """The mail to `member`, which holds each of `words` in both its parts."""
    message = mails[member.email]
    html = html_of(message).replace("&#x27;", "'").replace("&quot;", '"')
    for word in words:
        assert word in f"{message.subject} {message.body}".replace("\n", " "), message.body
        assert word in html.replace("\n", " "), html
    assert all(len(line) <= 78 for line in message.body.splitlines() if "http" not in line)
    assert message.extra_headers["Content-Language"] == member.language
    return message


def test_every_active_steward_is_told_of_a_request(speech, amina, benoit, chloe, delivered):
    former = make_member("Former Steward", email="former@demo.example")
    closed = make_member("Closed Steward", email="closed@demo.example", is_active=False)
    for person in (benoit, former, closed):
        membership.begin_stewardship(person, speech)
    stewards.end_stewardship(former, speech, former)
    requests.ask(chloe, speech, "I record radio.\n\nMay I listen?")
    mails = delivered()
    assert set(mails) == {amina.email, benoit.email}
    english = one(
        mails, amina, "Chloé Tremblay asks to join Speech to text", "I record radio.", "May I listen?"
    )
    assert "> I record radio." in english.body
    assert "http://127.0.0.1:8000/en/group/speech/desk/" in english.body
    french = one(mails, benoit, "demande à rejoindre le groupe Transcription de la parole", "May I listen?")
    assert "/fr/groupe/speech/bureau/" in french.body
    assert delivered() == {}, "once"


def test_a_request_that_no_longer_waits_is_told_to_nobody(speech, amina, chloe, delivered):
    requests.ask(chloe, speech)
    requests.withdraw(chloe, speech)
    assert delivered() == {}


def test_who_is_a_steward_no_longer_when_the_mail_goes_gets_none(speech, amina, benoit, chloe, delivered):
    membership.begin_stewardship(benoit, speech)
    requests.ask(chloe, speech)
    letters.collect()
    stewards.end_stewardship(benoit, speech, benoit)
    assert set(delivered()) == {amina.email}


def test_asking_again_and_again_writes_to_the_stewards_once_a_day(speech, amina, chloe, delivered):
    for _ in range(3):
        requests.ask(chloe, speech)
        requests.withdraw(chloe, speech)
    requests.ask(chloe, speech, "The last one.")
    assert "The last one." in delivered()[amina.email].body
    requests.withdraw(chloe, speech)
    requests.ask(chloe, speech)
    assert delivered() == {}
    requests.withdraw(chloe, speech)
    speech.log.update(at=speech.log.first().at - datetime.timedelta(days=2))
    requests.ask(chloe, speech)
    assert set(delivered()) == {amina.email}


def test_answers_in_both_languages(speech, amina, anna, chloe, delivered):
    for person in (anna, chloe):
        requests.ask(person, speech)
    requests.accept(speech.requests.get(member=chloe), amina)
    requests.refuse(speech.requests.get(member=anna), amina, "We are full <until> June.")
    mails = delivered()
    one(
        mails,
        chloe,
        "Vous êtes maintenant membre du groupe Transcription de la parole",
        "Amina Bello a accepté",
    )
    assert "/fr/groupes/transcription/" in mails[chloe.email].body
    refused = mails[anna.email]
    assert "Your request to join Speech to text" in refused.subject
    assert "> We are full <until> June." in refused.body
    assert "We are full &lt;until&gt; June." in html_of(refused)


def test_removed_shut_out_let_in(metadata, amina, benoit, delivered):
    membership.remove(benoit, metadata, amina, "You moved on.")
    one(delivered(), benoit, "Vous n’êtes plus membre du groupe Métadonnées", "You moved on.")
    membership.ban(benoit, metadata, amina, "Threats.")
    one(delivered(), benoit, "Vous ne pouvez plus participer au groupe Métadonnées", "Threats.")
    membership.unban(benoit, metadata, amina)
    one(delivered(), benoit, "Vous pouvez de nouveau participer au groupe Métadonnées")


def test_what_is_no_longer_true_is_not_said(metadata, amina, benoit, chloe, delivered):
    membership.remove(benoit, metadata, amina, "A slip.")
    membership.join(benoit, metadata)
    membership.ban(chloe, metadata, amina, "A slip.")
    membership.unban(chloe, metadata, amina)
    assert set(delivered()) == {chloe.email}, "only that she may come back"


def test_stewards_are_told_what_they_are(metadata, amina, benoit, delivered):
    stewards.name_steward(benoit, metadata, amina, "co-chair")
    message = one(
        delivered(),
        benoit,
        "coprésidence du groupe Métadonnées",
        "Amina Bello vous a confié la responsabilité",
    )
    assert "/fr/groupe/metadata/bureau/" in message.body
    stewards.end_stewardship(benoit, metadata, amina)
    one(delivered(), benoit, "Vous n’êtes plus responsable du groupe Métadonnées", "Vous restez membre.")
    stewards.name_steward(benoit, metadata, amina, "chair")
    stewards.name_steward(benoit, metadata, amina, "")
    assert "Vous êtes maintenant responsable" in delivered()[benoit.email].subject
    stewards.end_stewardship(benoit, metadata, benoit)
    assert delivered() == {}, "their own doing"


def test_a_group_that_became_hidden_is_not_named(speech, amina, anna, chloe, delivered):
    """Asked, refused, removed, shut out and let in: each without the name."""
    former = make_member("Former Steward", email="former@demo.example")
    membership.begin_stewardship(former, speech)
    requests.ask(anna, speech)
    requests.refuse(speech.requests.get(), amina, "No room.")
    membership.ban(chloe, speech, amina, "Threats.")
    stewards.end_stewardship(former, speech, amina)
    membership.leave(former, speech)
    hide(speech)
    mails = delivered()
    assert "a group you had asked to join" in mails[anna.email].body.replace("\n", " ")
    assert "d’un groupe ont décidé de votre exclusion" in mails[chloe.email].body.replace("\n", " ")
    assert mails[former.email].subject == "You are no longer a steward of a group"
    membership.unban(chloe, speech, amina)
    mails |= {"again": delivered()[chloe.email]}
    for message in mails.values():
        if message.to != [amina.email]:
            for part in (message.subject, message.body, html_of(message)):
                for secret in ("Speech", "Transcription", "speech", "transcription"):
                    assert secret not in part


def test_a_removed_member_of_a_hidden_group(hidden, amina, benoit, delivered):
    membership.remove(benoit, hidden, amina, "It is over.")
    message = one(delivered(), benoit, "d’un groupe dont vous étiez membre", "It is over.")
    assert "Board" not in message.body + html_of(message) + message.subject


def test_the_inviter_hears_who_came(metadata, amina, invited, delivered):
    row, _address = invited(metadata)
    delivered()
    nora = make_member("Nora Newcomer", email="new@example.org")
    invitations.accept_invitation(row, nora)
    one(delivered(), amina, "Nora Newcomer has joined Metadata")


def test_an_inviter_who_runs_the_group_no_longer_hears_nothing(metadata, amina, benoit, invited, delivered):
    row, _address = invited(metadata)
    delivered()
    membership.begin_stewardship(benoit, metadata)
    membership.leave(amina, metadata)
    invitations.accept_invitation(row, make_member("Nora Newcomer", email="new@example.org"))
    assert delivered() == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_invitation_is_in_the_language_the_inviter_chose(speech, amina, invited, delivered, language):
    _row, address = invited(speech, language=language, message="I heard your talk.\nCome & see.")
    message = delivered()["new@example.org"]
    body = message.body.replace("\n", " ")
    expected = {
        "en": [
            "Amina Bello would like you to join the group Speech to text.",
            "To make recordings readable.",
            "AI4LAM is a place where working groups write",
            "if you have no account yet",
            "The link works once, until",
            "If you do nothing, nothing happens.",
        ],
        "fr": [
            "Amina Bello aimerait que vous rejoigniez le groupe Transcription de la parole.",
            "Rendre lisibles les enregistrements.",
            "AI4LAM est un lieu",
            "si vous n’avez pas encore de compte",
            "Le lien ne sert qu’une fois, jusqu’au",
            "Si vous ne faites rien, il ne se passe rien.",
        ],
    }[language]
    for words in expected:
        assert words in body
        assert words in html_of(message).replace("\n", " ")
    assert "> I heard your talk." in message.body and "Come &amp; see." in html_of(message)
    assert link_in(message) == address
    assert message.extra_headers["Content-Language"] == language
    assert all(len(line) <= 78 for line in message.body.splitlines() if "http" not in line)


def test_who_came_by_another_way_is_not_invited_any_more(metadata, amina, invited, delivered):
    invited(metadata)
    membership.join(make_member("Nora Newcomer", email="new@example.org"), metadata)
    assert delivered() == {}
