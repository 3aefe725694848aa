"""New pages: addresses that never collide, also when two people write the same title at once."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from notices.models import Notice
from tests.at_once import at_once
from tests.factories import make_page, wiki_root
from wiki.editing import AlreadyWritten, create_page
from wiki.models import Edit, Pairing, WikiPage


@pytest.mark.django_db(transaction=True)
def test_the_same_title_six_times_at_once_makes_six_pages(metadata, amina):
    root = wiki_root(metadata)

    def create():
        return create_page(
            WikiPage.objects.get(pk=root.pk), author=amina, title="Crosswalk to PREMIS", body="Words"
        )

    results = at_once(*[create] * 6)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert len({page.path for page in results}) == len({page.url_path for page in results}) == 6
    root.refresh_from_db()
    assert root.numchild == 6
    assert WikiPage.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db(transaction=True)
def test_the_same_translation_twice_at_once_makes_one(guide, metadata, benoit):
    root = wiki_root(metadata, "fr")

    def translate():
        return create_page(root, author=benoit, title="Le guide", body="Mots", translation_of=guide)

    results = at_once(translate, translate)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyWritten", "WikiPage"]
    assert Pairing.objects.filter(left=guide).count() == 1


@pytest.mark.django_db
def test_the_second_translator_gets_both_texts(guide, guide_fr, metadata, amina, as_member):
    answer = as_member(amina).post(
        wiki_root(metadata, "fr").url_path + "new/",
        {"title": "Le guide", "body": "Mon texte", "translation_of": guide.pk},
    )
    assert answer.status_code == 409
    assert answer.context["page"] == guide_fr
    assert answer.context["form"]["body"].value() == "Mon texte"
    assert "Premiers mots." in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title, slug",
    [
        ("Œuvres d’été à Québec", "oeuvres-d-ete-a-quebec"),
        ("new", "new-2"),
        ("Edit", "edit-2"),
        ("Histoire", "histoire"),
        ("!!!", "page"),
        ("日本", "riben"),
        ("x" * 200, "x" * 60),
    ],
)
def test_addresses_are_made_from_titles(metadata, title, slug):
    assert make_page(metadata, title=title, language="fr").slug == slug


@pytest.mark.django_db
def test_a_page_brings_its_first_edit_and_one_notice(metadata, amina):
    then = timezone.now() - datetime.timedelta(days=30)
    page = make_page(metadata, author=amina, title="Dated", body="12345", at=then)
    edit = Edit.objects.get(page=page)
    assert (edit.number, edit.size_change, edit.created_at) == (1, 5, then)
    assert edit.revision == page.latest_revision == page.live_revision
    assert edit.revision.created_at == page.first_published_at == page.last_published_at == then
    notice = Notice.objects.get(object_id=edit.pk, kind=Notice.Kind.PAGE_CREATED)
    assert (notice.target, notice.actor, notice.group, notice.created_at) == (edit, amina, metadata, then)
    make_page(metadata, author=amina, title="Silent", silent=True)
    assert Notice.objects.filter(group=metadata).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["", "  \n ", "\x00", "x" * 201])
def test_a_title_that_is_none_is_refused(metadata, title):
    with pytest.raises(ValidationError):
        make_page(metadata, title=title)
    assert WikiPage.objects.filter(group=metadata).count() == 2


@pytest.mark.django_db
def test_pages_do_not_lie_deeper_than_addresses_reach(metadata, amina, as_member):
    page = None
    with pytest.raises(ValidationError):
        for number in range(40):
            page = make_page(metadata, title=f"Level {number}", parent=page, silent=True)
    assert as_member(amina).get(page.url_path).status_code == 200
    answer = as_member(amina).post(page.url_path + "new/", {"title": "Deeper", "body": "Kept"})
    assert answer.status_code == 200
    assert "Kept" in answer.content.decode()
    assert answer.context["form"].non_field_errors()


@pytest.mark.django_db
def test_the_same_half_is_not_written_twice(guide, guide_fr, metadata, benoit):
    with pytest.raises(AlreadyWritten):
        create_page(wiki_root(metadata, "fr"), author=benoit, title="Autre", body="x", translation_of=guide)
