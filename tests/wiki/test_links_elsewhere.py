"""[[Links]] into other groups, to sections and to the other language, and what each reader gets of them."""

import pytest

from forum.models import ForumPage
from groups.models import Group
from tests.factories import belong, make_group, make_page, make_reply, make_thread, wiki_root
from wiki import links
from wiki.models import OldAddress

pytestmark = pytest.mark.django_db


def shown(page, reader=None, **options):
    return links.show(page, reader=reader, **options)[0]


def test_a_page_of_another_group_is_linked_for_who_may_read_it(metadata, hidden, amina, chloe):
    secret = make_page(hidden, title="The plan")
    page = make_page(metadata, title="Start", body="[[board:The plan]] [[ BOARD : the plan|so]]")
    assert shown(page, amina).count(f'href="{secret.url_path}"') == 2
    for outsider in (None, chloe):
        assert secret.url_path not in shown(page, outsider)
        assert "href" not in shown(page, outsider)


def test_what_one_may_not_see_is_byte_for_byte_what_is_missing(metadata, amina, benoit, chloe):
    """The same text, with the group and its page there, there without the page, and not there at all."""
    belong(chloe, metadata)
    body = "[[board:The plan]] [[board:The plan|words]] [[board:wiki]] [[The plan]] [[board:The plan#Part]]"
    page = make_page(metadata, author=amina, title="Start", body=body)

    def as_seen():
        return [
            shown(page, reader, may_write=may_write)
            for reader in (None, chloe)
            for may_write in (None, False, True)
        ]

    nothing = as_seen()
    board = make_group("board", visibility=Group.Visibility.HIDDEN, members=[benoit])
    group_only = as_seen()
    make_page(board, title="The plan", body="## Part")
    assert nothing == group_only == as_seen()
    Group.objects.filter(pk=board.pk).update(visibility=Group.Visibility.LISTED)
    assert nothing == as_seen()
    # So that the above can fail:
    assert shown(page, benoit, may_write=True) != nothing[-1]
    assert "title=board%3AThe+plan" in nothing[-1]


def test_the_whole_with_its_colon_may_be_a_title_here(metadata, hidden, amina, chloe):
    there = make_page(hidden, title="Plan")
    here = make_page(metadata, title="board: Plan")
    page = make_page(metadata, title="Start", body="[[board: Plan]] [[Metadata: a primer]]")
    primer = make_page(metadata, title="Metadata: a primer")
    assert f'href="{there.url_path}"' in shown(page, amina)
    assert f'href="{here.url_path}"' in shown(page, chloe)
    assert f'href="{primer.url_path}"' in shown(page, chloe)


def test_a_missing_page_of_another_group_is_written_there_by_who_may(metadata, listed, amina, chloe):
    page = make_page(metadata, title="Start", body="[[programme:New one#Part]]")
    form = f'href="{wiki_root(listed).url_path}new/?title=New+one"'
    assert form in shown(page, amina, may_write=True)
    assert form in shown(page, amina, may_write=False)
    assert "href" not in shown(page, amina)
    # Who may read it and not write there gets no form for it at all.
    Group.objects.filter(pk=listed.pk).update(visibility=Group.Visibility.PUBLIC)
    assert "href" not in shown(page, chloe, may_write=True)


@pytest.mark.parametrize("number", [1, 60])
def test_links_cost_two_queries_at_most(
    metadata, listed, hidden, amina, number, django_assert_max_num_queries
):
    for group in (metadata, listed, hidden):
        make_page(group, title="There")
    targets = [
        "There",
        "Nowhere",
        "programme:There",
        "board:Nowhere",
        "nobody:x",
        "There#part",
        "programme:No",
    ]
    body = " ".join(f"[[{target}]] [[{target} {n}]]" for n in range(number) for target in targets)
    page = make_page(metadata, title="Start", body=body)
    shown(page, amina)
    with django_assert_max_num_queries(2):
        html = shown(page, amina, may_write=True)
    assert html.count("/programme/wiki/there/") == number


def test_a_section(metadata):
    target = make_page(metadata, title="The guide", body="## How to begin")
    sharp = make_page(metadata, title="C# and F# for archives")
    body = "[[The guide#How to begin]] [[the guide # É t|x]] [[C# and F# for archives]] [[Nothing#here]]"
    html = shown(make_page(metadata, title="Start", body=body), may_write=True)
    assert f'href="{target.url_path}#how-to-begin"' in html
    assert f'href="{target.url_path}#%C3%A9-t"' in html
    assert f'href="{sharp.url_path}"' in html
    assert "new/?title=Nothing&quot;" not in html and 'new/?title=Nothing"' in html


def test_the_language_of_the_text_comes_first(metadata, guide, guide_fr):
    only_french = make_page(metadata, title="Rien qu’ici", language="fr")
    same = make_page(metadata, title="Glossaire", language="fr")
    mine = make_page(metadata, title="Glossaire")
    page = make_page(metadata, title="Start", body="[[Rien qu’ici]] [[Glossaire]] [[Le guide]]")
    html = shown(page)
    assert f'href="{only_french.url_path}" hreflang="fr"' in html
    assert f'href="{mine.url_path}">' in html and same.url_path not in html
    # A page named by its title in the other language is read in this one, where it is there.
    assert f'href="{guide.url_path}">Le guide' in html


def test_a_title_that_a_page_had_still_leads_to_it_after_all_that_are_called_so_now(metadata):
    target = make_page(metadata, title="New name")
    OldAddress.objects.create(path="/en/x/", group=metadata, page=target, title="Old name")
    page = make_page(metadata, title="Start", body="[[Old name]]")
    assert f'href="{target.url_path}"' in shown(page)
    now = make_page(metadata, title="Old name")
    assert f'href="{now.url_path}"' in shown(page)
    assert links.find(page, ["metadata:Old name"]) == {"metadata:Old name": now.url_path}


def test_posts_link_for_their_reader(metadata, hidden, amina, benoit, chloe, as_member):
    secret = make_page(hidden, title="The plan")
    thread = make_thread(metadata, author=amina, text="See [[board:The plan]].")
    make_reply(thread, author=benoit, text="[[board:The plan|this]]")
    address = thread.address(ForumPage.objects.get(group=metadata, locale__language_code="en").url_path)
    assert as_member(amina).get(address).content.decode().count(f'href="{secret.url_path}"') == 2
    assert secret.url_path not in as_member(chloe).get(address).content.decode()


def test_old_versions_and_previews_link_for_their_reader(metadata, hidden, amina, as_member):
    secret = make_page(hidden, title="The plan")
    page = make_page(metadata, author=amina, title="Start", body="[[board:The plan]]")
    assert secret.url_path in as_member(amina).get(page.url_path + "history/1/").content.decode()
    assert secret.url_path not in as_member().get(page.url_path + "history/1/").content.decode()
    sent = {"preview": "1", "title": "Start", "body": "[[board:The plan]]"}
    assert secret.url_path in as_member(amina).post(page.url_path + "edit/", sent).content.decode()
