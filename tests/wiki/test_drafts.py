"""Drafts on the server: kept while one types, one's own alone, and back when the page is opened again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.models import Membership
from wiki.drafts import STILL_THERE
from wiki.models import Draft, Editing, WikiPage

FORM = "b" * 32


@pytest.fixture
def writing(guide, benoit, as_member):
    """Benoît's browser, and a function that keeps his draft of the guide."""
    client = as_member(benoit)

    def keep(**fields):
        fields = {
            "title": "The guide",
            "body": "Half a sentence",
            "base": guide.latest_revision_id,
            "form": FORM,
        } | fields
        return client.post(f"{guide.url_path}draft/", fields)

    return client, keep


@pytest.mark.django_db
def test_a_draft_is_kept_and_comes_back(writing, guide):
    client, keep = writing
    assert keep().json()["kept"].startswith("Your draft was kept at ")
    keep(body="A whole sentence.", summary="So far")
    draft = Draft.objects.get()
    assert "You have a draft that is not saved." in client.get(f"{guide.url_path}edit/").content.decode()
    form = client.get(f"{guide.url_path}edit/?draft={draft.pk}").context["form"]
    assert (form["body"].value(), form["summary"].value()) == ("A whole sentence.", "So far")
    assert form["base"].value() == guide.latest_revision_id


@pytest.mark.django_db
def test_a_draft_continued_after_another_save_is_joined(writing, guide, amina):
    from wiki.editing import save_page

    client, keep = writing
    save_page(guide, author=amina, title="The guide", body="One.\n\nTwo.\n", base=guide.latest_revision_id)
    guide.refresh_from_db()
    keep(body="One.\n\nTwo, says Benoît.\n", base=guide.latest_revision_id)
    save_page(
        guide,
        author=amina,
        title="The guide",
        body="One, says Amina.\n\nTwo.\n",
        base=guide.latest_revision_id,
    )
    form = client.get(f"{guide.url_path}edit/?draft={Draft.objects.get().pk}").context["form"]
    fields = {name: form[name].value() for name in ("title", "body", "base", "form")}
    assert client.post(f"{guide.url_path}edit/", fields).status_code == 302
    guide.refresh_from_db()
    assert guide.body == "One, says Amina.\n\nTwo, says Benoît.\n"


@pytest.mark.django_db
def test_saving_lets_go_of_the_draft(writing, guide):
    client, keep = writing
    keep()
    fields = {"title": "The guide", "body": "Done.", "base": guide.latest_revision_id, "form": FORM}
    assert client.post(f"{guide.url_path}edit/", fields).status_code == 302
    assert not Draft.objects.exists() and not Editing.objects.exists()


@pytest.mark.django_db
def test_what_is_typed_in_another_form_takes_no_drafts_place(writing, guide):
    client, keep = writing
    keep(body="Monday’s words", form="1" * 32)
    keep(body="Tuesday’s words", form="2" * 32)
    assert sorted(Draft.objects.values_list("body", flat=True)) == ["Monday’s words", "Tuesday’s words"]
    fields = {"title": "The guide", "body": "Tuesday’s words", "base": guide.latest_revision_id}
    assert client.post(f"{guide.url_path}edit/", {**fields, "form": "2" * 32}).status_code == 302
    assert [draft.body for draft in Draft.objects.all()] == ["Monday’s words"]
    # A draft that the browser sends when the save is done already is none.
    assert keep(body="Tuesday’s words", form="2" * 32).json()["kept"] == ""
    assert Draft.objects.count() == 1
    assert keep(body="Wednesday’s words", form="2" * 32).json()["kept"]


@pytest.mark.django_db
def test_one_author_has_so_many_drafts_and_no_more(writing, monkeypatch):
    _client, keep = writing
    monkeypatch.setattr("wiki.drafts.MOST_DRAFTS", 2)
    assert [bool(keep(form=f"{n}" * 32).json()["kept"]) for n in range(3)] == [True, True, False]
    assert keep(form="1" * 32, body="More").json()["kept"]
    assert Draft.objects.count() == 2


@pytest.mark.django_db
def test_deeds_without_a_form_leave_drafts_alone(writing, guide, benoit):
    from wiki.editing import save_page
    from wiki.undoing import bring_back

    _client, keep = writing
    keep(body="Half a sentence")
    save_page(guide, author=benoit, title="The guide", body="Other words.", base=guide.latest_revision_id)
    guide.refresh_from_db()
    first = guide.edits.get(number=1)
    assert bring_back(guide, first, author=benoit, base=guide.latest_revision_id)
    assert Draft.objects.get().body == "Half a sentence"


@pytest.mark.django_db
def test_new_pages_have_drafts_of_their_own(writing, guide):
    client, keep = writing
    keep(new="1", title="One", form="1" * 32)
    keep(new="1", title="Two", form="2" * 32)
    keep(new="1", title="Two, later", form="2" * 32)
    assert sorted(Draft.objects.values_list("title", flat=True)) == ["One", "Two, later"]
    draft = Draft.objects.get(title="One")
    form = client.get(f"{guide.url_path}new/?draft={draft.pk}").context["form"]
    assert (form["title"].value(), form["form"].value()) == ("One", "1" * 32)
    fields = {name: form[name].value() for name in ("title", "body", "form")}
    assert client.post(f"{guide.url_path}new/", fields).status_code == 302
    assert list(Draft.objects.values_list("title", flat=True)) == ["Two, later"]


@pytest.mark.django_db
def test_nobody_else_sees_a_draft(writing, guide, amina, chloe, as_member):
    _client, keep = writing
    keep(body="Canary words")
    pk = Draft.objects.get().pk
    for member in (amina, chloe):
        client = as_member(member)
        assert client.get(f"/en/drafts/{pk}/").status_code == 404
        assert client.post(f"/en/drafts/{pk}/let-go/").status_code == 404
        assert "Canary" not in client.get("/en/drafts/").content.decode()
        answer = client.get(f"{guide.url_path}edit/?draft={pk}")
        assert "Canary" not in answer.content.decode()
    assert as_member().get(f"/en/drafts/{pk}/").status_code == 302
    assert Draft.objects.exists()


@pytest.mark.django_db
def test_a_draft_stays_its_authors_when_the_page_is_not(writing, guide, metadata, benoit):
    client, keep = writing
    keep(title="My title", body="My words")
    Membership.objects.filter(member=benoit).delete()
    metadata.visibility = "hidden"
    metadata.save()
    listed = client.get("/en/drafts/").content.decode()
    assert "My title" in listed and guide.url_path not in listed
    shown = client.get(f"/en/drafts/{Draft.objects.get().pk}/").content.decode()
    assert "My words" in shown and guide.url_path not in shown
    assert keep(body="More").status_code == 404


@pytest.mark.django_db
def test_the_pages_of_drafts_say_where_each_belongs(writing, guide, guide_fr, as_member, benoit):
    client, keep = writing
    keep(body="Changed words")
    keep(new="1", title="", body="New words", form="3" * 32)
    as_member(benoit).post(f"{guide_fr.url_path}draft/", {"title": "Le guide", "body": "Des mots"})
    listed = client.get("/en/drafts/").content.decode()
    assert "on “The guide”" in listed and "below “The guide”" in listed and "Without a title" in listed
    assert "sur «\u202fLe guide\u202f»" in client.get("/fr/brouillons/").content.decode()
    for draft in Draft.objects.all():
        shown = client.get(f"/en/drafts/{draft.pk}/").content.decode()
        assert draft.body in shown and f"?draft={draft.pk}" in shown


@pytest.mark.django_db
def test_letting_go_is_the_authors_button(writing):
    client, keep = writing
    keep()
    assert client.get(f"/en/drafts/{Draft.objects.get().pk}/let-go/").status_code == 405
    client.post(f"/en/drafts/{Draft.objects.get().pk}/let-go/")
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_one_is_told_who_else_has_the_form_open(writing, guide, amina, as_member):
    _client, keep = writing
    assert keep(beat="1").json() == {"kept": "", "others": ""}
    assert not Draft.objects.exists()
    hers = as_member(amina, "en").post(f"{guide.url_path}draft/", {"beat": "1"}).json()["others"]
    assert hers.startswith("Benoît Kerjean is also editing this page, since ")
    assert keep().json()["others"].startswith("Amina Bello is also editing")
    long_ago = timezone.now() - STILL_THERE - timedelta(seconds=1)
    Editing.objects.filter(member=amina).update(seen_at=long_ago)
    assert keep().json()["others"] == ""


@pytest.mark.django_db
def test_in_french(guide, benoit, as_member, metadata, guide_fr):
    answer = as_member(benoit).post(f"{guide_fr.url_path}draft/", {"title": "Le guide", "body": "Des mots"})
    assert answer.json()["kept"].startswith("Votre brouillon")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["chloe", None])
def test_who_may_not_write_keeps_nothing(guide, chloe, as_member, who):
    answer = as_member(chloe if who else None).post(f"{guide.url_path}draft/", {"body": "x"})
    assert answer.status_code == 403
    assert not Draft.objects.exists() and not Editing.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"body": "x\x00y\r\nz", "title": "t" * 5000, "summary": "s" * 10_000},
        {"base": "9" * 40},
        {"base": "x", "form": "y" * 5000, "weight": "w" * 5000},
        {"new": "1"},
    ],
)
def test_odd_drafts_are_kept_as_far_as_they_go(writing, fields):
    client, _keep = writing
    answer = client.post(WikiPage.objects.get(title="The guide").url_path + "draft/", fields)
    assert answer.status_code == 200
    draft = Draft.objects.get()
    assert draft.body in ("", "x" + "y\nz")


@pytest.mark.django_db
def test_a_text_beyond_the_limit_is_refused(writing):
    _client, keep = writing
    assert keep(body="x" * (1024 * 1024 + 1)).status_code == 413
