"""Where a member works: one's own alone, with dates that fit."""

import datetime
import html
import re
import threading

import pytest
from django.db import connection

from groups.affiliations import add_affiliation
from groups.models import Affiliation, Organisation

pytestmark = pytest.mark.django_db
ADDRESS = "/en/account/affiliations/"


@pytest.fixture
def place(db):
    return Organisation.objects.create(name="National library", country="NG")


def text_of(response):
    return re.sub("[\u00a0\u202f]", " ", html.unescape(response.content.decode()))


def test_added_changed_ended_and_removed(client, amina, place):
    client.force_login(amina)
    answer = client.post(ADDRESS, {"organisation": place.pk, "begun": "2020-03-01", "ended": ""}, follow=True)
    assert answer.redirect_chain == [(ADDRESS, 302)] and "since 1 March 2020" in text_of(answer)
    row = amina.affiliations.get()
    one = f"{ADDRESS}{row.pk}/"
    assert 'value="2020-03-01"' in text_of(client.get(one))
    answer = client.post(
        one, {"organisation": place.pk, "begun": "2020-03-01", "ended": "2022-02-28"}, follow=True
    )
    assert "from 1 March 2020 to 28 February 2022" in text_of(answer)
    client.post(f"{one}remove")
    client.post(f"{one}remove")
    assert not amina.affiliations.exists()


@pytest.mark.parametrize("changes, field, sentence", [
    ({"begun": "2020-03-01", "ended": "2020-02-29"}, "ended", "The last day lies before the first one."),
    ({"begun": "yesterday"}, "begun", "This is not a date that we can read."),
    ({"begun": "2020-02-30"}, "begun", "This is not a date that we can read."),
    ({"begun": "0020-03-01"}, "begun", "Please choose a date between 1900 and"),
    ({"organisation": ""}, "organisation", "Please choose an institution."),
    ({"organisation": "999999"}, "organisation", "not in the list any more"),
    ({"organisation": str(2**70)}, "organisation", "not in the list any more"),
    ({"organisation": "x"}, "organisation", "not in the list any more"),
])  # fmt: skip
@pytest.mark.parametrize("which", ["new", "old"])
def test_what_does_not_fit_is_said_and_what_was_typed_is_kept(
    client, amina, place, changes, field, sentence, which
):
    client.force_login(amina)
    row = Affiliation.objects.create(member=amina, organisation=place, begun=datetime.date(2010, 1, 1))
    fields = {"organisation": place.pk, "begun": "2011-01-01", "ended": "2023-12-31", **changes}
    answer = client.post(ADDRESS if which == "new" else f"{ADDRESS}{row.pk}/", fields)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert list(answer.context["form"].errors) == [field]
    assert f'value="{fields["ended"]}"' in text_of(answer)
    assert [r.begun for r in amina.affiliations.all()] == [datetime.date(2010, 1, 1)]


def test_one_day_is_enough(client, amina, place):
    client.force_login(amina)
    client.post(ADDRESS, {"organisation": place.pk, "begun": "2020-03-01", "ended": "2020-03-01"})
    assert amina.affiliations.count() == 1


def test_those_of_others_do_not_exist(client, amina, benoit, place):
    row = Affiliation.objects.create(member=amina, organisation=place)
    client.force_login(benoit)
    for pk in (row.pk, 999_999, 2**63, 10**30):
        address = f"{ADDRESS}{pk}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"organisation": place.pk, "begun": "", "ended": ""}).status_code == 404
        assert client.post(f"{address}remove").status_code == 302
    row.refresh_from_db()
    assert row.member == amina


def test_a_visitor_signs_in_and_finds_what_was_typed(client, amina, place):
    answer = client.post(ADDRESS, {"organisation": place.pk, "begun": "2020-03-01"})
    assert answer.url.startswith("/en/account/login/?next=")
    answer = client.post(answer.url, {"login": amina.email, "password": "demo"}, follow=True)
    page = text_of(answer)
    assert answer.redirect_chain[-1][0] == ADDRESS and 'value="2020-03-01"' in page
    assert f'<option value="{place.pk}" selected>' in page
    assert not Affiliation.objects.exists()


@pytest.mark.parametrize("path, allowed", [("", "GET POST"), ("1/", "GET POST"), ("1/remove", "POST")])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods(client, amina, path, allowed, method):
    client.force_login(amina)
    status = client.generic(method, ADDRESS + path).status_code
    assert (status == 405) is (method not in allowed.split())


@pytest.mark.django_db(transaction=True)
def test_the_same_sent_twice_at_once_is_kept_once(amina):
    place = Organisation.objects.create(name="Twice", country="FR")
    begin = threading.Barrier(4)
    results = []

    def press():
        begin.wait()
        results.append(add_affiliation(amina, organisation=place, begun=None, ended=None))
        connection.close()

    presses = [threading.Thread(target=press) for _number in range(4)]
    for press_of_one in presses:
        press_of_one.start()
    for press_of_one in presses:
        press_of_one.join()
    assert sorted(results) == [False, False, False, True] and amina.affiliations.count() == 1
