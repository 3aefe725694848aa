"""Who sees whom: in the directory, in its lists and counts, on a profile, and in the faces of other pages."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from groups.membership import begin_stewardship
from groups.models import Affiliation, Organisation, Stewardship
from members.models import User
from tests.factories import belong, make_group, make_member
from tests.groups.conftest import sign_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site, metadata, hidden, admin, chloe):
    """Three members of the hidden group, each seen by others, and the readers."""
    group = make_group(
        "zarathustra", visibility="hidden", names={"en": "Quetzal board", "fr": "Bureau Quetzal"}
    )
    place = Organisation.objects.create(pk=987_654, name="Quetzal archive", country="GT")
    found = {}
    for seen_by in ("everyone", "members", "groups"):
        member = make_member(
            f"Quetzal {seen_by.title()}", email=f"{seen_by}@demo.example", seen_by=seen_by,
            about={"en": "Quetzal words"}, country="GT", picture="a" * 32, orcid="0000-0002-1825-0097",
        )  # fmt: skip
        belong(member, group)
        found[seen_by] = member
    Affiliation.objects.create(member=found["groups"], organisation=place)
    friend = make_member("Friend Shares", email="friend@demo.example")
    belong(friend, group)
    found["readers"] = {"visitor": None, "outsider": chloe, "friend": friend, "administrator": admin}
    found["group"], found["place"] = group, place
    return found


SEES = {
    "visitor": ["everyone"],
    "outsider": ["everyone", "members"],
    "friend": ["everyone", "members", "groups"],
    "administrator": ["everyone", "members", "groups"],
}


@pytest.mark.parametrize("reader", SEES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_sees_whom(client, people, reader, language):
    sign_in(client, people["readers"][reader])
    with translation.override(language):
        directory = reverse("groups:people")
        profiles = {name: reverse("groups:person", args=[people[name].pk]) for name in SEES["friend"]}
        missing = reverse("groups:person", args=[999_999])
    assert directory.endswith("/people/" if language == "en" else "/personnes/")
    listed = text_of(client.get(directory, {"q": "quetzal"}))
    for name, address in profiles.items():
        answer = client.get(address)
        if name in SEES[reader]:
            assert people[name].name in listed and answer.status_code == 200
            assert "Quetzal words" in text_of(answer)
            assert people[name].email not in text_of(answer) + listed
        else:
            assert people[name].name not in listed
            assert answer.status_code == 404
            there = answer.content.decode().replace(address, "§")
            assert there == client.get(missing).content.decode().replace(missing, "§")
    number = len(SEES[reader])
    found = {"en": ("member", "members"), "fr": ("membre", "membres")}[language][number > 1]
    assert f"{number} {found}" in listed


@pytest.mark.parametrize("reader", ["visitor", "outsider"])
def test_lists_counts_and_choices_tell_nothing_of_what_is_hidden(client, people, reader):
    """The hidden group, the institution where only a hidden person works, and the person, in no way to ask."""
    sign_in(client, people["readers"][reader])
    address = "/en/people/"
    plain = client.get(address)
    assert "Quetzal board" not in text_of(plain) and "Quetzal archive" not in text_of(plain)
    assert "Quetzal Groups" not in text_of(plain) and "zarathustra" not in text_of(plain)
    for name, hidden, nobody in (
        ("group", "zarathustra", "nobody"),
        ("organisation", "987654", "123456"),
        ("q", "Quetzal Groups", "Nobody At All"),
    ):
        there = client.get(address, {name: hidden}).content.decode()
        missing = client.get(address, {name: nobody}).content.decode()
        assert there.replace(hidden, "§") == missing.replace(nobody, "§"), name


def test_the_group_is_a_choice_for_its_members(client, people):
    sign_in(client, people["readers"]["friend"])
    answer = text_of(client.get("/en/people/", {"group": "zarathustra"}))
    assert '<option value="zarathustra" selected>Quetzal board</option>' in answer
    assert "4 members found" in answer and "Chloé" not in answer
    answer = text_of(client.get("/en/people/", {"organisation": people["place"].pk}))
    assert "1 member found" in answer and "Quetzal Groups" in answer


def test_sharing_only_the_community_group_is_not_sharing_a_group(client, people, chloe, site):
    from groups.models import Group

    community = Group.objects.get(is_community=True)
    belong(chloe, community)
    belong(people["groups"], community)
    client.force_login(chloe)
    assert client.get(f"/en/people/{people['groups'].pk}/").status_code == 404


def test_one_always_sees_oneself_and_a_closed_account_is_nobodys(client, people, admin):
    client.force_login(people["groups"])
    assert "Change my profile" in text_of(client.get(f"/en/people/{people['groups'].pk}/"))
    User.objects.filter(pk=people["everyone"].pk).update(is_active=False)
    for reader in (*people["readers"].values(), admin):
        sign_in(client, reader)
        assert client.get(f"/en/people/{people['everyone'].pk}/").status_code == 404
        assert "Quetzal Everyone" not in text_of(client.get("/en/people/"))


@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 2**64, 10**30])
def test_a_number_of_any_size_is_nobody(client, site, pk):
    assert client.get(f"/en/people/{pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/en/people/", "/en/people/1/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_directory_is_for_reading(client, benoit, address, method):
    client.force_login(benoit)
    assert client.generic(method, address).status_code == 405


# Looking for somebody


@pytest.mark.parametrize("q, names", [
    ("benoit", ["Benoît Kerjean"]), ("BENOÎT", ["Benoît Kerjean"]), ("kerjean benoit", ["Benoît Kerjean"]),
    ("elod", ["Élodie Zola"]), ("ÉLODIE", ["Élodie Zola"]), ("e", None), ("  ", None), ("%", []), ("_", []),
    ("benoit zola", []), ("\x00", []), ("<script>", []), ("x" * 5000, []),
])  # fmt: skip
def test_names_are_found_whatever_their_accents_and_capitals(client, benoit, q, names):
    make_member("Élodie Zola", email="elodie@demo.example")
    client.force_login(benoit)
    answer = client.get("/en/people/", {"q": q})
    assert answer.status_code == 200 and "<script>" not in answer.content.decode()
    found = [member.name for member in answer.context["people"]]
    assert found == names if names is not None else len(found) >= 2


def test_people_stand_in_the_order_of_the_alphabet(client, site):
    for name in ("Zoé", "Émile", "eva", "Adam", "Øyvind", "Edith"):
        make_member(name, email=f"{len(name)}{name[1:]}@demo.example", seen_by="everyone")
    found = [member.name for member in client.get("/en/people/").context["people"]]
    assert [name for name in found if name != "Øyvind"] == ["Adam", "Edith", "Émile", "eva", "Zoé"]


def test_by_language_read(client, benoit, amina):
    client.force_login(benoit)
    found = client.get("/en/people/", {"language": "fr"}).context["people"]
    assert [member.name for member in found] == ["Benoît Kerjean"]
    assert len(client.get("/en/people/", {"language": "xx"}).context["people"]) >= 2


def test_only_where_somebody_works_now(client, benoit, amina):
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    place = Organisation.objects.create(name="Old library", country="FR")
    row = Affiliation.objects.create(member=amina, organisation=place, ended=today - day)
    client.force_login(benoit)
    assert "Old library" not in text_of(client.get("/en/people/"))
    assert "Old library" in text_of(client.get(f"/en/people/{amina.pk}/"))
    row.ended = today
    row.save()
    assert text_of(client.get("/en/people/")).count("Old library") == 2, "the last day counts"


@pytest.mark.parametrize("page, first, number", [
    ("1", "Member 000", 50), ("2", "Member 050", 50), ("3", "Member 100", 20), ("99", "Member 100", 20),
    ("0", "Member 100", 20), ("x", "Member 000", 50), ("9" * 60, "Member 100", 20),
])  # fmt: skip
def test_fifty_a_page(client, benoit, page, first, number):
    many(benoit, 120)
    client.force_login(benoit)
    answer = client.get("/en/people/", {"page": page, "q": "member"})
    names = [member.name for member in answer.context["people"]]
    assert (names[0], len(names)) == (first, number)
    assert "q=member" in answer.content.decode()


def many(benoit, number):
    """`number` members who all work somewhere."""
    place, _made = Organisation.objects.get_or_create(name="A library", defaults={"country": "FR"})
    made = User.objects.bulk_create(
        User(email=f"m{n}@demo.example", name=f"Member {n:03}", picture=f"{n:032x}", country="FR")
        for n in range(number)
    )
    Affiliation.objects.bulk_create(Affiliation(member=member, organisation=place) for member in made)
    return made


def test_the_directory_asks_as_often_for_two_hundred_as_for_five(client, benoit, metadata, hidden):
    client.force_login(benoit)
    counts, sizes = [], []
    for number in (5, 200):
        User.objects.filter(name__startswith="Member ").delete()
        for member in many(benoit, number)[:4]:
            belong(member, hidden)
        client.get("/en/people/")
        for query in ({}, {"q": "member", "group": "board", "language": "en"}):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = client.get("/en/people/", query)
            counts.append(len(asked))
            sizes.append(answer.context["people"].paginator.count)
    assert counts[0] == counts[2] and counts[1] == counts[3], counts
    assert max(counts) <= 12, counts
    assert sizes[2] - sizes[0] == 195 and sizes[1] == 4


# A profile


def test_a_profile_says_what_its_owner_said(client, benoit, amina, metadata):
    User.objects.filter(pk=amina.pk).update(
        about={"en": "A <b>librarian</b>.\nIn Lagos.", "fr": "Bibliothécaire."}, country="NG",
        orcid="0000-0002-1825-0097", languages_read=["en", "fr"],
    )  # fmt: skip
    place = Organisation.objects.create(name="National library", country="NG")
    Affiliation.objects.create(
        member=amina, organisation=place, begun=datetime.date(2019, 3, 1), ended=datetime.date(2021, 5, 2)
    )
    client.force_login(benoit)
    english = text_of(client.get(f"/en/people/{amina.pk}/"))
    for words in (
        "A <b>librarian</b>.", "Nigeria", "English, Français",
        "https://orcid.org/0000-0002-1825-0097", "from 1 March 2019 to 2 May 2021", "London, where it is",
        "Metadata", "steward since",
    ):  # fmt: skip
        assert words in english, words
    assert "<b>librarian</b>" not in client.get(f"/en/people/{amina.pk}/").content.decode()
    french = text_of(client.get(f"/fr/personnes/{amina.pk}/"))
    assert "Bibliothécaire." in french and "A <b>librarian" not in french
    assert "du 1ᵉʳ mars 2019 au 2 mai 2021" in french and "Métadonnées" in french
    assert amina.email not in english + french


def test_words_in_the_other_language_only_are_marked(client, amina):
    User.objects.filter(pk=amina.pk).update(about={"fr": "Bibliothécaire.", "en": ""}, seen_by="everyone")
    page = client.get(f"/en/people/{amina.pk}/").content.decode()
    assert '<span class="lang-mark">in French</span><div class="prose" lang="fr"><p>Bibliothécaire.' in page
    page = client.get(f"/fr/personnes/{amina.pk}/").content.decode()
    assert '<div class="prose"><p>Bibliothécaire.' in page


def test_groups_on_a_profile_are_those_the_reader_may_know(
    client, benoit, chloe, admin, listed, hidden, metadata
):
    """Benoît belongs to all three; Amina runs them. Who belongs is for readers, who runs is for those who know."""
    amina = User.objects.get(name="Amina Bello")
    User.objects.filter(pk__in=[amina.pk, benoit.pk]).update(seen_by="everyone")
    names = {"public": "Metadata", "listed": "Programme", "hidden": "Board"}

    def shown(reader, member):
        sign_in(client, reader)
        page = text_of(client.get(f"/en/people/{member.pk}/"))
        return [kind for kind, name in names.items() if f">{name}</a>" in page]

    for outside in (None, chloe):
        assert shown(outside, benoit) == ["public"]
        assert shown(outside, amina) == ["public", "listed"]
    for inside in (amina, benoit, admin):
        assert shown(inside, benoit) == ["public", "listed", "hidden"]
        assert shown(inside, amina) == ["public", "listed", "hidden"]


def test_past_stewardships_are_for_those_who_may_read_the_group(client, benoit, chloe, admin, listed):
    User.objects.filter(pk=chloe.pk).update(seen_by="everyone")
    Stewardship.objects.create(
        group=listed, member=chloe, member_name=chloe.name, title="chair",
        begun=datetime.date(2019, 1, 1), ended=datetime.date(2021, 1, 1),
    )  # fmt: skip
    for reader, sees in ((None, False), (benoit, True), (admin, True)):
        sign_in(client, reader)
        page = text_of(client.get(f"/en/people/{chloe.pk}/"))
        assert ("chair from 2019 to 2021" in page) is sees and ("Programme" in page) is sees


def test_profile_queries_do_not_grow(client, benoit, amina, metadata):
    client.force_login(benoit)
    counts = []
    for number in range(2):
        client.get(f"/en/people/{amina.pk}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/people/{amina.pk}/")
        counts.append(len(asked))
        for more in range(6):
            group = make_group(f"more-{number}-{more}")
            begin_stewardship(amina, group)
            place = Organisation.objects.create(name=f"Place {number} {more}", country="FR")
            Affiliation.objects.create(member=amina, organisation=place)
    assert counts[0] == counts[1] and counts[0] <= 10, counts


# Faces elsewhere


def test_a_stewards_face_and_link_only_where_the_profile_may_be_seen(client, metadata, amina, chloe, benoit):
    from groups.faces import decide_faces
    from groups.templatetags.group_tags import face, person

    amina.picture = "b" * 32
    amina.seen_by = "groups"
    amina.save()
    for reader, sees in ((None, False), (chloe, False), (benoit, True), (amina, True)):
        again = User.objects.get(pk=amina.pk)
        assert "AB" in face(again) and person(again) == "Amina Bello", "undecided is not shown"
        decide_faces([again, None], reader)
        assert (f"/files/people/{'b' * 32}/96" in face(again)) is sees
        assert (f"/en/people/{amina.pk}/" in person(again)) is sees
        assert "Amina Bello" in person(again)
    assert "·" in face(None) and person(None, "Somebody Gone") == "Somebody Gone"
