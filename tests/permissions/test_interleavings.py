"""300 random orders of joining, asking, inviting, leaving, banning, naming stewards, changing who may read, reading
and posting. A model of its own says what each person may see; the site must agree after every step."""

import hypothesis.strategies as st
import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forum.models import Reply
from groups import invitations, membership, requests, stewards
from groups.deeds import Refused
from groups.models import Group
from tests.factories import make_group, make_member, make_page, make_site, make_thread

from .world import english

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAMES = ("Amina", "Benoît", "Chloé", "Dora")
SECRET = "Cassowary"  # stands in the group's page and discussion, and nowhere else
PERSON = st.sampled_from(NAMES)


class Scene:
    """One group and four people, made once; every example begins there."""

    def __init__(self):
        make_site()
        self.people = {
            name: make_member(name, email=f"{number}@demo.example") for number, name in enumerate(NAMES)
        }
        self.group = make_group("scene", stewards=[self.people["Amina"]])
        self.page = make_page(self.group, author=self.people["Amina"], title="Page", body=SECRET)
        self.thread = make_thread(self.group, author=self.people["Amina"], title="Thread", text=SECRET)
        self.home = "/en/groups/scene/"
        self.discussion = self.thread.address(self.home + "discussions/")
        self.browsers = {None: Client()}
        for name, person in self.people.items():
            self.browsers[name] = Client()
            self.browsers[name].force_login(person)


class Life(RuleBasedStateMachine):
    """What happens in the group, and the model beside it."""

    scene: Scene

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.members, self.stewards = {"Amina"}, {"Amina"}
        self.banned, self.waiting = set(), set()
        self.visibility, self.policy = "public", "open"

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # What the model says

    def knows(self, name):
        return self.visibility != "hidden" or name in self.members

    def reads(self, name):
        return self.visibility == "public" or name in self.members

    @property
    def how(self):
        """How one joins, in the words of the design: hidden groups invite, listed ones are asked."""
        if self.visibility == "hidden":
            return "invitation"
        return "request" if self.visibility == "listed" and self.policy == "open" else self.policy

    def in_now(self, name):
        self.members.add(name)
        self.waiting.discard(name)

    def out_now(self, name):
        self.members.discard(name)
        self.stewards.discard(name)

    def steward(self):
        return self.scene.people[min(self.stewards)]

    def group(self):
        return Group.objects.get(pk=self.scene.group.pk)

    def post(self, name, deed, **data):
        with translation.override("en"):
            return self.scene.browsers[name].post(english(f"groups:{deed}", "scene"), data)

    # What people do by themselves

    @initialize(visibility=st.sampled_from(["public", "listed", "hidden"]))
    def begin(self, visibility):
        self.shows(visibility)

    @rule(name=PERSON)
    def joins(self, name):
        answer = self.post(name, "join")
        assert (answer.status_code == 404) is not self.knows(name)
        if name not in self.members and name not in self.banned and self.how == "open":
            self.in_now(name)

    @rule(name=PERSON)
    def leaves(self, name):
        self.post(name, "leave")
        if self.stewards != {name}:
            self.out_now(name)

    @rule(name=PERSON)
    def asks(self, name):
        self.post(name, "ask", message="May I?")
        if name not in self.members | self.banned and self.how == "request":
            self.waiting.add(name)

    @rule(name=PERSON)
    def withdraws(self, name):
        self.post(name, "withdraw")
        if self.knows(name):
            self.waiting.discard(name)

    # What stewards do

    @precondition(lambda self: self.waiting)
    @rule(yes=st.booleans(), data=st.data())
    def answers(self, yes, data):
        name = data.draw(st.sampled_from(sorted(self.waiting)))
        request = self.group().requests.get(member=self.scene.people[name], state="waiting")
        if yes:
            requests.accept(request, self.steward())
            self.in_now(name)
        else:
            requests.refuse(request, self.steward(), "Not now.")
            self.waiting.discard(name)

    @rule(name=PERSON)
    def is_invited_and_comes(self, name):
        person = self.scene.people[name]
        invitations.invite(self.group(), self.steward(), person.email, "en")
        for invitation in self.group().invitations.filter(email=person.email, state="waiting"):
            try:
                invitations.accept_invitation(invitation, person)
            except Refused:
                assert name in self.banned
            else:
                self.in_now(name)

    @rule(name=PERSON, deed=st.sampled_from([membership.remove, membership.ban]))
    def is_put_out(self, name, deed):
        by = self.steward()
        try:
            deed(self.scene.people[name], self.group(), by)
        except Refused:
            assert self.scene.people[name] == by or self.stewards == {name}
            return
        self.out_now(name)
        if deed is membership.ban:
            self.banned.add(name)
            self.waiting.discard(name)

    @rule(name=PERSON)
    def is_let_in_again(self, name):
        membership.unban(self.scene.people[name], self.group(), self.steward())
        self.banned.discard(name)

    @rule(name=PERSON)
    def becomes_a_steward(self, name):
        try:
            stewards.name_steward(self.scene.people[name], self.group(), self.steward())
        except Refused:
            assert name not in self.members
        else:
            self.stewards.add(name)

    @rule(name=PERSON)
    def is_a_steward_no_more(self, name):
        try:
            stewards.end_stewardship(self.scene.people[name], self.group(), self.steward())
        except Refused:
            assert self.stewards == {name}
        else:
            self.stewards.discard(name)

    @rule(visibility=st.sampled_from(["public", "listed", "hidden"]))
    def shows(self, visibility):
        Group.objects.filter(pk=self.scene.group.pk).update(visibility=visibility)
        self.visibility = visibility

    @rule(policy=st.sampled_from(["open", "request", "invitation"]))
    def lets_people_join(self, policy):
        Group.objects.filter(pk=self.scene.group.pk).update(join_policy=policy)
        self.policy = policy

    # What must be so

    @rule(name=st.sampled_from([None, *NAMES]))
    def reads_everything(self, name):
        browser = self.scene.browsers[name]
        for address in (self.scene.page.url_path, self.scene.discussion, self.scene.home + "discussions/"):
            answer = browser.get(address)
            assert answer.status_code == (200 if self.reads(name) else 404), address
            assert (SECRET in answer.content.decode()) is (
                self.reads(name) and not address.endswith("discussions/")
            )
        assert browser.get(self.scene.home).status_code == (200 if self.knows(name) else 404)
        listed = browser.get("/en/groups/").content.decode()
        assert (self.scene.home in listed) is self.knows(name)
        if not self.reads(name):
            assert SECRET not in listed + browser.get("/en/").content.decode()

    @rule(name=PERSON)
    def posts(self, name):
        browser = self.scene.browsers[name]
        shown = browser.get(self.scene.discussion)
        fields = {}
        if shown.status_code == 200 and shown.context.get("form"):
            form = shown.context["form"]
            fields = {bound.name: bound.value() or "" for bound in form}
        before = Reply.objects.filter(discussion=self.scene.thread).count()
        browser.post(self.scene.discussion, {**fields, "text": "Some words.", "language": "en"})
        written = Reply.objects.filter(discussion=self.scene.thread).count() - before
        assert written == (1 if name in self.members else 0)

    @invariant()
    def the_tables_say_what_the_model_says(self):
        rows = list(self.group().memberships.values_list("member__name", "role"))
        assert {name for name, _role in rows} == self.members
        assert {name for name, role in rows if role == "steward"} == self.stewards != set()
        open_rows = self.group().stewardships.filter(ended=None).values_list("member__name", flat=True)
        assert sorted(open_rows) == sorted(self.stewards)
        asking = self.group().requests.filter(state="waiting").values_list("member__name", flat=True)
        assert sorted(asking) == sorted(self.waiting)
        assert not self.members & (self.banned | self.waiting)


def test_no_leak_and_never_without_a_steward(db):
    Life.scene = Scene()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=300,
            stateful_step_count=12,
            deadline=None,
            database=None,
            # Twelve steps can be read as they are; making them fewer would take minutes.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
