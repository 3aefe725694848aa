"""Members propose a group; an administrator makes it or says why not; everybody concerned is told."""

import pytest
from django.core import mail
from django.test import Client

from groups.changes import in_words
from groups.membership import begin_stewardship, leave
from groups.models import Group, GroupProposal
from home import proposals
from home.factories import make_member
from notices.delivery import deliver_due
from tests.at_once import at_once

PROPOSE, ALL = "/en/groups/propose/", "/en/groups/proposals/"

TYPED = {
    "name_en": "Speech to text",
    "name_fr": "Transcription de la parole",
    "purpose_fr": "Décrire ce qu’une machine a transcrit.",
    "kind": "chapter",
    "visibility": "listed",
    "join_policy": "open",
    "source_language": "fr",
    "message": "We are twelve.\n\nAnd we meet on Mondays.",
}
APPROVED = {
    "part": "approve",
    "key": "speech",
    "slug_en": "speech-to-text",
    "slug_fr": "transcription",
    "cloth": "plum",
}
FIELDS = {
    "names": {"en": "Speech to text", "fr": "Transcription de la parole"},
    "purposes": {"en": "A purpose"},
    "kind": "working group", "visibility": "public", "join_policy": "open", "source_language": "en",
    "message": "We are twelve.",
}  # fmt: skip
MADE = {"key": "speech", "slugs": {"en": "speech", "fr": "parole"}, "cloth": "plum"}


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def french_admin(site):
    return make_member("Zoé Admin", email="zoe@demo.example", language="fr", is_superuser=True)


@pytest.fixture
def proposal(chloe):
    return proposals.propose(chloe, **FIELDS)


def sent_to(member):
    """What was sent to one person, the subjects in order."""
    deliver_due()
    return [letter for letter in mail.outbox if letter.to == [member.email]]


@pytest.mark.django_db
def test_from_the_proposal_to_the_group_in_both_languages(chloe, admin, french_admin, mailoutbox):
    client = signed_in(chloe)
    for _press in range(2):
        assert client.post(PROPOSE, TYPED).status_code == 302
    proposal = GroupProposal.objects.get()
    # A listed group is never open: people ask.
    assert (proposal.join_policy, proposal.proposer) == ("request", chloe)
    (english,), (french,) = sent_to(admin), sent_to(french_admin)
    assert english.subject == "A new group is proposed: Speech to text"
    assert french.subject == "Un nouveau groupe est proposé\u00a0: Transcription de la parole"
    assert f"/en/groups/proposals/{proposal.pk}/" in english.body and "(in French)" in english.body
    assert f"/fr/groupes/propositions/{proposal.pk}/" in french.body
    assert "> We are twelve.\n\n> And we meet on Mondays." in english.body
    assert not sent_to(chloe)

    ada = signed_in(admin)
    assert "Speech to text" in ada.get(ALL).content.decode()
    page = ada.get(f"{ALL}{proposal.pk}/").content.decode()
    assert 'value="transcription-de-la-parole"' in page and "We are twelve." in page
    answer = ada.post(f"{ALL}{proposal.pk}/", APPROVED)
    assert answer.url == "/en/groups/speech-to-text/"

    group = Group.objects.get(key="speech")
    assert (group.kind, group.visibility, group.join_policy, group.cloth, group.source_language) == (
        "chapter", "listed", "request", "plum", "fr",
    )  # fmt: skip
    assert group.stewardships.get(ended=None).member == chloe
    assert group.memberships.get(role="steward").member == chloe
    entry = group.log.get(deed="founded")
    assert (entry.actor, entry.subject, in_words(entry)) == (admin, chloe, "")
    for address in ("/en/groups/speech-to-text/", "/fr/groupes/transcription/"):
        for ending in ("", "wiki/", "discussions/"):
            assert client.get(address + ending).status_code == 200
    (letter,) = sent_to(chloe)
    assert letter.subject == "Votre groupe est prêt\u00a0: Transcription de la parole"
    assert "/fr/groupes/transcription/" in letter.body
    assert all(len(line) <= 78 for line in letter.body.splitlines() if "http" not in line)
    assert len(sent_to(admin)) == 1, "the administrators are told of the question, not of their answer"
    assert 'href="/en/groups/speech-to-text/"' in client.get(PROPOSE).content.decode()


@pytest.mark.django_db
def test_a_refusal_needs_a_reason_and_the_proposer_reads_it(proposal, chloe, admin, mailoutbox):
    ada, address = signed_in(admin), f"{ALL}{proposal.pk}/"
    answer = ada.post(address, {"part": "refuse", "reason": "  "})
    assert answer.status_code == 422 and "Please give a reason" in answer.content.decode()
    answer = ada.post(address, {"part": "refuse", "reason": "x" * 1001})
    assert answer.status_code == 422 and "1001 characters" in answer.content.decode()
    reason = "Metadata does this already.\n\nPlease <b>join</b> it."
    assert ada.post(address, {"part": "refuse", "reason": reason}).status_code == 302
    (letter,) = sent_to(chloe)
    assert "> Metadata does this already." in letter.body
    assert "/fr/groupes/proposer/" in letter.body
    html = letter.alternatives[0][0]
    assert "&lt;b&gt;join" in html and "<b>join" not in html
    assert "Metadata does this already." in signed_in(chloe).get(PROPOSE).content.decode()
    assert not Group.objects.filter(is_community=False).exists()


@pytest.mark.django_db
def test_a_withdrawn_proposal_tells_nobody_and_cannot_be_answered(proposal, chloe, benoit, admin, mailoutbox):
    address = f"{ALL}{proposal.pk}/withdraw/"
    assert signed_in(benoit).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    for _press in range(2):
        assert signed_in(chloe).post(address).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert not sent_to(admin) and not sent_to(chloe)
    answer = signed_in(admin).post(f"{ALL}{proposal.pk}/", APPROVED)
    assert answer.status_code == 409 and "It was withdrawn" in answer.content.decode()
    assert not Group.objects.filter(key="speech").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name_en": "x" * 300}, "300 characters"),
        ({"name_fr": " "}, "give the group a name"),
        ({"purpose_fr": ""}, "in one language at least"),
        ({"purpose_en": "x" * 301}, "301 characters"),
        ({"message": "x" * 5000}, "5000 characters"),
        ({"kind": "community"}, "choose one of these"),
        ({"visibility": "secret"}, "choose one of these"),
        ({"source_language": "de"}, "choose one of these"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(chloe, typed, words):
    answer = signed_in(chloe).post(PROPOSE, TYPED | typed)
    html = answer.content.decode()
    assert answer.status_code == 422 and words in html
    assert "Transcription de la parole" in html or "name_fr" in typed
    assert not GroupProposal.objects.exists()


@pytest.mark.django_db
def test_words_of_a_visitor_are_there_after_signing_in(chloe):
    client = Client()
    assert "login" in client.post(PROPOSE, TYPED).url
    client.force_login(chloe)
    assert client.get(PROPOSE).context["form"]["name_fr"].value() == "Transcription de la parole"


@pytest.mark.django_db
def test_five_may_wait_not_six(chloe):
    client = signed_in(chloe)
    for number in range(5):
        assert client.post(PROPOSE, TYPED | {"name_en": f"Group {number}"}).status_code == 302
    answer = client.post(PROPOSE, TYPED | {"name_en": "One more"})
    assert answer.status_code == 422 and "5 of your proposals" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"key": "metadata"}, "key"),
        ({"key": "Not a key"}, "key"),
        ({"key": ""}, "key"),
        ({"key": "x" * 51}, "key"),
        ({"slug_en": "metadata"}, "slug_en"),
        ({"slug_fr": "metadonnees"}, "slug_fr"),
        ({"slug_en": "propose"}, "slug_en"),
        ({"slug_fr": "propositions"}, "slug_fr"),
        ({"slug_fr": "été"}, "slug_fr"),
        ({"cloth": "tartan"}, "cloth"),
    ],
)
def test_what_is_taken_or_cannot_be_makes_nothing(metadata, proposal, admin, wrong, field):
    answer = signed_in(admin).post(f"{ALL}{proposal.pk}/", APPROVED | wrong)
    assert answer.status_code == 422
    assert answer.context["approval"].errors[field]
    assert set(Group.objects.values_list("key", flat=True)) == {"community", "metadata"}
    proposal.refresh_from_db()
    assert proposal.is_waiting


@pytest.mark.django_db
def test_two_groups_of_one_name_need_two_addresses(chloe, benoit, admin):
    first, second = proposals.propose(chloe, **FIELDS), proposals.propose(benoit, **FIELDS)
    ada = signed_in(admin)
    assert ada.post(f"{ALL}{first.pk}/", APPROVED).status_code == 302
    assert ada.post(f"{ALL}{second.pk}/", APPROVED).status_code == 422
    other = {"key": "speech-2", "slug_en": "speech-2", "slug_fr": "parole-2"}
    assert ada.post(f"{ALL}{second.pk}/", APPROVED | other).status_code == 302


@pytest.mark.django_db
def test_a_closed_account_gets_no_group(proposal, chloe, admin):
    type(chloe).objects.filter(pk=chloe.pk).update(is_active=False)
    answer = signed_in(admin).post(f"{ALL}{proposal.pk}/", APPROVED)
    assert answer.status_code == 422 and "is closed" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_at_once_one_makes_the_group_and_the_other_is_told(
    proposal, admin, french_admin
):
    clients = [signed_in(admin), signed_in(french_admin)]
    address = f"{ALL}{proposal.pk}/"
    answers = at_once(
        lambda: clients[0].post(address, APPROVED),
        lambda: clients[1].post(address, {"part": "refuse", "reason": "I had typed this."}),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409], answers
    proposal.refresh_from_db()
    approved = answers[0].status_code == 302
    assert proposal.state == ("accepted" if approved else "refused")
    assert Group.objects.filter(key="speech").exists() == approved
    told = answers[approved].content.decode()
    assert "This proposal was answered meanwhile." in told
    if approved:
        assert "I had typed this." in told


@pytest.mark.django_db(transaction=True)
def test_two_proposals_approved_at_once_under_one_address_make_one_group(chloe, benoit, admin):
    rows = [proposals.propose(member, **FIELDS) for member in (chloe, benoit)]
    results = at_once(*[lambda row=row: proposals.approve(row, by=admin, **MADE) for row in rows])
    assert sorted(type(result).__name__ for result in results) == ["Group", "ValidationError"], results
    assert Group.objects.filter(key="speech").count() == 1
    assert GroupProposal.objects.filter(state="waiting").count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_one_proposal(chloe):
    at_once(*[lambda: proposals.propose(chloe, **FIELDS)] * 3)
    assert GroupProposal.objects.count() == 1


@pytest.mark.django_db
def test_the_answers_are_the_administrators(proposal, chloe, benoit, admin):
    for member in (chloe, benoit):
        client = signed_in(member)
        assert client.get(ALL).status_code == 404
        assert client.get(f"{ALL}{proposal.pk}/").status_code == 404
        assert client.post(f"{ALL}{proposal.pk}/", APPROVED).status_code == 404
    ada = signed_in(admin)
    for pk in (proposal.pk + 1, 2**70):
        assert ada.get(f"{ALL}{pk}/").status_code == 404
        assert ada.post(f"{ALL}{pk}/withdraw/").status_code == 404
    for address in (PROPOSE, ALL, f"{ALL}{proposal.pk}/"):
        assert ada.put(address).status_code == 405
    assert "Speech to text" not in signed_in(benoit).get(PROPOSE).content.decode()


@pytest.mark.django_db
def test_a_mail_that_waited_is_not_sent_to_who_is_no_administrator_any_more(proposal, admin, mailoutbox):
    from notices.letters import collect

    collect()
    type(admin).objects.filter(pk=admin.pk).update(is_superuser=False)
    assert not sent_to(admin)


@pytest.mark.django_db
def test_the_list_of_groups_leads_to_proposing(chloe):
    assert 'href="/en/groups/propose/"' in signed_in(chloe).get("/en/groups/").content.decode()


@pytest.mark.django_db
def test_a_proposer_who_may_no_longer_know_the_group_is_led_nowhere(chloe, amina, admin, mailoutbox):
    """Neither by the list of their proposals nor by a mail that comes late."""
    proposal = proposals.propose(chloe, **FIELDS | {"visibility": "hidden", "join_policy": "invitation"})
    group = proposals.approve(proposal, by=admin, **MADE)
    client = signed_in(chloe)
    assert "/groups/speech/" in client.get(PROPOSE).content.decode()
    begin_stewardship(amina, group)
    assert leave(chloe, group)
    assert "/groups/speech/" not in client.get(PROPOSE).content.decode()
    assert "Speech to text" in client.get(PROPOSE).content.decode()
    assert not sent_to(chloe)
