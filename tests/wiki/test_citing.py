"""Citing a version, and the address of it that lasts."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import make_page
from wiki.citing import latex
from wiki.models import WikiPage

from .test_comparing import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(metadata, amina):
    page = make_page(metadata, author=amina, title="Costs & 100 % of {it}", body="a")
    return change(page, amina, "b", title="Costs_#2")


def cited(client, page, query=""):
    return client.get(f"{page.url_path}cite/{query}").content.decode()


def test_the_current_version_is_cited(page, client):
    html = cited(client, page)
    assert f"{settings.SITE_URL}/en/wiki/{page.pk}/2/" in html
    assert "Metadata. “Costs_#2”, version 2, " in html
    assert r"title = {{Costs\_\#2}}" in html and "author = {{Metadata}}" in html
    assert "AU  - Metadata," in html and "ET  - Version 2" in html and "ER  - " in html
    assert "readonly" in html


def test_an_old_version_is_cited_with_the_title_it_had(page, client):
    html = cited(client, page, "?version=1")
    assert f"/en/wiki/{page.pk}/1/" in html and r"Costs \&amp; 100 \% of \{it\}" in html
    assert "an old one" in html


@pytest.mark.parametrize("version", ["0", "3", "x", "", "9" * 40, "%00"])
def test_versions_that_do_not_exist(page, client, version):
    assert client.get(f"{page.url_path}cite/?version={version}").status_code == 404


def test_every_sign_of_latex_is_written_out():
    assert latex("\\{}&%$#_~^é") == (r"\textbackslash{}\{\}\&\%\$\#\_\textasciitilde{}\textasciicircum{}é")


def test_a_french_page_is_cited_in_french(guide_fr, client):
    html = cited(client, guide_fr)
    assert "Métadonnées. «\u202fLe guide\u202f», version 1, " in html and "language = {french}" in html


def test_the_address_lasts_when_the_page_moves(page, client, metadata, amina):
    lasting = reverse("wiki:permalink", args=[page.pk, 1])
    assert client.get(lasting)["Location"] == f"{page.url_path}history/1/"
    other = make_page(metadata, author=amina, title="Somewhere else")
    WikiPage.objects.get(pk=page.pk).move(other, pos="last-child")
    moved = WikiPage.objects.get(pk=page.pk)
    assert moved.url_path != page.url_path
    answer = client.get(lasting, follow=True)
    assert answer.redirect_chain[0][0] == f"{moved.url_path}history/1/"
    assert "an old one" in answer.content.decode()


def test_it_tells_nothing_of_what_one_may_not_read(client, hidden, benoit, chloe):
    page = make_page(hidden, author=benoit, title="Secret")
    client.force_login(chloe)
    there, not_there = (client.get(f"/en/wiki/{pk}/1/") for pk in (page.pk, 999_999))
    assert there.status_code == not_there.status_code == 404
    client.force_login(benoit)
    assert client.get(f"/en/wiki/{page.pk}/1/").status_code == 302
    assert client.get(f"/en/wiki/{page.pk}/2/").status_code == 404
    assert client.get(f"/en/wiki/{page.pk}/{'9' * 40}/").status_code == 404


def test_a_page_below_may_not_be_called_cite(metadata, amina):
    assert make_page(metadata, author=amina, title="Cite").slug != "cite"
