"""A GET writes nothing but sessions, the day of a member's last visit, and that an administrator entered."""

import re

import pytest
from django.db import connection

from .table import OF_A_GROUP, OF_THE_SITE
from .world import PEOPLE, VISIBILITIES, english

pytestmark = pytest.mark.django_db

CHANGES = re.compile(
    r"^\s*(?:WITH\b.*\b)?(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|TRUNCATE)\b", re.I | re.S
)
ALLOWED = [
    re.compile(r"(INTO|UPDATE|FROM) \"(django_session|usersessions_usersession)\"", re.I),
    re.compile(r"^UPDATE \"groups_membership\" SET \"last_here\" = [^,]* WHERE", re.I),
]
ENTERED = re.compile(r"^INSERT INTO \"groups_logentry\"", re.I)


class Written:
    """Keeps every statement that changes something, while it is the connection's wrapper."""

    def __init__(self, person):
        self.person = person
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        if CHANGES.match(sql) and not any(allowed.search(sql) for allowed in ALLOWED):
            entered = ENTERED.match(sql) and "entered" in params and self.person == "administrator"
            if not entered:
                self.statements.append(f"{sql[:200]} {params}")
        return execute(sql, params, many, context)


def looked_at(ask, person, address):
    written = Written(person)
    with connection.execute_wrapper(written):
        ask(person, "get", address)
    return written.statements


def test_the_wrapper_sees_what_is_written(worlds, ask):
    """So that the tests below can fail."""
    written = Written("outsider")
    with connection.execute_wrapper(written):
        ask("outsider", "post", worlds["public"].url("groups:join", "canary-public"))
    assert any("groups_membership" in statement for statement in written.statements)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", OF_A_GROUP)
def test_in_a_group(worlds, ask, name, person):
    for visibility in VISIBILITIES:
        address = OF_A_GROUP[name][0](worlds[visibility])
        assert looked_at(ask, person, address) == [], address


@pytest.mark.parametrize("name", OF_THE_SITE)
def test_on_the_site(worlds, ask, name):
    address = english(name, *OF_THE_SITE[name][0](worlds["site"]))
    for person in PEOPLE:
        assert looked_at(ask, person, address) == [], (person, address)
