"""Links to sections go on leading there when headings are renamed, moved or removed."""

import time
from itertools import pairwise

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from core.anchors import carry
from core.markdown import place_links, render
from core.markdown_tokens import slug


def text_of(*headings):
    return "\n\n".join(
        f"{heading if heading.startswith('#') else '## ' + heading}\n\nWords." for heading in headings
    )


def test_a_renamed_heading_keeps_its_old_anchor():
    assert carry(text_of("Intro", "Budget", "End"), text_of("Intro", "Costs", "End"), {}) == {
        "costs": ["budget"]
    }


def test_a_chain_of_renames_keeps_all():
    texts = [text_of("Intro", name, "End") for name in ("One", "Two", "Three", "Four")]
    aliases = {}
    for before, now in pairwise(texts):
        aliases = carry(before, now, aliases)
    assert aliases == {"four": ["one", "two", "three"]}


def test_a_name_that_comes_back_is_no_longer_an_older_one():
    aliases = carry(text_of("One"), text_of("Two"), {})
    assert carry(text_of("Two"), text_of("One"), aliases) == {"one": ["two"]}


def test_a_heading_that_vanished_keeps_nothing():
    aliases = {"budget": ["costs"], "end": ["finish"]}
    assert carry(text_of("Intro", "Budget", "End"), text_of("Intro", "End"), aliases) == {"end": ["finish"]}
    assert carry(text_of("Budget"), "", {"budget": ["costs"]}) == {}


def test_a_name_that_another_heading_takes_leads_to_that():
    before, now = text_of("Budget"), text_of("Costs of the budget", "Budget")
    assert carry(before, now, {"budget": ["money"]}) == {"budget": ["money"]}
    now = text_of("Budget", "Money")
    assert carry(before, now, {"budget": ["money"]}) == {}


def test_a_moved_section_keeps_its_names_and_hides_no_renaming():
    before = text_of("One", "Two", "Three", "Four", "Five")
    now = text_of("Four", "One", "Deux", "Three", "Five")
    assert carry(before, now, {"four": ["quatre"]}) == {"four": ["quatre"], "deux": ["two"]}


def test_words_and_levels_say_which_of_several_was_renamed():
    before = text_of("Intro", "Members of the group", "Calls", "End")
    now = text_of("Intro", "Monthly calls", "End")
    assert carry(before, now, {}) == {"monthly-calls": ["calls"]}
    before = text_of("Intro", "### Detail", "Budget", "End")
    now = text_of("Intro", "Money", "End")
    assert carry(before, now, {}) == {"money": ["budget"]}


def test_a_heading_of_another_level_is_the_same_if_its_words_are_like():
    assert carry(text_of("The budget"), text_of("### The budgets"), {}) == {"the-budgets": ["the-budget"]}
    assert carry(text_of("The budget"), text_of("### Welcome"), {}) == {}


def test_a_text_too_much_to_be_set_changes_nothing():
    assert carry(text_of("A"), "*" * 200_000, {"a": ["b"]}) == {"a": ["b"]}


def test_two_thousand_renamed_headings_take_no_time():
    before = text_of(*(f"Before {number}" for number in range(2000)))
    now = text_of(*(f"Now {number}" for number in range(2000)))
    start = time.process_time()
    assert carry(before, now, {})["now-1999"] == ["before-1999"]
    assert time.process_time() - start < 3


names = st.lists(
    st.sampled_from(["A", "B", "C", "Été", "A b", "a", "### D", "# E", "> ## F", "G\n==="]), max_size=7
)


@settings(max_examples=300, deadline=None)
@given(st.lists(names, min_size=2, max_size=5))
def test_every_name_leads_to_one_heading_and_none_to_two(versions):
    texts = [text_of(*headings) for headings in versions]
    aliases, ever = {}, set()
    for before, now in pairwise(texts):
        ever |= {heading.anchor for heading in render(before).headings}
        aliases = carry(before, now, aliases)
        own = [heading.anchor for heading in render(now).headings]
        older = [name for names in aliases.values() for name in names]
        assert set(aliases) <= set(own)
        assert len(older) == len(set(older)) and not set(older) & set(own) and set(older) <= ever
        html = place_links(render(now), {}, anchors=aliases)
        soup = BeautifulSoup(html, "html.parser")
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert sorted(ids) == sorted(own + older)
        for anchor, names in aliases.items():
            for name in names:
                assert soup.find(id=name).find_parent(["h2", "h3"])["id"] == anchor


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text("abcdé ", min_size=1, max_size=8).filter(lambda t: slug(t.strip())),
        min_size=1,
        max_size=6,
        unique_by=lambda t: slug(t.strip()),
    ),
    st.data(),
)
def test_one_renamed_heading_among_others_is_always_found(headings, data):
    at = data.draw(st.integers(0, len(headings) - 1))
    now = [*headings[:at], "Entirely other", *headings[at + 1 :]]
    old = slug(headings[at].strip())
    assert carry(text_of(*headings), text_of(*now), {}) == {"entirely-other": [old]}


def test_very_many_headings_are_carried_in_time():
    kept = [f"Kept {n}" for n in range(14_000)]
    old = "\n".join(f"## {name}\n## Old {n}" for n, name in enumerate(kept))
    new = "\n".join(f"## {name}\n## New {n}" for n, name in enumerate(kept))
    render(old), render(new)  # what that takes is not what is asked here
    began = time.process_time()
    carried = carry(old, new, {})
    assert time.process_time() - began < 2
    assert render(new).as_typed or carried["new-13999"] == ["old-13999"]
