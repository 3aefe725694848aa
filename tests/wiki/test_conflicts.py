"""Two people change one passage: both texts are shown, the rest is joined, and a person chooses."""

import re
from html import unescape

import pytest

from tests.factories import make_page
from wiki.editing import save_page
from wiki.models import Draft, WikiPage

BASE = "# Top\n\nFirst.\n\n## When\n\nKeep the words. Change the field.\n\nEnd.\n"


@pytest.fixture
def page(metadata, amina):
    return make_page(metadata, author=amina, title="The page", body=BASE)


@pytest.fixture
def met(page, amina, benoit, as_member):
    """Benoît's answer after Amina has saved the same passage, and another one, before him."""
    base = page.latest_revision_id
    hers = BASE.replace("Keep the words.", "Keep all the words.").replace("End.", "The end.")
    save_page(page, author=amina, title="The page", body=hers, summary="keep both", base=base)
    client = as_member(benoit)
    mine = BASE.replace("Keep the words.", "Keep no words.").replace("First.", "At first.")
    answer = client.post(
        f"{page.url_path}edit/",
        {"title": "The page", "base": base, "body": mine, "summary": "mine", "form": "a" * 32},
    )
    assert answer.status_code == 409
    return client, answer, mine


def sent(answer):
    """The fields of the screen as a browser sends them: a list of (name, value)."""
    html = answer.content.decode()
    form = html[html.index('<form class="stack-5"') :]
    found = []
    for match in re.finditer(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"|<input[^>]*type="text"[^>]*name="(\w+)"[^>]*value="([^"]*)"'
        r'|<input[^>]*name="(title|summary)"[^>]*value="([^"]*)"|<textarea[^>]*name="(part)"[^>]*>\n?(.*?)</textarea>',
        form,
        re.DOTALL,
    ):
        name, value = (group for group in match.groups() if group is not None)
        found.append((name, unescape(value)))
    return found


def as_dict(fields):
    data = {}
    for name, value in fields:
        if name != "csrfmiddlewaretoken":
            data.setdefault(name, []).append(value)
    return data


@pytest.mark.django_db
def test_the_screen_says_what_is_left_to_do(met):
    _client, answer, _mine = met
    html = answer.content.decode()
    assert "Nothing is lost." in html
    assert "One passage was changed by both of you" in html
    assert "Your other changes were joined to theirs." in html
    assert "Under “When”" in unescape(html)
    assert "“keep both”" in unescape(html) and "“mine”" in unescape(html)
    assert [part.text for part in answer.context["passages"]] == ["Keep all the no words. Change the field."]


@pytest.mark.django_db
def test_the_text_that_lost_is_a_draft_of_its_author_alone(met, page, benoit, as_member, amina):
    client, _answer, mine = met
    draft = Draft.objects.get()
    assert (draft.author, draft.page_id, draft.lost, draft.body) == (benoit, page.pk, True, mine)
    assert mine in unescape(client.get(f"/en/drafts/{draft.pk}/").content.decode())
    assert as_member(amina).get(f"/en/drafts/{draft.pk}/").status_code == 404
    assert "met another one" in client.get(f"{page.url_path}edit/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("take", "words"),
    [("theirs-0", "Keep all the words. Change the field."), ("mine-0", "Keep no words. Change the field.")],
)
def test_one_can_take_hers_or_ones_own(met, page, take, words):
    client, answer, _mine = met
    again = client.post(f"{page.url_path}edit/", as_dict(sent(answer)) | {"take": take})
    assert again.status_code == 409
    assert [part.text for part in again.context["passages"]] == [words]
    done = client.post(f"{page.url_path}edit/", as_dict(sent(again)))
    assert done.status_code == 302
    saved = WikiPage.objects.get(pk=page.pk)
    assert saved.body == f"# Top\n\nAt first.\n\n## When\n\n{words}\n\nThe end.\n"
    assert saved.edits.count() == 3
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_ones_own_words_can_be_written(met, page):
    client, answer, _mine = met
    fields = as_dict(sent(answer))
    fields["part"] = [part if "no words" not in part else "Something new." for part in fields["part"]]
    assert client.post(f"{page.url_path}edit/", fields).status_code == 302
    assert "## When\n\nSomething new.\n\nThe end.\n" in WikiPage.objects.get(pk=page.pk).body


@pytest.mark.django_db
def test_the_whole_text_can_be_edited_instead(met, page):
    client, answer, _mine = met
    whole = client.post(f"{page.url_path}edit/", as_dict(sent(answer)) | {"whole": "1"})
    assert whole.status_code == 200
    body = whole.context["form"]["body"].value()
    assert body == "# Top\n\nAt first.\n\n## When\n\nKeep all the no words. Change the field.\n\nThe end.\n"


@pytest.mark.django_db
def test_a_third_save_meanwhile_is_joined_or_asked_again(met, page, amina):
    client, answer, _mine = met
    now = WikiPage.objects.get(pk=page.pk)
    save_page(
        now,
        author=amina,
        title="The page",
        body=now.body.replace("Top", "Summit"),
        base=now.latest_revision_id,
    )
    assert client.post(f"{page.url_path}edit/", as_dict(sent(answer))).status_code == 302
    assert WikiPage.objects.get(pk=page.pk).body.startswith("# Summit\n\nAt first.")


@pytest.mark.django_db
def test_two_new_titles_are_asked_and_one_is_taken(page, amina, benoit, as_member):
    base = page.latest_revision_id
    save_page(page, author=amina, title="Her title", body=BASE, base=base)
    client = as_member(benoit)
    answer = client.post(f"{page.url_path}edit/", {"title": "My title", "base": base, "body": BASE})
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert "Both of you changed the title" in html and "“Her title”" in html
    assert client.post(f"{page.url_path}edit/", as_dict(sent(answer))).status_code == 302
    assert WikiPage.objects.get(pk=page.pk).title == "My title"


@pytest.mark.django_db
@pytest.mark.parametrize("take", ["theirs-9", "nobodys-0", "theirs-", "", "x" * 500, "mine-" + "9" * 40])
def test_an_odd_choice_changes_nothing(met, page, take):
    client, answer, _mine = met
    again = client.post(f"{page.url_path}edit/", as_dict(sent(answer)) | {"take": take})
    assert again.status_code == 409
    assert [part.text for part in again.context["passages"]] == ["Keep all the no words. Change the field."]
    bare = client.post(
        f"{page.url_path}edit/", {"take": take, "title": "x", "part": ["y"], "at": ["99", "z"]}
    )
    assert bare.status_code == 409


@pytest.mark.django_db
def test_joined_words_survive_an_expired_session(met, page, benoit):
    client, answer, _mine = met
    fields = as_dict(sent(answer))
    client.logout()
    assert client.post(f"{page.url_path}edit/", fields).status_code == 302
    client.force_login(benoit)
    body = client.get(f"{page.url_path}edit/").context["form"]["body"].value()
    assert body.replace("\r\n", "\n") == "".join(fields["part"])


@pytest.mark.django_db
def test_what_each_changed_is_marked(met):
    _client, answer, _mine = met
    part = answer.context["passages"][0]
    assert "<ins>" in part.their_html and "all" in part.their_html
    assert "<del>" in part.my_html and "no" in part.my_html
    assert "added:" in part.their_html and "removed:" in part.my_html


@pytest.mark.django_db
def test_very_many_passages_cost_no_query_each(
    metadata, amina, benoit, as_member, django_assert_max_num_queries
):
    lines = [f"Line {n} says [[Something]] of its own.\n\nStays {n}." for n in range(200)]
    page = make_page(metadata, author=amina, title="Long", body="\n\n".join(lines))
    base = page.latest_revision_id
    hers = "\n\n".join(line.replace("says", "tells") for line in lines)
    save_page(page, author=amina, title="Long", body=hers, base=base)
    client = as_member(benoit)
    client.get(f"{page.url_path}edit/")
    mine = "\n\n".join(line.replace("says", "shouts") for line in lines)
    with django_assert_max_num_queries(40):
        answer = client.post(f"{page.url_path}edit/", {"title": "Long", "base": base, "body": mine})
    assert answer.status_code == 409
    assert len(answer.context["passages"]) == 200
    assert client.post(f"{page.url_path}edit/", as_dict(sent(answer))).status_code == 302
    assert "shouts" in WikiPage.objects.get(pk=page.pk).body
