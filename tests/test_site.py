"""The front door: "/" chooses a language, the front page shows what a reader may know."""

import pytest

from tests.factories import make_page, make_thread

pytestmark = pytest.mark.django_db


def test_root_follows_the_browser(client, site):
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="fr-CA,fr;q=0.9").url == "/fr/"
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="de").url == "/en/"


def test_root_remembers_the_language_chosen(client, site):
    client.get("/fr/", HTTP_ACCEPT_LANGUAGE="en")
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="en").url == "/fr/"


def test_root_follows_the_account(client, benoit):
    client.force_login(benoit)
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="en").url == "/fr/"


def test_an_unknown_language_is_a_clear_404(client, site):
    response = client.get("/de/", HTTP_ACCEPT_LANGUAGE="fr", follow=True)
    assert response.status_code == 404
    assert "Erreur 404" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_front_shows_only_what_one_may_know(client, language, metadata, hidden, listed, amina, chloe):
    for group in (metadata, hidden, listed):
        make_thread(group, author=amina, title=f"Thread of {group.key}")
        make_page(group, author=amina, title=f"Page of {group.key}")
    client.force_login(chloe)
    text = client.get(f"/{language}/").content.decode()
    assert "Thread of metadata" in text and "Page of metadata" in text
    assert "Thread of board" not in text and "Page of board" not in text and "Board" not in text
    assert "Thread of programme" not in text and "Programme" in text
    client.force_login(amina)
    text = client.get(f"/{language}/").content.decode()
    assert "Thread of board" in text and "Page of programme" in text


def test_front_page_queries_do_not_grow(client, metadata, amina, django_assert_max_num_queries):
    make_thread(metadata, author=amina)
    client.get("/en/")
    with django_assert_max_num_queries(14) as few:
        client.get("/en/")
    for number in range(8):
        make_thread(metadata, author=amina, title=f"Thread {number}")
        make_page(metadata, author=amina, title=f"Page {number}")
    with django_assert_max_num_queries(14) as many:
        client.get("/en/")
    assert len(many) == len(few)


def test_group_home_queries(client, metadata, benoit, amina, django_assert_max_num_queries):
    from tests.factories import belong, make_member

    make_thread(metadata, author=amina)
    make_page(metadata, author=amina, language="fr")
    client.force_login(benoit)
    client.get("/fr/groupes/metadonnees/")
    with django_assert_max_num_queries(15) as few:
        client.get("/fr/groupes/metadonnees/")
    for number in range(40):
        belong(make_member(f"Member{number} Name"), metadata)
    for number in range(6):
        make_thread(metadata, author=amina, title=f"Thread {number}")
        make_page(metadata, author=amina, title=f"Page {number}", language="fr")
    with django_assert_max_num_queries(15) as many:
        client.get("/fr/groupes/metadonnees/")
    assert len(many) == len(few)
