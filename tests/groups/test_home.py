"""A group's home: what it is, who is in it, when it meets and how to join, for everybody who may know."""

from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from groups.charter import save_charter, words_of
from groups.membership import begin_stewardship
from groups.models import Affiliation, Ban, Group, GroupPage, JoinRequest, Membership, Organisation
from members.models import User
from tests.factories import belong, make_page, make_thread

pytestmark = pytest.mark.django_db


def home(group, member=None, language="en"):
    """The words of the home of `group` as `member` gets it."""
    client = Client()
    if member:
        client.force_login(member)
    page = group.pages.get(locale__language_code=language)
    return client.get(page.url_path).content.decode()


def set_to(group, **fields):
    Group.objects.filter(pk=group.pk).update(**fields)


def write(group, member, language="en", **words):
    page = GroupPage.objects.select_related("locale").get(group=group, locale__language_code=language)
    save_charter(page, by=member, words=words_of(page) | words, base=page.latest_revision_id)


JOIN_FORM = 'action="/en/group/metadata/join/"'


@pytest.mark.parametrize(
    ("policy", "visitor", "outsider"),
    [
        ("open", "Create an account to join", JOIN_FORM),
        ("request", "Ask to join, with a few words", "Ask to join, with a few words"),
        ("invitation", "only by invitation", "only by invitation"),
    ],
)
def test_how_to_join_a_public_group(metadata, chloe, policy, visitor, outsider):
    set_to(metadata, join_policy=policy)
    assert visitor in home(metadata)
    html = home(metadata, chloe)
    assert outsider in html
    assert (JOIN_FORM in html) == (policy == "open")
    assert "Everything here can be read without an account" in html


def test_how_to_join_a_listed_group(listed, chloe):
    assert "Ask to join, with a few words" in home(listed, chloe)
    set_to(listed, join_policy="invitation")
    assert "only by invitation" in home(listed, chloe)


def test_a_member_may_leave_and_is_not_asked_to_join(metadata, benoit):
    html = home(metadata, benoit)
    assert "Leave this group" in html and JOIN_FORM not in html and "For stewards" not in html


def test_who_has_asked_sees_since_when(metadata, chloe, benoit):
    set_to(metadata, join_policy="request")
    JoinRequest.objects.create(group=metadata, member=benoit, state="refused")
    assert "You asked to join on" not in home(metadata, chloe)
    JoinRequest.objects.create(group=metadata, member=chloe)
    html = home(metadata, chloe)
    assert f"You asked to join on {timezone.localdate().day}" in html
    assert "Ask to join, with" not in html
    assert "You asked to join on" not in home(metadata)


def test_who_was_shut_out_is_told_plainly(metadata, chloe):
    Ban.objects.create(group=metadata, member=chloe, reason="Quetzal")
    html = home(metadata, chloe)
    assert "have closed it to you" in html and JOIN_FORM not in html and "Quetzal" not in html


@pytest.mark.parametrize("steward_zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_what_is_archived_today_is_an_archive_for_everybody_at_once(metadata, chloe, steward_zone):
    set_to(metadata, ended=timezone.localdate(timezone=ZoneInfo(steward_zone)))
    html = home(metadata, chloe)
    assert "has been an archive since" in html and JOIN_FORM not in html


def test_stewards_have_their_own_corner_with_what_waits(metadata, amina, admin, chloe, benoit):
    JoinRequest.objects.create(group=metadata, member=chloe)
    for member in (amina, admin):
        html = home(metadata, member)
        assert "For stewards" in html and "1 person asks to join" in html
        assert 'href="/en/group/metadata/charter/en/"' in html
    for member in (benoit, chloe, None):
        assert "asks to join" not in home(metadata, member)


def test_a_visitor_of_a_listed_group_sees_what_is_public_and_nothing_else(listed, amina, benoit):
    begin_stewardship(amina, listed, title="chair", begun=timezone.localdate().replace(year=2024))
    write(listed, amina, purpose="A purpose", charter="A charter", tasks="Some tasks", meets="On Tuesdays")
    make_thread(listed, author=amina, title="Quetzal thread")
    make_page(listed, author=amina, title="Quetzal page")
    for member in (None, benoit):
        html = home(listed, member)
        for words in ("A purpose", "A charter", "Some tasks", "Amina Bello", "chair since 2024"):
            assert words in html, words
        for words in ("On Tuesdays", "Quetzal", "2 members"):
            assert (words in html) == (member == benoit), words


def test_text_of_the_other_language_is_marked_never_passed_off(metadata, amina):
    write(
        metadata, amina, purpose="A purpose", charter="A charter", tasks="English tasks", meets="On Tuesdays"
    )
    write(metadata, amina, "fr", tasks="Des tâches")
    html = home(metadata, language="fr")
    assert '<p class="purpose" lang="en">A purpose</p><span class="lang-mark">en anglais</span>' in html
    assert '<div class="prose" lang="en"><p>A charter</p>' in html
    assert "Des tâches" in html and "English tasks" not in html
    assert "Une partie n’existe pas encore en français" in html
    assert "Some of it is not written" not in home(metadata)


def test_a_long_charter_is_folded_but_for_its_first_part(metadata, amina):
    write(metadata, amina, charter="First part", tasks="Short")
    assert '<details class="fold" open>' in home(metadata)
    write(metadata, amina, tasks="Long words. " * 400, outcomes="Outcomes")
    html = home(metadata)
    assert '<details class="fold" open>' not in html and html.count('<details class="fold">') == 2
    assert 'href="#charter-tasks"' in html and 'id="charter-tasks"' in html


def test_markup_of_a_charter_is_made_safe(metadata, amina):
    evil = "<script>alert(1)</script> [x](javascript:alert(1))"
    write(metadata, amina, **dict.fromkeys(("purpose", "charter", "meets", "tags", "videos"), evil))
    html = home(metadata)
    assert "<script>alert" not in html and 'href="javascript' not in html


@pytest.fixture
def crowd(metadata, amina):
    """A function: so many members more, each of an institution of their own, and as many requests."""

    def make(number):
        people = [User(email=f"m{i}@demo.example", name=f"Member {i}", password="!") for i in range(number)]
        people = User.objects.bulk_create(people)
        organisations = Organisation.objects.bulk_create(
            [Organisation(name=f"Library {i}", country="FR") for i in range(number)]
        )
        Membership.objects.bulk_create([Membership(group=metadata, member=person) for person in people])
        Affiliation.objects.bulk_create(
            [Affiliation(member=p, organisation=o) for p, o in zip(people, organisations, strict=True)]
        )
        asking = User.objects.bulk_create(
            [User(email=f"a{i}@demo.example", name=f"Asks {i}", password="!") for i in range(number)]
        )
        JoinRequest.objects.bulk_create([JoinRequest(group=metadata, member=person) for person in asking])
        for person in people[:10]:
            begin_stewardship(person, metadata)

    return make


@pytest.mark.parametrize("number", [5, 500])
@pytest.mark.parametrize("who", ["visitor", "outsider", "member", "steward", "administrator"])
def test_at_most_15_queries_with_5_or_500_members(
    client, crowd, metadata, amina, benoit, chloe, admin, who, number, django_assert_max_num_queries
):
    crowd(number)
    write(
        metadata, amina, purpose="A purpose", charter="A charter", tasks="Tasks", tags="a, b", meets="Often"
    )
    thread = make_thread(metadata, author=benoit, title="A thread")
    for number_of_page in range(6):
        make_page(metadata, author=amina, title=f"Page {number_of_page}")
    member = {"outsider": chloe, "member": benoit, "steward": amina, "administrator": admin}.get(who)
    if member:
        client.force_login(member)
    cache.clear()
    client.get("/fr/groupes/")  # the device is noted once an hour, wherever one is
    with django_assert_max_num_queries(15):  # the first visit of the day, which is noted
        html = client.get("/fr/groupes/metadonnees/").content.decode()
    assert thread.title in html and "A charter" in html
    assert f"{number + 2} membres" in html and f"{number} établissements" in html
    assert (f"{number} personnes demandent" in html) == (who in ("steward", "administrator"))


def test_a_hidden_groups_home_is_not_there(hidden, chloe, benoit):
    belong(chloe, hidden)
    assert "Leave this group" in home(hidden, chloe)
    hidden.memberships.filter(member=chloe).delete()
    client = Client()
    client.force_login(chloe)
    assert client.get("/en/groups/board/").status_code == 404


def test_where_a_steward_works_is_shown_to_those_who_may_see_the_profile(
    client, metadata, listed, amina, benoit
):
    """A steward's name is public; their institution is part of their profile."""
    library = Organisation.objects.create(name="Quiet Library", country="FR")
    Affiliation.objects.create(member=amina, organisation=library)
    for seen_by, shown in (("everyone", True), ("members", False), ("groups", False)):
        User.objects.filter(pk=amina.pk).update(seen_by=seen_by)
        for group in (metadata, listed):
            page = client.get(group.pages.get(locale__language_code="en").url_path).content.decode()
            assert "Amina Bello" in page
            assert ("Quiet Library" in page) is shown, (seen_by, group.key)
    client.force_login(benoit)
    assert "Quiet Library" in client.get("/en/groups/metadata/").content.decode()
