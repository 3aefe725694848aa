"""Every named address × six people × three visibilities × GET and POST. An address without a row fails."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from forum.models import ForumPage
from wiki.models import WikiPage

from .table import OF_A_GROUP, OF_THE_SITE
from .world import OUTSIDE, PEOPLE, VISIBILITIES, english, missing

pytestmark = pytest.mark.django_db


def named_addresses(resolver=None, namespace=""):
    """Every named address of the resolver but those of Wagtail's admin, which has a rule of its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) == "admin/":
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_addresses(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def addresses_of_pages():
    """Every address below a page of the tree, for the page types that answer several."""
    for model in (WikiPage, ForumPage):
        for pattern in model.get_subpage_urls():
            yield f"page:{model._meta.label}:{pattern.pattern}"


def test_every_address_has_a_row():
    found = set(named_addresses()) | set(addresses_of_pages())
    found |= {"page:home.HomePage", "page:groups.GroupIndexPage", "page:groups.GroupPage"}
    assert found == set(OF_A_GROUP) | set(OF_THE_SITE)


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("name", OF_A_GROUP)
def test_answers_of_a_group(worlds, ask, name, visibility):
    find, *expected = OF_A_GROUP[name]
    address = find(worlds[visibility])
    for method, answers in zip(("get", "post"), expected, strict=True):
        got = " ".join(str(ask(person, method, address).status_code) for person in PEOPLE)
        assert got == answers[VISIBILITIES.index(visibility)], f"{method} {address}"


@pytest.mark.parametrize("name", OF_THE_SITE)
def test_answers_of_the_site(worlds, ask, name):
    args, *expected = OF_THE_SITE[name]
    address = english(name, *args(worlds["site"]))
    for method, answers in zip(("get", "post"), expected, strict=True):
        people = ("visitor", "outsider", "member", "administrator")
        got = " ".join(str(ask(person, method, address).status_code) for person in people)
        assert got == answers, f"{method} {address}"


@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "administrator"])
def test_the_wagtail_admin_is_for_administrators(worlds, ask, person):
    page = worlds["public"].page.pk
    for address in ("/admin/", "/admin/pages/", f"/admin/pages/{page}/edit/", "/admin/reports/site-history/"):
        for method in ("get", "post"):
            assert ask(person, method, address).status_code in (302, 403, 404), address


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "FOO"])
def test_other_methods_tell_nothing(worlds, browsers, method):
    """One rule for every address: refused, and alike for what is there and what is not."""
    for person in ("visitor", "outsider"):
        for name, (find, *_answers) in OF_A_GROUP.items():
            address = find(worlds["hidden"])
            there = browsers[person].generic(method, address).status_code
            assert there in (302, 404, 405), (name, there)
            if hides(name):
                assert there == browsers[person].generic(method, missing(address)).status_code, name


def hides(name):
    """Whether a row belongs to a thing that those outside a hidden group must not find."""
    _find, get, post = OF_A_GROUP[name]
    return get[2].startswith("404") or post[2].startswith("404")


def bare(answer, *parts):
    """An answer without what must differ: the address asked for, and one-time tokens."""
    body = answer.content.decode()
    for part in parts:
        body = body.replace(part, "§")
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "token", body)
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, body, headers


@pytest.mark.parametrize("person", OUTSIDE)
@pytest.mark.parametrize("name", [name for name in OF_A_GROUP if hides(name)])
def test_hidden_looks_like_missing(worlds, ask, name, person):
    """Asked for a hidden thing and for one that never was, those outside get the same bytes."""
    address = OF_A_GROUP[name][0](worlds["hidden"])
    other = missing(address)
    for method in ("get", "post"):
        there, not_there = ask(person, method, address), ask(person, method, other)
        assert bare(there, address) == bare(not_there, other), method
        assert there.status_code in (404, 405)
