"""Pages that nothing links to, and links without a page, as each reader may know them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_page, wiki_root
from wiki.loose_ends import loose_ends_of
from wiki.models import OldAddress

pytestmark = pytest.mark.django_db
EN, FR = "/en/group/metadata/wiki/loose-ends/", "/fr/groupe/metadata/wiki/liens-a-reprendre/"


def gathered(group, reader=None, language="en", may_write=False):
    front = wiki_root(group, language).url_path
    alone, dead = loose_ends_of(group, language, reader, front=front, may_write=may_write)
    return [title for title, _address in alone], {one.name: one for one in dead}


def test_pages_that_nothing_names(metadata, listed, amina):
    for title in ("Named", "By section", "By another group", "By its French title", "Alone"):
        make_page(metadata, title=title)
    half = make_page(metadata, title="Moitié", language="fr", translation_of=wiki_page("By its French title"))
    make_page(metadata, title="Names", body="[[Named]] [[by section#x]] [[Names]] `[[Alone]]`")
    make_page(listed, title="Elsewhere", body="[[metadata:By another group]] [[Alone]]")
    make_page(metadata, title="Also", body=f"[[{half.title}]] [[Names]]")
    alone, _dead = gathered(metadata, amina)
    assert alone == ["Alone", "Also"]
    # Who may not read the other group is not told that somebody there names a page.
    assert gathered(metadata)[0] == ["Alone", "Also", "By another group"]
    assert gathered(metadata, amina, "fr")[0] == ["Moitié"]


def wiki_page(title):
    from wiki.models import WikiPage

    return WikiPage.objects.select_related("locale", "group").get(title=title)


def test_links_without_a_page(metadata, guide, amina):
    OldAddress.objects.create(path="/en/z/", group=metadata, page=guide, title="Handbook")
    make_page(metadata, title="F# for archives")
    make_page(
        metadata, title="First", body="[[The guide#x]] [[Nothing]] [[Nothing#part]] [[F# for archives]]"
    )
    make_page(metadata, title="Second", body="[[nobody:Page]] [[Handbook]] [[nothing]] [[Nothing]]")
    make_page(metadata, title="Troisième", body="[[Rien]]", language="fr")
    _alone, dead = gathered(metadata, amina, may_write=True)
    assert list(dead) == ["nobody:Page", "Nothing", "nothing"]
    assert [title for title, _address in dead["Nothing"].sources] == ["First", "Second"]
    assert dead["Nothing"].form == f"{wiki_root(metadata).url_path}new/?title=Nothing"
    assert set(gathered(metadata, language="fr")[1]) == {"Rien"}
    assert gathered(metadata)[1]["Nothing"].form is None


def test_a_hidden_page_is_a_link_without_a_page_for_who_may_not_see_it(
    metadata, hidden, amina, chloe, as_member
):
    make_page(metadata, title="First", body="[[board:The plan]] [[nobody:The plan]]")
    before = [as_member(who).get(EN + "?show=links").content for who in (None, chloe)]
    make_page(hidden, title="The plan", body="[[metadata:First]]")
    assert [as_member(who).get(EN + "?show=links").content for who in (None, chloe)] == before
    assert set(gathered(metadata, amina)[1]) == {"nobody:The plan"}
    assert gathered(metadata)[0] == ["First"] and gathered(metadata, amina)[0] == []


@pytest.mark.parametrize("show", ["", "?show=links", "?show=x&page=99", "?page=x"])
def test_the_page_in_both_languages(metadata, guide, amina, as_member, show):
    make_page(metadata, title="First", body="[[Nothing here yet]]")
    html = as_member(amina).get(EN + show).content.decode()
    assert "2 pages that nothing links to" in html and "1 link without a page" in html
    assert ("Nothing here yet" in html) is (show == "?show=links")
    assert "0 page à laquelle rien ne renvoie" in as_member(amina).get(FR + show).content.decode()


def test_it_costs_the_same_for_5_pages_and_for_120(metadata, listed, amina, as_member):
    client, counts = as_member(amina), []
    for start, end in ((0, 5), (5, 120)):
        for n in range(start, end):
            body = f"[[Missing {n:03}]] [[programme:Missing {n}]] [[board:x {n}]]"
            make_page(metadata, title=f"P {n}", body=body, silent=True)
        client.get(EN)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(EN + "?show=links").content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
    assert html.count("Write it") == 50
