"""1,000 random steps in a public and a hidden wiki: pages are written, saved, joined, renamed, moved, reordered,
deleted, brought back and removed for good. A model of its own says where each page is and what was at every
address; the site must agree."""

from dataclasses import dataclass, field

import hypothesis.strategies as st
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from groups.deeds import Refused
from tests.factories import make_group, make_member, make_site, wiki_root
from wiki import binning, moving
from wiki.editing import Meanwhile, create_page, save_page
from wiki.models import Binned, Draft, Edit, WikiPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES, STEPS = 25, 40
WORDS = ("atlas", "bells", "coins", "dials")
PICK = st.integers(0, 10**6)


@dataclass(eq=False)
class Leaf:
    """A page in the model."""

    pk: int
    slug: str
    title: str
    above: "Leaf | None"
    below: list = field(default_factory=list)
    live: bool = True
    root: "Leaf | None" = None  # with which it lies in the bin
    authors: set = field(default_factory=set)
    saved: list = field(default_factory=list)  # (revision, every paragraph that must be in its text)

    @property
    def address(self):
        return (self.above.address if self.above else "") + self.slug + "/"

    def branch(self):
        yield self
        for leaf in self.below:
            yield from leaf.branch()

    def way_up(self):
        leaf = self
        while leaf:
            yield leaf
            leaf = leaf.above


class Scene:
    """Two groups and three people, made once; every example begins there."""

    def __init__(self):
        make_site()
        self.people = {name: make_member(name) for name in ("Amina", "Benoit", "Chloe")}
        options = {"stewards": [self.people["Amina"]], "members": [self.people["Benoit"]]}
        self.groups = {
            "public": make_group("open-life", **options),
            "hidden": make_group("hidden-life", visibility="hidden", **options),
        }
        self.fronts = {name: wiki_root(group) for name, group in self.groups.items()}
        self.first = {name: list(self.first_pages(front)) for name, front in self.fronts.items()}
        self.browsers = {None: Client()}
        for name, person in self.people.items():
            self.browsers[name] = Client()
            self.browsers[name].force_login(person)
        self.never = {}  # {reader: the answer about a page that never was}
        self.readers = {"public": {None, "Amina", "Benoit", "Chloe"}, "hidden": {"Amina", "Benoit"}}

    def first_pages(self, front):
        """Two branches, the one of Benoît's, so that there is something to do from the first step."""
        made = {None: front}
        for title, above, by in (
            ("Atlas", None, "Amina"), ("Bells", "Atlas", "Amina"), ("Coins", "Bells", "Benoit"),
            ("Dials", None, "Benoit"), ("Elms", "Dials", "Benoit"), ("Ferns", None, "Amina"),
        ):  # fmt: skip
            deed = {"author": self.people[by], "title": title, "body": f"{title}.", "silent": True}
            made[title] = create_page(WikiPage.objects.get(pk=made[above].pk), **deed)
            yield title, above, by, made[title].pk, made[title].latest_revision_id


class Life(RuleBasedStateMachine):
    """What happens to the pages, and the model beside it."""

    scene: Scene
    steps = done = 0

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.trees = {
            name: Leaf(page.pk, page.url_path.strip("/"), page.title, None)
            for name, page in self.scene.fronts.items()
        }
        for front in self.trees.values():
            front.slug = "/" + front.slug
        for name, pages in self.scene.first.items():
            made = {None: self.trees[name]}
            for title, above, by, pk, revision in pages:
                made[title] = Leaf(pk, title.lower(), title, made[above], authors={by})
                made[title].saved.append((revision, [f"{title}."]))
                made[above].below.append(made[title])
        self.was = {
            name: {} for name in self.trees
        }  # {address: the page that had it last, None when removed}
        self.words, self.touched = 0, None

    def teardown(self):
        assert WikiPage.find_problems() == ([], [], [], [], [])
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # The model

    def choose(self, name, number, *, live=True, front=False):
        """A page of the tree, or None."""
        self.touched = name
        found = [leaf for leaf in self.trees[name].branch() if leaf.live is live and (front or leaf.above)]
        return found[number % len(found)] if found else None

    def page(self, leaf):
        return WikiPage.objects.select_related("locale", "group").get(pk=leaf.pk)

    def new_words(self):
        self.words += 1
        return f"Paragraph number {self.words} {'x' * (self.words % 7)}."

    def remember(self, name, leaf, change):
        """Make `change` in the model, and note who had which address before."""
        before = {each: each.address for each in leaf.branch()}
        change()
        for each, address in before.items():
            if each.address != address:
                self.was[name][address] = each

    def may_stand(self, leaf, above, slug):
        return (
            leaf not in above.way_up()
            and not any(other.slug == slug and other is not leaf for other in above.below)
            and slug not in ("edit", "new")
        )

    def put(self, name, leaf, above, slug, index=None):
        def change():
            leaf.above.below.remove(leaf)
            leaf.above, leaf.slug = above, slug
            above.below.insert(len(above.below) if index is None else index, leaf)

        self.remember(name, leaf, change)
        type(self).done += 1

    # What people do

    @rule(name=st.sampled_from(["public", "hidden"]), above=PICK, word=st.sampled_from(WORDS),
          by=st.sampled_from(["Amina", "Benoit"]))  # fmt: skip
    def writes(self, name, above, word, by):
        parent = self.choose(name, above, live=bool(above % 5), front=True)
        if parent is None or len(list(parent.way_up())) > 6:
            return
        body = self.new_words()
        deed = {"author": self.scene.people[by], "title": word.title(), "body": body, "silent": True}
        if not parent.live:
            with pytest.raises(WikiPage.DoesNotExist):
                create_page(self.page(parent), **deed)
            return
        page = create_page(self.page(parent), **deed)
        slug, number, taken = word, 1, {leaf.slug for leaf in parent.below}
        while slug in taken:
            number += 1
            slug = f"{word}-{number}"
        leaf = Leaf(page.pk, slug, word.title(), parent, authors={by})
        leaf.saved.append((page.latest_revision_id, [body]))
        parent.below.append(leaf)

    @rule(name=st.sampled_from(["public", "hidden"]), which=PICK, by=st.sampled_from(["Amina", "Benoit"]),
          old=PICK)  # fmt: skip
    def saves(self, name, which, by, old):
        """From the latest text, or from an older one: then the two are joined, or the text becomes a draft."""
        leaf = self.choose(name, which, live=bool(which % 7))
        if leaf is None:
            return
        base, parts = leaf.saved[-1 - old % min(3, len(leaf.saved))]
        latest, known = leaf.saved[-1]
        new = self.new_words()
        written = [new, *parts] if old % 2 else [*parts, new]
        body = "\n\n".join(written)
        deed = {
            "author": self.scene.people[by],
            "title": leaf.title,
            "body": body,
            "base": base,
            "silent": True,
        }
        if not leaf.live:
            with pytest.raises(WikiPage.DoesNotExist):
                save_page(WikiPage.objects.get(pk=leaf.pk), **deed)
            return
        try:
            edit = save_page(self.page(leaf), **deed)
        except Meanwhile:
            assert base != latest
            assert Draft.objects.filter(author=deed["author"], page=leaf.pk, lost=True, body=body).exists()
            return
        text = edit.revision.content["body"]
        assert all(part in text for part in {*known, *written})
        leaf.saved.append((edit.revision_id, text.split("\n\n")))
        leaf.authors.add(by)

    @rule(name=st.sampled_from(["public", "hidden"]), which=PICK, above=PICK, word=st.sampled_from([*WORDS, "edit"]),
          stays=st.booleans())  # fmt: skip
    def moves(self, name, which, above, word, stays):
        leaf = self.choose(name, which)
        if leaf is None:
            return
        target = leaf.above if stays else self.choose(name, above, front=True)
        slug = word if which % 2 else leaf.slug
        if target is leaf.above and slug == leaf.slug:
            return
        try:
            moving.move_page(
                self.page(leaf), by=self.scene.people["Benoit"], slug=slug, parent=WikiPage(pk=target.pk)
            )
        except moving.NotMoved:
            assert not self.may_stand(leaf, target, slug)
            return
        assert self.may_stand(leaf, target, slug)
        index = leaf.above.below.index(leaf) if target is leaf.above else None
        self.put(name, leaf, target, slug, index)

    @rule(name=st.sampled_from(["public", "hidden"]), which=PICK, step=st.sampled_from(moving.STEPS))
    def steps_aside(self, name, which, step):
        leaf = self.choose(name, which)
        if leaf is None:
            return
        sisters = leaf.above.below
        live = [other for other in sisters if other.live]
        place = live.index(leaf)
        before = live[place - 1] if place else None
        after = live[place + 1] if place + 1 < len(live) else None
        other = {"up": before, "in": before, "down": after, "out": leaf.above if leaf.above.above else None}[
            step
        ]
        target = {"up": leaf.above, "down": leaf.above, "in": before, "out": leaf.above.above}[step]
        try:
            done = moving.take_step(self.page(leaf), step, by=self.scene.people["Benoit"])
        except moving.NotMoved:
            assert not self.may_stand(leaf, target, leaf.slug)
            return
        assert done is (other is not None)
        if not done:
            return
        rest = [each for each in target.below if each is not leaf]
        index = None if step == "in" else rest.index(other) + (step != "up")
        self.put(name, leaf, target, leaf.slug, index)

    @rule(name=st.sampled_from(["public", "hidden"]), which=PICK, by=st.sampled_from(["Amina", "Benoit"]))
    def deletes(self, name, which, by):
        leaf = self.choose(name, which)
        if leaf is None:
            return
        branch = [each for each in leaf.branch() if each.live]
        try:
            number = binning.delete_page(self.page(leaf), by=self.scene.people[by])
        except Refused:
            assert by == "Benoit" and any(each.authors != {by} for each in branch)
            return
        assert by == "Amina" or all(each.authors == {by} for each in branch)
        assert number == len(branch)
        for each in branch:
            each.live, each.root = False, leaf

    @precondition(lambda self: any(not leaf.live for tree in self.trees.values() for leaf in tree.branch()))
    @rule(name=st.sampled_from(["public", "hidden"]), which=PICK)
    def comes_back(self, name, which):
        leaf = self.choose(name, which, live=False)
        if leaf is None:
            return
        try:
            binning.restore_page(self.page(leaf), by=self.scene.people["Amina"])
        except binning.NotInTheBin:
            assert leaf.root is not leaf
            return
        assert leaf.root is leaf
        if not leaf.above.live:
            target = next(each for each in leaf.above.way_up() if each.live)
            slug, number, taken = leaf.slug, 1, {each.slug for each in target.below}
            while slug in taken:
                number += 1
                slug = f"{leaf.slug}-{number}"
            self.put(name, leaf, target, slug)
        for each in leaf.branch():
            if each.root is leaf:
                each.live, each.root = True, None

    @precondition(lambda self: any(not leaf.live for tree in self.trees.values() for leaf in tree.branch()))
    @rule(often=st.integers(0, 3))
    def thirty_days_end(self, often):
        if often:
            return
        self.touched = None
        for row in Binned.objects.order_by("-at")[:1]:
            binning.empty(row.at + binning.KEPT_FOR)
        for name, tree in self.trees.items():
            for leaf in [each for each in tree.branch() if each.root is each]:
                for each in leaf.branch():
                    self.was[name] = {
                        address: None if who is each else who for address, who in self.was[name].items()
                    }
                    self.was[name][each.address] = None
                leaf.above.below.remove(leaf)

    # What must be so

    @rule(name=st.sampled_from(["public", "hidden"]), number=PICK)
    def an_address_is_asked_for(self, name, number):
        """Any address that ever was, by each of the people."""
        self.touched = name
        here = {leaf.address: leaf for leaf in self.trees[name].branch()}
        addresses = sorted(here.keys() | self.was[name].keys())
        address = addresses[number % len(addresses)]
        leaf = here[address] if address in here else self.was[name][address]
        for reader in (None, "Benoit", "Chloe"):
            answer = self.scene.browsers[reader].get(address)
            if reader not in self.scene.readers[name]:
                assert self.bare(answer, address) == self.never_was(reader), address
            elif leaf is None or not leaf.live:
                assert answer.status_code == 410, address
            elif address in here:
                assert answer.status_code == 200, address
            else:
                assert (answer.status_code, answer.url) == (302, leaf.address)

    def never_was(self, reader):
        if reader not in self.scene.never:
            address = "/en/groups/hidden-life/wiki/never-was/"
            self.scene.never[reader] = self.bare(self.scene.browsers[reader].get(address), address)
        return self.scene.never[reader]

    @staticmethod
    def bare(answer, address):
        headers = {key: value for key, value in answer.headers.items() if key != "Content-Length"}
        return answer.status_code, answer.content.replace(address.encode(), b""), headers

    @invariant()
    def the_tables_say_what_the_model_says(self):
        type(self).steps += 1
        # A step happens in one wiki; the other one is looked at when its turn comes.
        for name in [self.touched] if self.touched else self.trees:
            leaves = list(self.trees[name].branch())
            pages = WikiPage.objects.filter(
                group=self.scene.groups[name], locale=self.scene.fronts[name].locale
            )
            rows = list(
                pages.order_by("path").values_list("pk", "url_path", "live", "numchild", "path", "depth")
            )
            assert [row[:4] for row in rows] == [
                (leaf.pk, leaf.address, leaf.live, len(leaf.below)) for leaf in leaves
            ]
            paths = {row[4] for row in rows}
            assert len(paths) == len(rows)
            for *_rest, path, depth in rows:
                assert len(path) == depth * WikiPage.steplen
                assert path[: -WikiPage.steplen] in paths or depth == 5
            bin_rows = dict(Binned.objects.filter(page__in=pages).values_list("page", "root"))
            assert bin_rows == {leaf.pk: leaf.root.pk for leaf in leaves if leaf.root}
            edits = Edit.objects.filter(page__in=pages, page__depth__gt=5).order_by("page", "number")
            texts = {}
            for page, revision, content in edits.values_list("page", "revision", "revision__content"):
                texts.setdefault(page, []).append((revision, content["body"].split("\n\n")))
            assert texts == {leaf.pk: leaf.saved for leaf in leaves if leaf.above}


def test_no_page_no_word_and_no_address_is_lost(db):
    Life.scene, Life.steps, Life.done = Scene(), 0, 0
    # A tenth of all are to be moves that were possible. Where chance gave fewer, there are more lives.
    for _lives in range(8):
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
        if Life.done >= EXAMPLES * STEPS / 10:
            break
    assert Life.steps >= EXAMPLES * STEPS
    assert Life.done >= EXAMPLES * STEPS / 10
