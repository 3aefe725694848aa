"""A text that is too much to be set: its readers are told, its author is told, nothing is lost."""

import pytest
from django.urls import reverse

from tests.factories import make_page
from wiki.models import WikiPage

pytestmark = pytest.mark.django_db

TABLE = "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + ("|" + "x|" * 100 + "\n") * 1000
SENTENCES = {
    "en": "This text is too long or too tangled to be set; it is shown as it was typed.",
    "fr": "Ce texte est trop long ou trop enchevêtré",
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_why_it_looks_as_it_does(client, metadata, amina, language):
    page = make_page(metadata, author=amina, title="Long", body="Words.", language=language)
    assert SENTENCES[language] not in client.get(page.url_path).content.decode()
    WikiPage.objects.filter(pk=page.pk).update(body=TABLE)
    html = client.get(page.url_path).content.decode()
    assert SENTENCES[language] in html and html.count("|x|x|") >= 1000


def test_such_a_text_is_refused_with_a_sentence_and_kept(client, metadata, amina):
    page = make_page(metadata, author=amina, title="Long", body="Words.")
    client.force_login(amina)
    answer = client.post(
        f"{page.url_path}edit/",
        {"title": "Long", "body": TABLE, "base": page.latest_revision_id, "weight": 2},
    )
    html = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert "more lines, links, list items or table cells than a page can show" in html
    assert html.count("|x|x|") >= 1000
    page.refresh_from_db()
    assert page.body == "Words."


def test_callouts_are_named_in_the_language_of_the_page_and_not_of_the_reader(client, metadata, amina):
    page = make_page(metadata, author=amina, title="Avis", body="> [!CAUTION]\n> Stop.", language="fr")
    client.force_login(amina)  # who reads English
    html = client.get(reverse("wiki:in_language", args=[page.pk]), follow=True).content.decode()
    assert '<p class="callout-name">Danger</p>' in html
