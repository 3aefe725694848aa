"""What the editor offers for [[ and @: only what the writer may see, ready to be put into the text."""

import pytest

from core.markdown import render
from tests.factories import belong, make_member, make_page
from wiki import links
from wiki.models import WikiPage

pytestmark = pytest.mark.django_db


def ask(client, page, **query):
    answer = client.get(page.url_path + "suggest/", query)
    assert answer.status_code == 200
    return answer.json()["results"]


def inserts(*args, **query):
    return [row["insert"] for row in ask(*args, **query)]


def test_pages_of_this_wiki_come_first_then_its_other_language_then_other_groups(
    metadata, listed, guide, guide_fr, amina, as_member
):
    make_page(listed, title="Guide for the programme")
    make_page(metadata, title="A later guide")
    rows = ask(as_member(amina), guide, pages="guide")
    assert [row["insert"] for row in rows] == [
        "[[A later guide]]", "[[The guide]]", "[[Le guide]]", "[[programme:Guide for the programme]]"
    ]  # fmt: skip
    assert [row["detail"] for row in rows] == ["", "", "in French", ""]
    assert rows[3]["label"] == "Programme: Guide for the programme"
    for row in rows:  # each leads somewhere
        assert "href" in links.show(guide, row["insert"], reader=amina)[0]


def test_without_regard_to_accents_and_capitals(metadata, guide, amina, as_member):
    make_page(metadata, title="Œuvres numérisées", language="fr")
    here = make_page(metadata, title="Été à Rabat")
    assert inserts(as_member(amina), guide, pages="ete a") == [f"[[{here.title}]]"]
    assert inserts(as_member(amina), guide, pages="NUMERISEES") == ["[[Œuvres numérisées]]"]


def test_nothing_of_a_group_that_one_may_not_read(metadata, hidden, listed, guide, chloe, as_member):
    belong(chloe, metadata)
    make_page(hidden, title="Secret guide")
    make_page(listed, title="Closed guide")
    assert inserts(as_member(chloe), guide, pages="guide") == ["[[The guide]]"]
    assert inserts(as_member(chloe), guide, pages="secret") == []


def test_a_page_that_is_not_live_is_not_offered(metadata, guide, amina, as_member):
    WikiPage.objects.filter(pk=make_page(metadata, title="Guide, gone").pk).update(live=False)
    assert inserts(as_member(amina), guide, pages="guide") == ["[[The guide]]"]


def test_a_title_that_no_link_can_hold_becomes_an_ordinary_link(metadata, guide, amina, as_member):
    odd = make_page(metadata, title="What [is] a|b *c*?")
    [insert] = inserts(as_member(amina), guide, pages="what is")
    html = render(insert).html
    assert f'href="{odd.url_path}"' in html and "What [is] a|b *c*?</a>" in html


def test_people_of_the_group_come_first_with_a_link_in_the_language_of_the_page(
    metadata, guide, guide_fr, amina, benoit, chloe, as_member
):
    odd = make_member("Zoé *Al* [Ben] <i>", email="zoe@demo.example")
    belong(odd, metadata)
    rows = ask(as_member(amina), guide, people="")
    names = [row["label"] for row in rows]
    assert names.index(odd.name) < names.index("Chloé Tremblay")
    assert {row["label"] for row in rows if row["detail"]} == {"Amina Bello", "Benoît Kerjean", odd.name}
    [row] = ask(as_member(amina), guide, people="zoe al")
    html = render(row["insert"]).html
    assert html.strip() == f'<p><a href="/en/people/{odd.pk}/">Zoé *Al* [Ben] &lt;i&gt;</a></p>'
    assert inserts(as_member(benoit), guide_fr, people="kerjean") == [
        f"[Benoît Kerjean](/fr/personnes/{benoit.pk}/)"
    ]


def test_people_whose_profile_is_closed_are_not_offered(metadata, hidden, guide, amina, chloe, as_member):
    shy = make_member("Shy Sherwood", email="shy@demo.example", seen_by="groups")
    belong(shy, hidden)
    belong(chloe, metadata)
    assert inserts(as_member(chloe), guide, people="shy") == []
    assert inserts(as_member(amina), guide, people="shy") == [f"[Shy Sherwood](/en/people/{shy.pk}/)"]


@pytest.mark.parametrize("query", [{"pages": "+++"}, {"people": "!"}, {"pages": "%"}, {"pages": "zzzz"}])
def test_what_fits_nothing(guide, amina, as_member, query):
    assert ask(as_member(amina), guide, **query) == []


@pytest.mark.parametrize("query", [{}, {"pages": ""}, {"pages": "\x00gui"}, {"pages": "_" * 5000}])
def test_odd_questions(guide, amina, as_member, query):
    assert len(ask(as_member(amina), guide, **query)) <= 8


def test_no_more_than_8_in_a_constant_number_of_queries(
    metadata, listed, guide, amina, as_member, django_assert_max_num_queries
):
    for n in range(12):
        make_page((metadata, listed)[n % 2], title=f"Guide {n}")
    client = as_member(amina)
    client.get(guide.url_path + "suggest/")
    with django_assert_max_num_queries(12):
        assert len(ask(client, guide, pages="guide")) == 8


def test_only_who_may_write_gets_any(guide, chloe, as_member):
    assert as_member(chloe).get(guide.url_path + "suggest/?pages=g").status_code == 403
    assert as_member().get(guide.url_path + "suggest/?pages=g").status_code == 302
