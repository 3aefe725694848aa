"""Asking to join, taking it back, and the answers: one request waits at a time, nothing is half done."""

import datetime

import pytest
from django.utils import timezone

from groups import membership, requests
from groups.deeds import Archived, NoLongerAllowed
from groups.models import Group
from tests.factories import make_member
from tests.groups.conftest import words_of

pytestmark = pytest.mark.django_db


def test_asking_twice_is_asking_once(speech, chloe):
    assert requests.ask(chloe, speech, "I record radio.")
    assert not requests.ask(chloe, speech, "Again.")
    assert speech.requests.get().message == "I record radio."
    assert speech.log.filter(deed="asked", actor=chloe).count() == 1


def test_a_member_has_nothing_to_ask(speech, benoit):
    assert not requests.ask(benoit, speech)
    assert not speech.requests.exists()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"visibility": "hidden"}, NoLongerAllowed),
        ({"join_policy": "invitation"}, NoLongerAllowed),
        ({"ended": datetime.date(2020, 1, 1)}, Archived),
    ],
)
def test_the_policy_is_asked_again_when_asking(speech, chloe, change, refusal):
    Group.objects.filter(pk=speech.pk).update(**change)
    with pytest.raises(refusal):
        requests.ask(chloe, speech)
    assert not speech.requests.exists() and not speech.log.filter(deed="asked").exists()


def test_accepting(speech, amina, chloe):
    requests.ask(chloe, speech)
    row = speech.requests.get()
    requests.accept(row, amina)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("accepted", amina) and row.decided_at
    assert speech.memberships.get(member=chloe).role == "member"
    entry = speech.log.first()
    assert (entry.deed, entry.actor, entry.subject) == ("accepted", amina, chloe)


def test_refusing_keeps_the_reason(speech, amina, chloe):
    requests.ask(chloe, speech)
    requests.refuse(speech.requests.get(), amina, "We are full until June.")
    row = speech.requests.get()
    assert (row.state, row.reason, row.decided_by) == ("refused", "We are full until June.", amina)
    assert speech.log.first().words == "We are full until June."
    assert not speech.memberships.filter(member=chloe).exists()
    assert requests.ask(chloe, speech), "who was refused may ask again"


def test_the_second_answer_hears_of_the_first(speech, amina, benoit, chloe):
    membership.begin_stewardship(benoit, speech)
    requests.ask(chloe, speech)
    row = speech.requests.get()
    requests.accept(row, benoit)
    for deed in (requests.accept, requests.refuse):
        with pytest.raises(requests.AlreadyAnswered) as told:
            deed(row, amina)
        assert "Benoît Kerjean has already accepted" in told.value.sentence
    assert speech.requests.get().decided_by == benoit
    assert speech.log.filter(deed__in=["accepted", "refused"]).count() == 1


def test_a_withdrawn_request_is_answered_by_nobody(speech, amina, chloe):
    requests.ask(chloe, speech)
    row = speech.requests.get()
    assert requests.withdraw(chloe, speech)
    assert not requests.withdraw(chloe, speech)
    with pytest.raises(requests.AlreadyAnswered) as told:
        requests.accept(row, amina)
    assert "has withdrawn" in told.value.sentence
    assert not speech.memberships.filter(member=chloe).exists()
    assert [entry.deed for entry in speech.log.all()] == ["withdrew", "asked"]


def test_an_archive_takes_nobody_in(speech, amina, chloe):
    requests.ask(chloe, speech)
    Group.objects.filter(pk=speech.pk).update(ended=timezone.localdate())
    with pytest.raises(Archived):
        requests.accept(speech.requests.get(), amina)
    assert speech.requests.get().is_waiting


# The pages


def test_the_whole_way(client, speech, amina, chloe):
    client.force_login(chloe)
    page = client.get("/en/group/speech/ask/")
    assert "Only the stewards read it" in page.content.decode()
    client.post("/en/group/speech/ask/", {"message": "I record radio."})
    waiting = words_of(client.get("/fr/groupe/speech/demander/"))
    assert "I record radio." in waiting and "Retirer ma demande" in waiting
    client.force_login(amina)
    desk = words_of(client.get("/en/group/speech/desk/"))
    assert "1 request waits for you" in desk and "I record radio." in desk
    row = speech.requests.get()
    answer = client.post(f"/en/group/speech/desk/requests/{row.pk}/accept/", follow=True)
    assert "Chloé Tremblay is now a member" in words_of(answer)
    again = client.post(f"/en/group/speech/desk/requests/{row.pk}/accept/", follow=True)
    assert "Amina Bello has already accepted the request of Chloé Tremblay" in words_of(again)


def test_refusing_wants_a_reason_and_keeps_what_was_typed(client, speech, amina, chloe):
    requests.ask(chloe, speech, "Please.")
    row = speech.requests.get()
    client.force_login(amina)
    address = f"/fr/groupe/speech/bureau/demandes/{row.pk}/refuser/"
    assert "Please." in client.get(address).content.decode()
    empty = client.post(address, {"reason": " "})
    assert empty.status_code == 422 and "Indiquez un motif" in empty.content.decode()
    long = client.post(address, {"reason": "x" * 1001})
    assert long.status_code == 422 and "x" * 1001 in long.content.decode()
    assert speech.requests.get().is_waiting
    client.post(address, {"reason": "Complet."})
    assert speech.requests.get().state == "refused"


def test_a_visitor_signs_in_and_finds_their_words(client, speech, chloe):
    address = "/en/group/speech/ask/"
    answer = client.post(address, {"message": "Words of an hour."})
    assert answer.url.startswith("/en/account/login/?next=")
    client.post("/en/account/login/", {"login": chloe.email, "password": "demo"})
    assert "Words of an hour." in client.get(address).content.decode()
    assert not speech.requests.exists()


def test_a_long_message_comes_back(client, speech, chloe):
    client.force_login(chloe)
    answer = client.post("/en/group/speech/ask/", {"message": "y" * 1200})
    assert answer.status_code == 422
    assert "y" * 1200 in answer.content.decode() and "room for 1000" in answer.content.decode()


def test_who_need_not_ask_is_told(client, speech, metadata, benoit, chloe):
    client.force_login(benoit)
    assert "a member of Speech to text already" in words_of(client.get("/en/group/speech/ask/", follow=True))
    client.force_login(chloe)
    assert client.get("/en/group/metadata/ask/").url == "/en/groups/metadata/"


def test_a_request_of_another_group_is_not_answered_here(client, speech, metadata, amina, chloe):
    other = make_member("Other Steward")
    membership.begin_stewardship(other, metadata)
    requests.ask(chloe, speech)
    client.force_login(other)
    row = speech.requests.get()
    assert client.post(f"/en/group/metadata/desk/requests/{row.pk}/accept/").status_code == 404
    assert client.post(f"/en/group/speech/desk/requests/{row.pk}/accept/").status_code == 403
    assert speech.requests.get().is_waiting
