"""What is listed costs the same number of queries for few and for many; what runs in the background, too."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import charter
from groups.models import Affiliation, GroupPage, GroupProposal, LogEntry, Organisation
from home.copying import write_copy
from notices import letters
from tests.factories import make_member, make_reply, make_thread

FEW, MANY = 2, 12


def queries(deed):
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


def counts(client, address, add):
    """How many queries the page takes with FEW and with MANY rows; `add(number)` makes one."""
    found = []
    for numbers in (range(FEW), range(FEW, MANY)):
        for number in numbers:
            add(number)
        client.get(address)  # the visit of the day is noted
        found.append(queries(lambda: client.get(address)))
    assert client.get(address).status_code == 200
    return found


def propose(number, member, **fields):
    names = {"en": f"Group {number}", "fr": f"Groupe {number}"}
    return GroupProposal.objects.create(proposer=member, names=names, **fields)


def test_proposals_of_administrators(client, metadata, admin):
    def add(number):
        somebody = make_member(f"Somebody{number} Else", email=f"s{number}@example.org")
        propose(number, somebody)
        propose(f"{number} answered", somebody, state="refused", decided_by=admin)

    client.force_login(admin)
    few, many = counts(client, "/en/groups/proposals/", add)
    assert few == many and many <= 6, (few, many)


def test_my_proposals(client, chloe):
    client.force_login(chloe)
    few, many = counts(client, "/en/groups/propose/", lambda number: propose(number, chloe))
    assert few == many and many <= 6, (few, many)


@pytest.mark.parametrize("reader", ["visitor", "benoit", "admin"])
def test_the_directory(client, metadata, reader, request):
    def add(number):
        member = make_member(f"Reader{number} Many", email=f"r{number}@example.org", seen_by="everyone")
        place = Organisation.objects.create(name=f"Place {number}", country="FR")
        Affiliation.objects.create(member=member, organisation=place)

    if reader != "visitor":
        client.force_login(request.getfixturevalue(reader))
    few, many = counts(client, "/en/people/", add)
    assert few == many and many <= 9, (few, many)


def test_the_history_of_a_charter(client, metadata, amina):
    def add(number):
        page = GroupPage.objects.in_language("en").get(group=metadata)
        words = charter.words_of(page) | {"purpose": f"Purpose {number}"}
        charter.save_charter(page, by=amina, words=words, base=page.latest_revision_id)

    client.force_login(amina)
    few, many = counts(client, "/en/group/metadata/charter/en/history/", add)
    assert few == many and many <= 9, (few, many)


def test_a_copy_of_ones_data(metadata, benoit):
    thread = make_thread(metadata, author=benoit, text="Opening.")
    found = []
    for number in (5, 40):
        for _more in range(number):
            make_reply(thread, author=benoit, text="A reply.")
        found.append(queries(lambda: write_copy(benoit, io.BytesIO(), lambda done, total: None)))
    assert found[0] == found[1], found


def test_looking_for_letters_costs_one_query_for_each_kind_of_row(metadata, django_assert_num_queries):
    letters.collect()
    assert not LogEntry.objects.filter(told=False).exists()
    with django_assert_num_queries(len(letters.tellers())):
        letters.collect()
