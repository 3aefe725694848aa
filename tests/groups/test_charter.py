"""Stewards write the charter of their group, in both languages; nothing they write is lost."""

import json

import pytest
from django.test import Client

from groups.changes import in_words
from groups.charter import FIELDS, Meanwhile, save_charter, words_of
from groups.models import CHARTER_FIELDS, GroupPage
from tests.at_once import at_once
from tests.factories import belong

ENGLISH, FRENCH = "/en/group/metadata/charter/en/", "/en/group/metadata/charter/fr/"
HOME = "/en/groups/metadata/"


def page_of(group, language="en"):
    return GroupPage.objects.select_related("locale", "group").get(
        group=group, locale__language_code=language
    )


def as_form(group, language="en", **words):
    """What the form of the charter sends, as it is now but for `words`."""
    page = page_of(group, language)
    return {**words_of(page), "base": page.latest_revision_id or "", **words}


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.mark.django_db
def test_every_field_of_the_working_group_form_is_kept_in_each_language(metadata, amina):
    client = signed_in(amina)
    english = {name: f"{name} in English" for name in FIELDS}
    french = {name: f"{name} en français" for name in FIELDS}
    assert client.post(ENGLISH, as_form(metadata, **english)).status_code == 302
    assert client.post(FRENCH, as_form(metadata, "fr", **french)).status_code == 302
    assert words_of(page_of(metadata)) == english
    assert words_of(page_of(metadata, "fr")) == french
    html = client.get(HOME).content.decode()
    for name in CHARTER_FIELDS:
        assert f"{name} in English" in html
        assert f"{name} en français" not in html


@pytest.mark.django_db
def test_the_form_shows_the_other_language_marked(metadata, amina):
    signed_in(amina).post(ENGLISH, as_form(metadata, tasks="Our tasks"))
    html = signed_in(amina).get(FRENCH).content.decode()
    assert '<span class="lang-mark">in English</span>' in html
    assert '<div class="prose prose-small" lang="en"><p>Our tasks</p>' in html
    assert 'href="/en/group/metadata/charter/en/"' in html


@pytest.mark.django_db
def test_a_new_name_leaves_the_address(metadata, amina):
    signed_in(amina).post(FRENCH, as_form(metadata, "fr", title="  Notices  et machines "))
    page = page_of(metadata, "fr")
    assert (page.title, page.slug) == ("Notices et machines", "metadonnees")
    assert page_of(metadata).title == "Metadata"
    assert Client().get("/fr/groupes/metadonnees/").status_code == 200


@pytest.mark.django_db
def test_the_first_change_keeps_the_text_the_group_began_with(metadata, amina):
    page = page_of(metadata)
    assert page.latest_revision is None
    client = signed_in(amina)
    client.post(ENGLISH, as_form(metadata, charter="New words"))
    page = page_of(metadata)
    new, first = page.revisions.order_by("-pk")
    assert (first.content["charter"], first.user, first.created_at) == ("", None, metadata.created_at)
    assert (new.content["charter"], new.user) == ("New words", amina)
    assert page.live_revision == page.latest_revision == new
    history = client.get(ENGLISH + "history/").content.decode()
    assert "Amina Bello" in history and "the text the group began with" in history
    assert "New words" in client.get(f"{ENGLISH}history/{new.pk}/").content.decode()
    assert "New words" not in client.get(f"{ENGLISH}history/{first.pk}/").content.decode()
    # A version of another charter is not one of this.
    assert client.get(f"{FRENCH}history/{new.pk}/").status_code == 404
    assert client.get(f"{ENGLISH}history/{2**70}/").status_code == 404


@pytest.mark.django_db
def test_the_log_says_what_was_changed_in_each_readers_language(metadata, amina):
    from django.utils import translation

    signed_in(amina).post(FRENCH, as_form(metadata, "fr", purpose="À quoi il sert", tags="ocr"))
    entry = metadata.log.get(deed="charter")
    assert (entry.actor, entry.told) == (amina, True)
    assert in_words(entry) == "in French: purpose, in one sentence, tags"
    with translation.override("fr"):
        assert in_words(entry).startswith("en français")


@pytest.mark.django_db
def test_a_save_without_a_change_writes_nothing(metadata, amina):
    answer = signed_in(amina).post(ENGLISH, as_form(metadata), follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert page_of(metadata).revisions.count() == metadata.log.filter(deed="charter").count() == 0


@pytest.mark.django_db
def test_a_preview_saves_nothing(metadata, amina):
    answer = signed_in(amina).post(ENGLISH, as_form(metadata, outcomes="**Bold** words", preview="1"))
    html = answer.content.decode()
    assert "<strong>Bold</strong> words" in html and ">\n**Bold** words</textarea>" in html
    assert page_of(metadata).outcomes == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("title", "x" * 300, "300 characters"),
        ("title", "  ", "give the group a name"),
        ("purpose", "é" * 301, "301 characters"),
        ("charter", "a " * 1_000_000, "kB"),
        ("charter", ">" * 50_000 + " deep", "too deep"),
        ("links", "[" * 50_000, None),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence_and_nothing_is_lost(metadata, amina, name, text, words):
    client = signed_in(amina)
    answer = client.post(ENGLISH, as_form(metadata, **{name: text}, tasks="Also typed"))
    if words is None:  # odd, and harmless
        assert answer.status_code == 302 and client.get(HOME).status_code == 200
        return
    html = answer.content.decode()
    assert answer.status_code == 422 and words in html and "Also typed" in html
    assert answer.context["form"][name].value() == text
    assert page_of(metadata).tasks == ""


@pytest.mark.django_db(transaction=True)
def test_of_four_saves_at_once_one_wins_and_three_are_told(metadata, amina):
    def save(number):
        def deed():
            page = page_of(metadata)
            return save_charter(
                page, by=amina, base=None, words=words_of(page) | {"charter": f"Text {number}"}
            )

        return deed

    results = at_once(*[save(number) for number in range(4)])
    assert sum(isinstance(result, Meanwhile) for result in results) == 3, results
    (winner,) = [number for number, result in enumerate(results) if result == ["charter"]]
    page = page_of(metadata)
    assert page.charter == f"Text {winner}"
    assert page.revisions.count() == 2  # with the text it began with
    assert metadata.log.filter(deed="charter").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_stewards_gets_both_texts_and_can_save_again(metadata, amina, benoit):
    belong(benoit, metadata, "steward")
    typed = {amina: "Amina wrote this.", benoit: "Benoît wrote that."}
    forms = {member: as_form(metadata, charter=words) for member, words in typed.items()}
    clients = {member: signed_in(member) for member in typed}
    answers = dict(
        zip(
            typed,
            at_once(*[lambda m=member: clients[m].post(ENGLISH, forms[m]) for member in typed]),
            strict=True,
        )
    )
    assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
    late = next(member for member in typed if answers[member].status_code == 409)
    html = answers[late].content.decode()
    assert "Nothing is lost." in html
    assert all(words in html for words in typed.values())
    form = answers[late].context["form"]
    assert form["charter"].value() == typed[late]
    both = {**form.initial, "charter": " ".join(typed.values())}
    assert clients[late].post(ENGLISH, both).status_code == 302
    assert page_of(metadata).charter == " ".join(typed.values())


@pytest.mark.django_db
def test_what_only_one_of_two_changed_is_taken_over(metadata, amina):
    old = as_form(metadata)
    signed_in(amina).post(ENGLISH, as_form(metadata, tasks="Hers", links="Her links"))
    answer = signed_in(amina).post(ENGLISH, old | {"principles": "Mine", "links": "My links"})
    form = answer.context["form"]
    assert answer.status_code == 409
    assert (form["tasks"].value(), form["principles"].value()) == ("Hers", "Mine")
    assert [item["field"].name for item in answer.context["both"]] == ["links"]
    assert "Her links" in answer.content.decode() and form["links"].value() == "My links"


@pytest.mark.django_db
@pytest.mark.parametrize("base", ["0", "x", "9" * 40, "-1", "²"])
def test_a_form_without_a_known_base_loses_nothing(metadata, amina, base):
    answer = signed_in(amina).post(ENGLISH, as_form(metadata, base=base, charter="My words"))
    assert answer.status_code == 409
    assert answer.context["form"]["charter"].value() == "My words"


@pytest.mark.django_db
def test_words_survive_an_expired_session_and_the_end_of_a_stewardship(hidden, amina, benoit):
    address = "/en/group/board/charter/en/"
    client = signed_in(amina)
    form = as_form(hidden, charter="Long work") | {"mark": client.get(address).context["mark"]}
    client.logout()
    answer = client.post(address, form)
    assert answer.status_code == 302 and "login" in answer.url
    client.force_login(amina)
    assert client.get(address).context["form"]["charter"].value() == "Long work"
    hidden.memberships.filter(member=amina).delete()
    answer = client.post(address, form)
    assert answer.status_code == 404 and "Long work" in answer.content.decode()
    # Without our mark there is nothing to tell that the group exists.
    assert "Long work" not in client.post(address, form | {"mark": "forged"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "delete", "options"])
def test_other_methods(metadata, amina, method):
    client = signed_in(amina)
    for address in (ENGLISH, ENGLISH + "history/", "/en/group/metadata/settings/"):
        assert getattr(client, method)(address).status_code == 405
    assert client.get("/en/group/metadata/charter/de/").status_code == 404
    assert client.get("/en/group/metadata/charter/").url == ENGLISH


@pytest.mark.django_db
def test_words_of_another_time_in_the_log_are_shown_as_they_are(metadata, amina):
    from groups.models import note

    for words in ("[]", "{", "plain", json.dumps({"a": 1})):
        assert in_words(note(metadata, amina, "charter", words=words)) == words
        assert in_words(note(metadata, amina, "archived", words=words)) == words
