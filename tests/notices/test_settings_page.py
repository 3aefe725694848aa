"""The page where members choose what they receive."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import translation

from notices.models import DigestSchedule, Watch
from tests.notices.conftest import daily


@pytest.fixture
def address():
    return reverse("notices:settings")


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_visitor_is_sent_to_sign_in_and_what_was_chosen_is_kept(client, site, benoit, address):
    response = client.post(address, {"part": "digest", "rhythm": "weekly", "hour": "18", "weekday": "4"})
    assert response.status_code == 302 and "next=" in response.url
    client.force_login(benoit)
    page = client.get(address)
    assert page.context["schedule_form"].data["hour"] == "18"
    assert not DigestSchedule.objects.exists()


def test_looking_writes_nothing(client, metadata, benoit, address):
    client.force_login(benoit)
    response = client.get(address)
    assert response.status_code == 200
    assert not DigestSchedule.objects.exists()


def test_a_choice_is_saved_and_names_the_next_digest(client, metadata, amina, address):
    client.force_login(amina)
    chosen = {"part": "digest", "rhythm": "weekly", "hour": "18", "weekday": "4"}
    response = client.post(address, chosen)
    assert response.status_code == 302
    schedule = DigestSchedule.objects.get(member=amina)
    assert (schedule.rhythm, schedule.hour, schedule.weekday) == ("weekly", 18, 4)
    (message,) = said(response)
    assert "Friday" in message and "18:00" in message


def test_the_french_page_names_it_in_french(client, metadata, benoit):
    client.force_login(benoit)
    with translation.override("fr"):
        address = reverse("notices:settings")
    response = client.post(address, {"part": "digest", "rhythm": "daily", "hour": "8", "weekday": "0"})
    assert "8\u00a0h" in said(response)[0]
    assert "Métadonnées" in client.get(address).content.decode()


def test_stopping_everything_and_coming_back_loses_no_rhythm(client, metadata, benoit, slot, address):
    daily(benoit, slot, rhythm="weekly")
    client.force_login(benoit)
    client.post(address, {"part": "stop"})
    schedule = DigestSchedule.objects.get()
    assert (schedule.rhythm, schedule.rhythm_before) == ("never", "weekly")
    assert b'value="stop"' not in client.get(address).content


def test_an_earlier_hour_does_not_send_a_second_digest_today(client, metadata, benoit, slot, address):
    from notices import planning

    schedule = daily(benoit, slot)
    client.force_login(benoit)
    hour = (schedule.hour - 1) % 24
    client.post(address, {"part": "digest", "rhythm": "daily", "hour": hour, "weekday": "0"})
    from django.utils import timezone

    planning.plan(timezone.now(), [benoit])
    schedule.refresh_from_db()
    assert schedule.hour == hour and schedule.next_after > slot


@pytest.mark.parametrize(
    "bad", [{"hour": "24"}, {"hour": "x"}, {"rhythm": "hourly"}, {"weekday": "9"}, {"hour": ""}]
)
def test_an_odd_choice_gets_a_sentence_and_changes_nothing(client, metadata, benoit, address, bad):
    client.force_login(benoit)
    response = client.post(address, {"part": "digest", "rhythm": "daily", "hour": "8", "weekday": "0", **bad})
    assert response.status_code == 422
    assert response.context["schedule_form"].errors
    assert not DigestSchedule.objects.exists()


def test_groups_can_be_silenced_and_heard_again(client, metadata, hidden, benoit, address):
    client.force_login(benoit)
    page = client.get(address)
    names = {page_.group_id: field.html_name for page_, field in page.context["groups_form"].rows}
    assert metadata.pk in names and hidden.pk in names and len(names) == 3
    chosen = {"part": "groups", **dict.fromkeys(names.values(), "digest"), names[metadata.pk]: "nothing"}
    assert client.post(address, chosen).status_code == 302
    assert Watch.objects.get().object_id == metadata.pk
    client.post(address, chosen)
    assert Watch.objects.count() == 1
    client.post(address, {**chosen, names[metadata.pk]: "digest"})
    assert not Watch.objects.exists()


def test_only_ones_own_groups_are_listed(client, metadata, hidden, chloe, address):
    client.force_login(chloe)
    content = client.get(address).content.decode()
    assert "Board" not in content and f"group_{hidden.pk}" not in content
    client.post(address, {"part": "groups", f"group_{hidden.pk}": "nothing"})
    assert not Watch.objects.exists()


def test_an_unknown_part_changes_nothing(client, metadata, benoit, address):
    client.force_login(benoit)
    assert client.post(address, {"part": "else"}).status_code == 422
    assert client.put(address).status_code == 405
