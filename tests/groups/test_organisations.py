"""Organisations: the list and its choices, the page of each, and how administrators keep them."""

import datetime

import pytest
from django.utils import timezone, translation

from groups import organisations
from groups.models import Affiliation, Organisation, OrganisationApplication, OrganisationRole
from groups.templatetags.organisation_tags import period
from tests.at_once import at_once
from tests.factories import make_member

pytestmark = pytest.mark.django_db

Role = OrganisationRole.Role


def day(text):
    return datetime.date.fromisoformat(text)


def organisation(name="Bibliothèque nationale", **fields):
    return Organisation.objects.create(name=name, **{"country": "FR", "kind": "library", **fields})


def role(found, what=Role.MEMBER, begun="2020-01-01", ended=None, **fields):
    return OrganisationRole.objects.create(
        organisation=found, role=what, begun=day(begun), ended=ended and day(ended), **fields
    )


def text(answer):
    return answer.content.decode()


# Which rows


def test_a_role_holds_on_its_first_and_its_last_day(site):
    found = role(organisation(), begun="2019-03-02", ended="2019-03-04")
    held = [
        number
        for number in range(1, 7)
        if OrganisationRole.objects.on(day(f"2019-03-0{number}")).filter(pk=found.pk).exists()
    ]
    assert held == [2, 3, 4]


def test_an_open_role_holds_for_ever(site):
    role(organisation(), begun="2019-03-02")
    assert OrganisationRole.objects.on(day("2190-01-01")).count() == 1
    assert OrganisationRole.objects.on(day("2019-03-01")).count() == 0


# The list


@pytest.fixture
def three(site):
    library = organisation("École des chartes", country="FR", kind="university")
    role(library, Role.SECRETARIAT, "2019-01-01", "2025-12-31")
    museum = organisation("Zeppelin Museum", country="DE", kind="museum", site="https://example.org/")
    role(museum, Role.HOST, "2018-12-05", "2018-12-05", note="Fantastic Futures 2018, Oslo")
    other = organisation("Åbo Akademi", country="FI", kind="library")
    return library, museum, other


def test_the_list_follows_the_alphabet_of_people(client, three):
    shown = [row.name for row in client.get("/en/organisations/").context["page_obj"]]
    assert shown == ["Åbo Akademi", "École des chartes", "Zeppelin Museum"]


def test_countries_and_dates_are_in_the_readers_language(client, three):
    english, french = text(client.get("/en/organisations/")), text(client.get("/fr/organisations/"))
    assert "Finland" in english and "from 2019 to 2025" in english and "in 2018" in english
    assert "Finlande" in french and "de 2019 à 2025" in french and "en 2018" in french


@pytest.mark.parametrize(
    "query, names",
    [
        ("kind=museum", ["Zeppelin Museum"]),
        ("country=FI", ["Åbo Akademi"]),
        ("role=secretariat", ["École des chartes"]),
        ("kind=library&country=DE", []),
        # Values that nobody can choose ask for nothing.
        (
            "kind=castle&country=Narnia&role=king&page=x",
            ["Åbo Akademi", "École des chartes", "Zeppelin Museum"],
        ),
        ("country=%00", ["Åbo Akademi", "École des chartes", "Zeppelin Museum"]),
    ],
)
def test_the_list_is_narrowed(client, three, query, names):
    answer = client.get(f"/en/organisations/?{query}")
    assert [row.name for row in answer.context["page_obj"]] == names
    assert names or "No organisation fits." in text(answer)


def test_the_other_language_shows_the_same_choice(client, three):
    answer = text(client.get("/en/organisations/?kind=museum&country=DE"))
    assert 'href="/fr/organisations/?kind=museum&amp;country=DE"' in answer


def test_the_list_asks_as_much_for_200_as_for_5(client, site, admin, django_assert_num_queries):
    client.force_login(admin)
    counts = []
    for number in range(200):
        found = organisation(f"Library {number}", country=("FR", "NO", "SN")[number % 3])
        role(found)
        if number + 1 in (5, 200):
            client.get("/en/organisations/")
            with django_assert_num_queries(6) as asked:
                client.get("/en/organisations/")
            counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(client.get("/en/organisations/?page=2").context["page_obj"]) == 100


# The page of one


def test_a_wrong_slug_leads_to_the_right_one(client, three):
    answer = client.get(f"/en/organisations/{three[0].pk}-old-name/?x=1")
    assert answer.url == f"/en/organisations/{three[0].pk}-ecole-des-chartes/?x=1"


def test_a_name_without_latin_letters_has_an_address(client, site):
    found = organisation("国立国会図書館", country="JP")
    assert client.get(found.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("number", [0, 999999, 2**63, 10**30, "9" * 5000])
def test_an_organisation_that_is_not_there(client, site, number):
    assert client.get(f"/en/organisations/{number}-x/").status_code == 404


def test_the_page_names_the_other_language(client, three):
    answer = text(client.get(three[0].get_absolute_url()))
    assert f'hreflang="fr" href="/fr/organisations/{three[0].pk}-ecole-des-chartes/"' in answer


def test_the_page_shows_roles_through_time_and_a_harmless_link(client, three):
    role(three[1], Role.FOUNDING_MEMBER, "2026-02-01")
    answer = text(client.get(three[1].get_absolute_url()))
    assert answer.index("Founding member") < answer.index("Host of an edition")
    assert "since 1 February 2026" in answer and "Fantastic Futures 2018, Oslo" in answer
    assert 'href="https://example.org/" rel="nofollow noopener"' in answer


@pytest.fixture
def people(three):
    """Somebody for each choice of who sees a profile, all at École des chartes, and one who has left it."""
    today = timezone.localdate()
    long_ago = today - datetime.timedelta(days=900)
    found = {}
    for key, fields in {
        "everyone": {"seen_by": "everyone"},
        "members": {"seen_by": "members"},
        "groups": {"seen_by": "groups"},
        "closed": {"seen_by": "everyone", "is_active": False},
    }.items():
        found[key] = make_member(f"{key.capitalize()} Person", **fields)
        Affiliation.objects.create(member=found[key], organisation=three[0])
    found["former"] = make_member("Former Person", seen_by="everyone")
    # Not yesterday: somewhere it may be the day before still.
    left = today - datetime.timedelta(days=2)
    Affiliation.objects.create(member=found["former"], organisation=three[0], begun=long_ago, ended=left)
    # Came back: shown once, among those of today.
    Affiliation.objects.create(member=found["everyone"], organisation=three[0], begun=long_ago, ended=left)
    return found


@pytest.mark.parametrize(
    "reader, seen",
    [
        (None, {"Everyone", "Former"}),
        ("chloe", {"Everyone", "Former", "Members"}),
        ("admin", {"Everyone", "Former", "Members", "Groups"}),
    ],
)
def test_only_visible_people_are_on_the_page(client, three, people, chloe, admin, reader, seen):
    if reader:
        client.force_login({"chloe": chloe, "admin": admin}[reader])
    answer = client.get(three[0].get_absolute_url())
    names = {
        word
        for word in ("Everyone", "Members", "Groups", "Closed", "Former")
        if f"{word} Person" in text(answer)
    }
    assert names == seen
    assert [row.member.name for row in answer.context["formerly"]] == ["Former Person"]


def test_the_page_asks_as_much_for_many_people_as_for_one(client, three, chloe, django_assert_num_queries):
    client.force_login(chloe)
    client.get("/en/groups/")  # the device is noted once an hour
    for number in range(30):
        member = make_member(f"P{number} Name", seen_by="everyone")
        Affiliation.objects.create(member=member, organisation=three[0])
        role(three[0], Role.HOST, f"20{number + 10}-01-02", f"20{number + 10}-01-03")
        if number in (0, 29):
            with django_assert_num_queries(6):
                client.get(three[0].get_absolute_url())


@pytest.mark.parametrize(
    "begun, ended, english, french",
    [
        ("2019-01-01", "2025-12-31", "from 2019 to 2025", "de 2019 à 2025"),
        ("2024-01-01", "2024-12-31", "in 2024", "en 2024"),
        ("2026-01-01", None, "since 2026", "depuis 2026"),
        ("2026-02-01", None, "since 1 February 2026", "depuis le 1ᵉʳ février 2026"),
        ("2018-12-05", "2018-12-05", "on 5 December 2018", "le 5 décembre 2018"),
        (
            "2022-11-30",
            "2022-12-02",
            "from 30 November to 2 December 2022",
            "du 30 novembre au 2 décembre 2022",
        ),
        (
            "2022-12-30",
            "2023-01-02",
            "from 30 December 2022 to 2 January 2023",
            "du 30 décembre 2022 au 2 janvier 2023",
        ),
        ("2190-01-01", None, "from 2190 on", "à partir de 2190"),
        ("2190-03-01", None, "from 1 March 2190 on", "à partir du 1ᵉʳ mars 2190"),
        (None, None, "", ""),
        (None, "2020-05-01", "until 1 May 2020", "jusqu’au 1ᵉʳ mai 2020"),
    ],
)
def test_how_a_time_is_said(begun, ended, english, french):
    row = Affiliation(begun=begun and day(begun), ended=ended and day(ended))
    for language, words in (("en", english), ("fr", french)):
        with translation.override(language):
            assert period(row) == words


# Keeping them

KEEPING = ["new/", "{o}/change/", "{o}/delete/", "{o}/roles/new/", "roles/{r}/", "roles/{r}/delete/"]


@pytest.mark.parametrize("address", KEEPING)
def test_only_administrators_keep_organisations(client, three, chloe, admin, address):
    found = three[0].roles.get()
    address = "/en/organisations/" + address.format(o=three[0].pk, r=found.pk)
    missing = address.replace(str(three[0].pk), "999999").replace(f"roles/{found.pk}", "roles/999999")
    # A visitor learns nothing from being asked to sign in: it is the same for what is not there.
    assert client.get(address).status_code == client.get(missing).status_code == 302
    assert client.post(address, {"name": "Mine"}).status_code == 302
    client.force_login(chloe)
    assert client.get(address).status_code == client.post(address, {}).status_code == 404
    client.force_login(admin)
    assert client.get(address).status_code == 200
    assert client.delete(address).status_code == 405
    assert client.get(address.replace("organisations/", "organisations/x")).status_code == 404
    assert Organisation.objects.count() == 3 and OrganisationRole.objects.count() == 2


def test_an_organisation_is_added_and_changed(client, admin):
    client.force_login(admin)
    typed = {
        "name": "  Musée de\nl’Homme ",
        "country": "FR",
        "kind": "museum",
        "site": "www.museedelhomme.fr",
    }
    answer = client.post("/en/organisations/new/", typed, follow=True)
    found = Organisation.objects.get()
    assert (found.name, found.site) == ("Musée de l’Homme", "https://www.museedelhomme.fr")
    assert "Saved: Musée de l’Homme." in text(answer)
    address = f"/en/organisations/{found.pk}/change/"
    seen = client.get(address).context["form"]["seen"].value()
    client.post(address, {**typed, "name": "Musée de l’Homme", "country": "CA", "seen": seen})
    found.refresh_from_db()
    assert found.country == "CA"


def test_two_administrators_do_not_undo_each_other(client, three, admin):
    client.force_login(admin)
    address = f"/en/organisations/{three[1].pk}/change/"
    seen = client.get(address).context["form"]["seen"].value()
    Organisation.objects.filter(pk=three[1].pk).update(site="https://new.example/")
    typed = {
        "name": "Zeppelin Museum Friedrichshafen",
        "country": "DE",
        "kind": "museum",
        "site": "",
        "seen": seen,
    }
    answer = client.post(address, typed)
    assert answer.status_code == 422 and "Nothing is lost" in text(answer)
    assert 'value="Zeppelin Museum Friedrichshafen"' in text(answer)
    three[1].refresh_from_db()
    assert three[1].site == "https://new.example/"
    # Sent again as it is now shown, it is meant.
    client.post(address, {**typed, "seen": answer.context["form"]["seen"].value()})
    three[1].refresh_from_db()
    assert (three[1].name, three[1].site) == ("Zeppelin Museum Friedrichshafen", "")


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"name": ""}, "Please give the name of the institution."),
        ({"name": "x" * 10_000}, "200"),
        ({"name": "ecole  DES Chartes"}, "“École des chartes” is in the list already."),
        ({"country": "ZZ"}, "Please choose a country from the list."),
        ({"country": "France"}, "Please choose a country from the list."),
        ({"kind": "castle"}, "Please choose a kind from the list."),
        ({"site": "javascript:alert(1)"}, "does not look like the address of a web site"),
        ({"site": "data:text/html,x"}, "does not look like the address of a web site"),
        ({"site": "ftp://example.org/"}, "does not look like the address of a web site"),
        ({"site": "not a site"}, "does not look like the address of a web site"),
        ({"site": "https://example.org/" + "x" * 300}, "200"),
    ],
)
def test_what_cannot_be_saved_is_shown_again(client, three, admin, typed, sentence):
    client.force_login(admin)
    typed = {"name": "A library", "country": "NO", "kind": "library", "site": "https://a.example/", **typed}
    answer = client.post("/en/organisations/new/", typed)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert f'value="{typed["name"]}"' in text(answer) and f'value="{typed["site"]}"' in text(answer)
    assert Organisation.objects.count() == 3


def test_a_new_role_ends_and_is_corrected(client, three, admin):
    client.force_login(admin)
    home = f"/en/organisations/{three[2].pk}/roles/new/"
    client.post(home, {"role": "board", "note": "", "begun": "2026-01-01", "ended": ""})
    found = three[2].roles.get()
    assert (found.role, found.begun, found.ended) == ("board", day("2026-01-01"), None)
    address = f"/en/organisations/roles/{found.pk}/"
    page = client.get(address)
    assert 'value="2026-01-01"' in text(page)
    typed = {"role": "board", "begun": "02/01/2026", "ended": "2026-06-30"}
    client.post(address, {**typed, "seen": page.context["form"]["seen"].value()})
    found.refresh_from_db()
    assert (found.begun, found.ended) == (day("2026-01-02"), day("2026-06-30"))
    client.post(address + "delete/")
    client.post(address + "delete/")
    assert not three[2].roles.exists()


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"begun": "2024-02-01", "ended": "2024-01-31"}, "The last day cannot come before the first one."),
        ({"begun": ""}, "Please say since when it has this role."),
        ({"begun": "yesterday"}, "This is not a date that we can read."),
        ({"begun": "2024-02-30"}, "This is not a date that we can read."),
        ({"begun": "0001-01-01"}, "Please choose a date between 1900 and"),
        ({"ended": "9999-12-31"}, "Please choose a date between 1900 and"),
        ({"role": "secretariat", "begun": "2025-12-31"}, "It has this role at that time already."),
        ({"role": "secretariat", "begun": "2010-01-01"}, "It has this role at that time already."),
        ({"role": "king"}, "Please choose a role from the list."),
        ({"note": "x" * 10_000}, "120"),
    ],
)
def test_a_role_that_cannot_be_is_refused_in_a_sentence(client, three, admin, typed, sentence):
    client.force_login(admin)
    typed = {"role": "member", "note": "", "begun": "2024-01-01", "ended": "", **typed}
    answer = client.post(f"/en/organisations/{three[0].pk}/roles/new/", typed)
    assert answer.status_code == 422 and sentence in text(answer)
    assert f'value="{typed["begun"]}"' in text(answer)
    assert three[0].roles.count() == 1


def test_the_same_role_may_come_again_later(client, three, admin):
    client.force_login(admin)
    typed = {"role": "secretariat", "begun": "2026-01-01"}
    assert client.post(f"/en/organisations/{three[0].pk}/roles/new/", typed).status_code == 302
    assert three[0].roles.count() == 2


@pytest.mark.parametrize("hanging", ["role", "person", "application"])
def test_an_organisation_with_a_history_is_not_deleted(client, site, admin, chloe, hanging):
    found = organisation()
    if hanging == "role":
        role(found, ended="2020-02-02")
    elif hanging == "person":
        Affiliation.objects.create(member=chloe, organisation=found)
    else:
        OrganisationApplication.objects.create(
            name="x", country="FR", representative=chloe, organisation=found, state="accepted"
        )
    client.force_login(admin)
    answer = client.post(f"/en/organisations/{found.pk}/delete/", follow=True)
    assert "stays: roles, people or applications belong to it" in text(answer)
    assert Organisation.objects.filter(pk=found.pk).exists()


def test_an_organisation_added_by_mistake_is_deleted(client, site, admin):
    found = organisation()
    client.force_login(admin)
    answer = client.post(f"/en/organisations/{found.pk}/delete/", follow=True)
    assert "is not in the list any more" in text(answer)
    assert client.post(f"/en/organisations/{found.pk}/delete/").status_code == 404


def test_what_was_typed_survives_signing_in(client, site, admin):
    address = "/en/organisations/new/"
    client.post(address, {"name": "Nasjonalbiblioteket", "country": "NO"})
    client.force_login(admin)
    form = client.get(address).context["form"]
    assert (form["name"].value(), form["country"].value()) == ("Nasjonalbiblioteket", "NO")


@pytest.mark.django_db(transaction=True)
def test_the_same_role_added_twice_at_once_is_there_once(site):
    found = organisation()

    def add():
        organisations.save_role(
            OrganisationRole(
                organisation=Organisation.objects.get(pk=found.pk), role="board", begun=day("2026-01-01")
            )
        )
        return "added"

    results = at_once(*[add] * 4)
    assert sorted(map(str, map(type, results)))[:3] == [str(organisations.Overlapping)] * 3, results
    assert results.count("added") == found.roles.count() == 1
