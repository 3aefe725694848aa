"""The form: what is refused with a sentence, what is kept, who is sent where."""

import pytest
from django.conf import settings

from tests.factories import wiki_root
from wiki.models import WikiPage
from wiki.pairing import pair_state

pytestmark = pytest.mark.django_db
GOOD = {"title": "A title", "body": "Some words."}


def forms(guide, metadata):
    """(address, hidden fields) of the two forms."""
    return [
        (f"{guide.url_path}edit/", {"base": guide.latest_revision_id}),
        (f"{wiki_root(metadata).url_path}new/", {}),
    ]


@pytest.mark.parametrize(
    "bad, name",
    [
        ({"title": ""}, "title"),
        ({"title": "   \t"}, "title"),
        ({"title": "t" * 500}, "title"),
        ({"title": "\x00"}, "title"),
        ({"body": ""}, "body"),
        ({"body": " \n\n "}, "body"),
        ({"body": "é" * 1024 * 1024}, "body"),
        ({"body": ">" * 50_000 + " deep"}, "body"),
        ({"body": "<div>" * 50_000, "title": ""}, "title"),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_kept(guide, metadata, amina, as_member, bad, name):
    client, pages = as_member(amina), WikiPage.objects.count()
    for address, hidden in forms(guide, metadata):
        answer = client.post(address, {**GOOD, **hidden, **bad})
        assert answer.status_code == 200
        form = answer.context["form"]
        assert list(form.errors) == [name]
        assert f'id="id_{name}-error"' in answer.content.decode()
        for field in ("title", "body"):
            assert form[field].value() == {**GOOD, **bad}[field]
    assert WikiPage.objects.count() == pages
    assert guide.edits.count() == 1


def test_a_long_summary_is_refused_and_kept(guide, amina, as_member):
    answer = as_member(amina).post(
        f"{guide.url_path}edit/", {**GOOD, "base": guide.latest_revision_id, "summary": "s" * 201}
    )
    assert list(answer.context["form"].errors) == ["summary"]


@pytest.mark.parametrize("language, word", [("en", "text"), ("fr", "texte")])
def test_hostile_words_are_saved_as_words(metadata, amina, as_member, language, word):
    client = as_member(amina)
    answer = client.post(
        f"{wiki_root(metadata, language).url_path}new/",
        {"title": "<script>x</script>", "body": "<script>alert(1)</script>\x00 <b>bold</b>"},
        follow=True,
    )
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "<script>x" not in html and "<script>alert" not in html
    assert "\x00" not in WikiPage.objects.get(title="<script>x</script>").body


def test_a_preview_keeps_everything_and_saves_nothing(guide, guide_fr, amina, as_member):
    typed = {
        "title": "Other title", "body": "## New *words*", "summary": "Why", "weight": "3", "level": "on",
        "base": str(guide.latest_revision_id), "seen": str(guide_fr.latest_revision_id), "preview": "1",
    }  # fmt: skip
    answer = as_member(amina).post(f"{guide.url_path}edit/", typed)
    html = answer.content.decode()
    assert "<em>words</em>" in html
    form = answer.context["form"]
    for name in ("title", "body", "summary", "weight", "base", "seen"):
        assert form[name].value() == typed[name]
    assert 'value="3" id="id_weight_2" checked' in html.replace("  ", " ") or 'value="3" checked' in html
    assert not form.errors
    assert guide.edits.count() == 1


def test_a_preview_of_a_new_page(metadata, amina, as_member):
    answer = as_member(amina).post(
        f"{wiki_root(metadata).url_path}new/", {"title": "", "body": "*soon*", "preview": "1"}
    )
    assert "<em>soon</em>" in answer.content.decode()
    assert answer.context["form"]["body"].value() == "*soon*"


def test_the_live_preview_is_the_text_alone(guide, amina, as_member):
    answer = as_member(amina).post(
        f"{guide.url_path}edit/", {"body": "*live*", "preview": "1"}, headers={"HX-Request": "true"}
    )
    assert answer.content.decode().strip() == "<p><em>live</em></p>"


def test_a_visitor_signs_in_and_finds_their_words(guide, metadata, amina, client):
    for address, hidden in forms(guide, metadata):
        typed = {**GOOD, **hidden, "body": f"Typed before signing in at {address}"}
        answer = client.post(address, typed)
        assert answer.status_code == 302
        assert "/account/login/" in answer.url
    client.force_login(amina)
    for address, hidden in forms(guide, metadata):
        answer = client.get(address)
        form = answer.context["form"]
        assert form["body"].value() == f"Typed before signing in at {address}"
        assert "What you typed is still here." in answer.content.decode()
        for name, value in hidden.items():
            assert form[name].value() == str(value)
        # Looking again does not use them up; only sending the form, or asking to start afresh, does.
        assert "Typed before" in client.get(address).content.decode()
        fresh = address + ("&" if "?" in address else "?") + "fresh=1"
        assert "Typed before" not in client.get(fresh).content.decode()
        assert "Typed before" not in client.get(address).content.decode()


def test_signing_in_keeps_what_was_to_be_translated(guide, metadata, client):
    answer = client.get(f"{wiki_root(metadata, 'fr').url_path}new/?translation_of={guide.pk}")
    assert f"translation_of%3D{guide.pk}" in answer.url


def test_who_may_read_but_not_write_is_told_why_and_keeps_the_words(guide, chloe, as_member):
    client = as_member(chloe)
    assert client.get(f"{guide.url_path}edit/").status_code == 403
    answer = client.post(f"{guide.url_path}edit/", {**GOOD, "body": "Chloé’s words"})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Chloé’s words" in html
    assert "/group/metadata/join" in html
    assert guide.edits.count() == 1


def test_the_other_language_is_asked_about_by_name(guide, guide_fr, amina, as_member):
    client = as_member(amina)
    english = client.get(f"{guide.url_path}edit/").content.decode()
    assert "Does the French text have to follow?" in english
    assert "Premiers mots." in english
    french = client.get(f"{guide_fr.url_path}edit/")
    assert french.context["form"].fields["weight"].choices[2][0] == 3
    assert "First words." in french.content.decode()


def test_without_another_half_nothing_is_asked(guide, amina, as_member):
    html = as_member(amina).get(f"{guide.url_path}edit/").content.decode()
    assert 'name="weight"' not in html
    assert 'name="level"' not in html


def test_the_box_brings_the_text_level_with_what_was_seen(guide, guide_fr, amina, benoit, as_member):
    client = as_member(benoit)
    client.post(
        f"{guide.url_path}edit/",
        {"title": guide.title, "body": "Longer words.", "base": guide.latest_revision_id, "weight": "3"},
    )
    assert pair_state(guide_fr).state == "out_of_date"
    form = client.get(f"{guide_fr.url_path}edit/").context["form"]
    client.post(
        f"{guide_fr.url_path}edit/",
        {
            "title": guide_fr.title, "body": "Des mots plus longs.", "base": form["base"].value(),
            "seen": form["seen"].value(), "level": "on", "weight": "2",
        },
    )  # fmt: skip
    assert pair_state(guide_fr).state == "current"
    edit = guide_fr.edits.first()
    assert edit.based_on_id == form["seen"].value()


@pytest.mark.parametrize("seen", ["", "x", "0", "9" * 30])
def test_an_unknown_revision_beside_the_form_changes_no_state(guide, guide_fr, amina, as_member, seen):
    answer = as_member(amina).post(
        f"{guide.url_path}edit/",
        {**GOOD, "base": guide.latest_revision_id, "seen": seen, "level": "on", "weight": "2"},
    )
    assert answer.status_code == 302
    assert pair_state(guide_fr).state == "needs_update"


def test_a_translation_is_written_beside_its_source(guide, metadata, benoit, as_member):
    client, root = as_member(benoit), wiki_root(metadata, "fr")
    answer = client.get(f"{root.url_path}new/?translation_of={guide.pk}")
    assert "First words." in answer.content.decode()
    form = answer.context["form"]
    hidden = {name: form[name].value() for name in ("translation_of", "seen")}
    answer = client.post(f"{root.url_path}new/", {"title": "Le guide", "body": "Mots", **hidden})
    page = WikiPage.objects.get(title="Le guide")
    assert answer.url == page.url_path
    assert page.translation_key == guide.translation_key
    assert pair_state(guide).state == "current"
    assert page.edits.get().based_on == guide.latest_revision


@pytest.mark.parametrize("source", ["x", "0", "9" * 30, "999999"])
def test_an_unknown_source_is_missing(metadata, benoit, as_member, source):
    address = f"{wiki_root(metadata, 'fr').url_path}new/"
    client = as_member(benoit)
    assert client.get(f"{address}?translation_of={source}").status_code == 404
    assert client.post(address, {**GOOD, "translation_of": source}).status_code == 404


def test_a_source_one_may_not_read_is_missing(metadata, hidden, chloe, amina, as_member):
    from tests.factories import belong, make_page

    secret = make_page(hidden, author=amina, title="Secret")
    belong(chloe, metadata)
    address = f"{wiki_root(metadata, 'fr').url_path}new/?translation_of={secret.pk}"
    for member in (chloe, amina):
        assert as_member(member).get(address).status_code == 404


def test_an_upload_as_large_as_django_refuses_is_no_crash(guide, amina, as_member):
    body = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = as_member(amina).post(
        f"{guide.url_path}edit/", {**GOOD, "base": 1, "body": body},
    )  # fmt: skip
    assert answer.status_code < 500
