"""Pages get another address, another place, another order, and nothing is lost on the way."""

import pytest

from groups.deeds import NoLongerAllowed, Refused
from groups.models import LogEntry
from tests.at_once import at_once
from tests.factories import make_page, wiki_root
from wiki import binning, moving
from wiki.editing import DEEPEST, create_page, save_page
from wiki.models import Draft, Edit, OldAddress, WikiPage

WIKI = "/en/groups/metadata/wiki/"


def fresh(page):
    return WikiPage.objects.select_related("locale", "group").get(pk=page.pk)


def slugs(parent):
    return list(fresh(parent).get_children().values_list("slug", flat=True))


@pytest.fixture
def tree(metadata, amina):
    """{slug: page}: a (with b, with c, below it), d."""
    made = {}
    for slug, above in (("a", None), ("b", "a"), ("c", "b"), ("d", None)):
        made[slug] = make_page(
            metadata, author=amina, title=slug.upper(), body="Words.", parent=made.get(above), silent=True
        )
    return {slug: fresh(page) for slug, page in made.items()}


@pytest.mark.django_db
def test_a_new_word_changes_the_addresses_of_the_whole_branch(tree, benoit, metadata):
    assert moving.move_page(tree["a"], by=benoit, slug="Old Maps!")
    assert fresh(tree["c"]).url_path == WIKI + "old-maps/b/c/"
    assert set(OldAddress.objects.values_list("path", "page__slug")) == {
        (WIKI + "a/", "old-maps"),
        (WIKI + "a/b/", "b"),
        (WIKI + "a/b/c/", "c"),
    }
    entry = metadata.log.get(deed=LogEntry.Deed.MOVED_PAGE)
    assert (entry.actor, entry.words) == (benoit, "A")
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
def test_a_branch_moves_below_another_page_and_takes_another_word_there(tree, amina):
    make_page(tree["d"].group, author=amina, title="A", parent=tree["d"])
    with pytest.raises(moving.NotMoved, match="“A”"):
        moving.move_page(tree["a"], by=amina, parent=tree["d"])
    assert moving.move_page(tree["a"], by=amina, parent=tree["d"], slug="a-again")
    assert fresh(tree["c"]).url_path == WIKI + "d/a-again/b/c/"
    assert slugs(tree["d"]) == ["a", "a-again"]
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
def test_what_is_there_already_is_no_move(tree, amina, metadata):
    assert not moving.move_page(tree["a"], by=amina, slug="a", parent=wiki_root(metadata))
    assert not OldAddress.objects.exists()
    assert not metadata.log.filter(deed=LogEntry.Deed.MOVED_PAGE).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "slug, words",
    [("edit", "“edit”"), ("move", "“move”"), ("!!!", "letter"), ("d", "“D”")],
)
def test_a_word_that_cannot_be_is_refused(tree, amina, slug, words):
    with pytest.raises(moving.NotMoved, match=words):
        moving.move_page(tree["a"], by=amina, slug=slug)
    assert fresh(tree["a"]).slug == "a"


@pytest.mark.django_db
def test_the_word_of_a_page_in_the_bin_is_refused_and_said_so(tree, amina):
    binning.delete_page(tree["d"], by=amina)
    with pytest.raises(moving.NotMoved, match="in the bin"):
        moving.move_page(tree["a"], by=amina, slug="d")


@pytest.mark.django_db
@pytest.mark.parametrize("child", ["a", "b", "c"])
def test_a_page_never_stands_below_itself(tree, amina, child):
    with pytest.raises(moving.NotMoved, match="below itself"):
        moving.move_page(tree["a"], by=amina, parent=tree[child])
    with pytest.raises(moving.NotMoved, match="below itself"):
        moving.drop_page(tree["a"], "below", tree["c"], by=amina)


@pytest.mark.django_db
def test_a_page_moves_only_below_a_live_page_of_its_own_wiki(tree, amina, benoit, metadata, hidden):
    binning.delete_page(tree["d"], by=amina)
    elsewhere = make_page(hidden, author=amina, title="Elsewhere")
    for parent in (tree["d"], elsewhere, wiki_root(metadata, "fr"), WikiPage(pk=10**12)):
        with pytest.raises(moving.NotMoved, match="not there any more"):
            moving.move_page(tree["a"], by=benoit, parent=parent)


@pytest.mark.django_db
def test_a_branch_is_not_moved_deeper_than_addresses_reach(tree, amina, metadata):
    deep = None
    for number in range(DEEPEST - 7):
        deep = make_page(metadata, title=f"Level {number}", parent=deep, silent=True)
    with pytest.raises(moving.NotMoved, match="too deep"):
        moving.move_page(tree["a"], by=amina, parent=deep)
    assert moving.move_page(tree["d"], by=amina, parent=deep)


@pytest.mark.django_db
def test_the_front_page_and_the_pages_of_others_groups_stay(metadata, amina, chloe, tree):
    with pytest.raises(Refused, match="front page"):
        moving.move_page(wiki_root(metadata), by=amina, slug="other")
    with pytest.raises(NoLongerAllowed):
        moving.move_page(tree["a"], by=chloe, slug="mine")


@pytest.mark.django_db
def test_a_save_that_began_before_the_move_is_not_lost(tree, amina, benoit):
    base = tree["b"].latest_revision_id
    moving.move_page(tree["a"], by=amina, slug="z")
    edit = save_page(tree["b"], author=benoit, title="B", body="Words.\n\nMore.", base=base)
    assert edit and fresh(tree["b"]).url_path == WIKI + "z/b/"


# The order


@pytest.mark.django_db
def test_steps_change_the_order_and_the_depth(metadata, amina, tree):
    root = wiki_root(metadata)
    make_page(metadata, author=amina, title="E", silent=True)
    assert slugs(root) == ["a", "d", "e"]
    assert moving.take_step(tree["d"], "up", by=amina)
    assert slugs(root) == ["d", "a", "e"]
    assert not moving.take_step(tree["d"], "up", by=amina)
    assert moving.take_step(tree["d"], "down", by=amina) and moving.take_step(tree["d"], "down", by=amina)
    assert slugs(root) == ["a", "e", "d"]
    assert not OldAddress.objects.exists()
    assert moving.take_step(tree["d"], "in", by=amina)
    assert fresh(tree["d"]).url_path == WIKI + "e/d/"
    assert moving.take_step(tree["d"], "out", by=amina)
    assert not moving.take_step(tree["d"], "out", by=amina)
    assert slugs(root) == ["a", "e", "d"]
    # It is where it was before: what is live comes first.
    assert set(OldAddress.objects.values_list("path", flat=True)) == {WIKI + "d/", WIKI + "e/d/"}
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
def test_pages_in_the_bin_are_stepped_over(metadata, amina, tree):
    make_page(metadata, author=amina, title="E", silent=True)
    binning.delete_page(tree["d"], by=amina)
    e = WikiPage.objects.get(slug="e")
    assert moving.take_step(e, "up", by=amina)
    assert [slug for slug in slugs(wiki_root(metadata)) if slug != "d"] == ["e", "a"]


@pytest.mark.django_db
def test_pages_are_dropped_beside_and_below_others(metadata, amina, tree):
    root = wiki_root(metadata)
    assert moving.drop_page(tree["c"], "before", tree["a"], by=amina)
    assert slugs(root) == ["c", "a", "d"]
    assert moving.drop_page(tree["c"], "after", tree["d"], by=amina)
    assert slugs(root) == ["a", "d", "c"]
    assert moving.drop_page(tree["d"], "below", tree["c"], by=amina)
    assert fresh(tree["d"]).url_path == WIKI + "c/d/"
    with pytest.raises(moving.NotMoved, match="front page"):
        moving.drop_page(tree["d"], "after", root, by=amina)


@pytest.mark.django_db
def test_sub_pages_stand_in_the_order_of_the_tree(metadata, amina, tree, client):
    moving.take_step(tree["d"], "up", by=amina)
    html = client.get(WIKI).content.decode()
    assert 0 < html.index(f'"{WIKI}d/"') < html.index(f'"{WIKI}a/"')


# The screens


@pytest.mark.django_db
def test_the_form_moves_and_renames(tree, benoit, as_member):
    client, page = as_member(benoit), tree["a"]
    form = client.get(page.url_path + "move/").context["form"]
    parents = [str(pk) for pk, _title in form.fields["parent"].widget.choices]
    assert str(tree["d"].pk) in parents
    assert not {str(tree[slug].pk) for slug in "abc"} & set(parents)
    fields = {
        "title": "Atlas",
        "slug": "atlas",
        "parent": tree["d"].pk,
        "base": form["base"].value(),
    }
    answer = client.post(page.url_path + "move/", fields)
    assert answer.url == WIKI + "d/atlas/"
    edit = Edit.objects.filter(page=page).first()
    assert (edit.number, edit.author, edit.summary) == (2, benoit, "Renamed from “A”")
    assert fresh(page).body == "Words."


@pytest.mark.django_db
def test_a_title_alone_is_renamed_and_a_draft_stays(tree, benoit, as_member):
    page = tree["a"]
    draft = Draft.objects.create(author=benoit, page=page, title="A", body="Half a thought")
    root = page.get_parent()
    fields = {"title": "Atlas", "slug": "a", "parent": root.pk, "base": page.latest_revision_id}
    assert as_member(benoit).post(page.url_path + "move/", fields).url == page.url_path
    assert fresh(page).title == "Atlas"
    assert Draft.objects.get(pk=draft.pk).body == "Half a thought"


@pytest.mark.django_db
def test_a_title_that_somebody_changed_meanwhile_is_asked_again(tree, amina, benoit, as_member):
    page, root = tree["a"], tree["a"].get_parent()
    fields = {"title": "Mine", "slug": "mine", "parent": root.pk, "base": page.latest_revision_id}
    save_page(page, author=amina, title="Theirs", body="Words.", base=page.latest_revision_id)
    answer = as_member(benoit).post(page.url_path + "move/", fields)
    assert answer.status_code == 409
    assert answer.context["form"]["title"].value() == "Mine"
    assert (fresh(page).title, fresh(page).slug) == ("Theirs", "a")
    fields["base"] = answer.context["form"]["base"].value()
    assert as_member(benoit).post(page.url_path + "move/", fields).status_code == 302
    assert (fresh(page).title, fresh(page).slug) == ("Mine", "mine")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "new"},
        {"slug": "d", "parent": "root"},
        {"slug": "\x00"},
        {"title": ""},
        {"title": "x" * 201},
        {"parent": "9" * 40},
        {"parent": "nonsense"},
        {"title": "\ud800", "parent": "child"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(tree, benoit, as_member, wrong):
    page = tree["a"]
    known = {"child": tree["b"].pk, "root": page.get_parent().pk}
    wrong = {name: known.get(value, value) for name, value in wrong.items()}
    fields = {"title": "Typed", "slug": "typed", "parent": tree["d"].pk, "base": page.latest_revision_id}
    body = "&".join(f"{name}={value}" for name, value in (fields | wrong).items())
    answer = as_member(benoit).post(
        page.url_path + "move/",
        body.encode("utf-8", "surrogatepass"),
        content_type="application/x-www-form-urlencoded",
    )
    if wrong.get("parent") in ("9" * 40, "nonsense"):
        # No page has that number: the page above stays.
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert fresh(page).url_path == WIKI + "a/"


@pytest.mark.django_db
def test_the_other_half_stays_and_is_named(guide, guide_fr, amina, as_member):
    html = as_member(amina).get(guide.url_path + "move/").content.decode()
    assert f'href="{guide_fr.url_path}move/"' in html
    before = guide_fr.url_path
    moving.move_page(guide, by=amina, slug="handbook")
    assert fresh(guide_fr).url_path == before


@pytest.mark.django_db
def test_the_buttons_arrange_and_keep_the_focus(tree, benoit, as_member):
    client = as_member(benoit)
    html = client.get(WIKI + "arrange/").content.decode().split("data-arrange")[1].split("</form>")[0]
    assert html.count("<ul") == html.count("</ul>") == 4
    assert html.count("<li>") == html.count("</li>") == 5
    answer = client.post(WIKI + "arrange/", {"up": tree["d"].pk}, follow=True)
    html = answer.content.decode()
    assert html.index(f'id="t{tree["d"].pk}"') < html.index(f'id="t{tree["a"].pk}"')
    # Up is not possible any more, so the next button of the same page has the focus.
    assert f'id="d{tree["d"].pk}"' in html.split(" autofocus")[0].rpartition("<button")[2]
    client.post(WIKI + "arrange/", {"page": tree["d"].pk, "drop": "below", "other": tree["c"].pk})
    assert fresh(tree["d"]).url_path == WIKI + "a/b/c/d/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{}, {"up": "9" * 40}, {"in": "x"}, {"page": "1", "drop": "inside", "other": "2"}, {"down": ""}]
)
def test_nonsense_arranges_nothing(tree, benoit, as_member, fields):
    assert as_member(benoit).post(WIKI + "arrange/", fields).status_code == 302
    assert fresh(tree["c"]).url_path == WIKI + "a/b/c/"


@pytest.mark.django_db
def test_only_a_front_page_is_arranged_and_it_is_not_moved(tree, amina, as_member):
    client = as_member(amina)
    assert client.get(tree["a"].url_path + "arrange/").status_code == 404
    assert client.get(WIKI + "move/").status_code == 403
    assert client.get(WIKI + "delete/").status_code == 403


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_never_make_a_cycle(metadata, amina):
    one, two = (make_page(metadata, author=amina, title=title, silent=True) for title in ("One", "Two"))
    results = at_once(
        lambda: moving.move_page(one, by=amina, parent=two),
        lambda: moving.move_page(two, by=amina, parent=one),
    )
    assert sorted(type(result).__name__ for result in results) == ["NotMoved", "bool"], results
    assert {fresh(one).depth, fresh(two).depth} == {6, 7}
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db(transaction=True)
def test_a_page_written_while_its_place_moves_moves_along(metadata, amina, benoit):
    branch = make_page(metadata, author=amina, title="Branch", silent=True)
    other = make_page(metadata, author=amina, title="Other", silent=True)
    results = at_once(
        lambda: moving.move_page(branch, by=amina, parent=other, slug="bough"),
        *[lambda: create_page(fresh(branch), author=benoit, title="Leaf", body="x")] * 3,
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    leaves = [fresh(page) for page in results[1:]]
    assert {page.url_path for page in leaves} == {
        f"{WIKI}other/bough/{slug}/" for slug in ("leaf", "leaf-2", "leaf-3")
    }
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db(transaction=True)
def test_a_save_and_a_move_at_once_both_happen(metadata, amina, benoit):
    above = make_page(metadata, author=amina, title="Above", silent=True)
    page = make_page(metadata, author=amina, title="Page", parent=above, silent=True)
    results = at_once(
        lambda: moving.move_page(above, by=amina, slug="upon"),
        lambda: save_page(page, author=benoit, title="Page", body="New.", base=page.latest_revision_id),
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    assert (fresh(page).body, fresh(page).url_path) == ("New.", WIKI + "upon/page/")
