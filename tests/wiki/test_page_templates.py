"""A new page can start from a text: one of the site's own, or one that the group keeps."""

import pytest
from django.utils import translation

from core.markdown import render
from tests.factories import make_page, wiki_root
from wiki import page_templates

pytestmark = pytest.mark.django_db


def body(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.context["form"]["body"].value()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", page_templates.NAMES)
def test_each_text_reads_well_in_each_language(name, language):
    text = page_templates.text(name, language)
    rendered = render(text)
    assert len(rendered.headings) >= 5 and "<table" in rendered.html
    assert "{" not in text
    assert text != page_templates.text(name, {"en": "fr", "fr": "en"}[language])


def test_minutes_give_the_hour_in_utc_and_in_zones_and_actions_as_tasks():
    text = page_templates.text("minutes", "en")
    assert "14:00–15:00 UTC" in text and "Tokyo 23:00" in text and "- [ ]" in text
    assert "Tokyo 23\u00a0h" in page_templates.text("minutes", "fr")


def test_the_choice_is_offered_and_fills_the_form(metadata, amina, as_member):
    client, new = as_member(amina), wiki_root(metadata).url_path + "new/"
    html = client.get(new + "?title=Call+1").content.decode()
    assert f'href="{new}?template=minutes&amp;title=Call%201"' in html
    assert "minutes of a call" in html and "an empty page" in html
    assert body(client, new + "?template=charter").startswith("In one sentence")
    french = wiki_root(metadata, "fr").url_path + "new/?template=charter"
    assert body(client, french).startswith("En une phrase")
    assert (
        f'aria-current="page" href="{new}?template=charter"'
        in client.get(new + "?template=charter").content.decode()
    )


def test_a_group_keeps_its_own(metadata, amina, as_member):
    shelf = make_page(metadata, title="Modèles", slug="templates", body="Ours.")
    own = make_page(metadata, title="A report", body="## Report\n", parent=shelf)
    deeper = make_page(metadata, title="A deeper one", body="Deep.\n", parent=own)
    other = make_page(metadata, title="No template", body="Other.\n")
    client, new = as_member(amina), wiki_root(metadata).url_path + "new/"
    html = client.get(new).content.decode()
    assert "A report" in html and "A deeper one" in html and "No template" not in html
    assert body(client, f"{new}?template={own.pk}") == "## Report\n"
    assert body(client, f"{new}?template={deeper.pk}") == "Deep.\n"
    for pk in (other.pk, shelf.pk, 999_999, "x", "9" * 40, "../en/minutes", "%00"):
        assert body(client, f"{new}?template={pk}") == ""


def test_nobody_starts_from_a_text_of_another_group(metadata, hidden, amina, chloe, as_member):
    shelf = make_page(hidden, title="Templates", body="Ours.")
    secret = make_page(hidden, title="Secret form", body="Secret words.", parent=shelf)
    root = wiki_root(metadata)
    assert page_templates.body(root, str(secret.pk), amina) == ""
    assert "Secret form" not in str(page_templates.offer(root, amina))
    assert page_templates.body(wiki_root(hidden), str(secret.pk), amina) == "Secret words."
    assert page_templates.body(wiki_root(hidden), str(secret.pk), chloe) == ""


def test_the_names_are_in_the_language_of_the_reader():
    with translation.override("fr"):
        assert dict(page_templates.choices("en"))["minutes"] == "compte rendu d’une rencontre"
