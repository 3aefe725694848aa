"""Named people and groups for the tests. What makes them is in home.factories, as for the demonstration."""

import pytest

from groups.models import Group, Membership
from home.factories import make_group, make_member, make_page, make_reply, make_thread, wiki_root
from home.founding import found_site

__all__ = ["make_group", "make_member", "make_page", "make_reply", "make_site", "make_thread", "wiki_root"]


def make_site():
    """The first pages in both languages and the community group."""
    return found_site()


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def amina(site):
    """English-speaking; steward of Metadata."""
    return make_member("Amina Bello", language="en", time_zone="Europe/London")


@pytest.fixture
def benoit(site):
    """French-speaking; member of Metadata."""
    return make_member(
        "Benoît Kerjean", email="benoit@demo.example", language="fr", languages_read=["fr", "en"],
        time_zone="Europe/Paris",
    )  # fmt: skip


@pytest.fixture
def chloe(site):
    """An outsider: signed in, in none of the groups."""
    return make_member(
        "Chloé Tremblay", email="chloe@demo.example", language="fr", time_zone="America/Toronto"
    )


@pytest.fixture
def admin(site):
    """The administrator."""
    return make_member("Ada Min", email="admin@demo.example", is_superuser=True, is_staff=True)


@pytest.fixture
def metadata(amina, benoit):
    """A public group, in both languages, that Amina runs and Benoît belongs to."""
    return make_group(
        "metadata",
        names={"en": "Metadata", "fr": "Métadonnées"},
        slugs={"en": "metadata", "fr": "metadonnees"},
        stewards=[amina],
        members=[benoit],
    )


@pytest.fixture
def listed(amina, benoit):
    """A listed group of the same two people."""
    return make_group("programme", visibility=Group.Visibility.LISTED, stewards=[amina], members=[benoit])


@pytest.fixture
def hidden(amina, benoit):
    """A hidden group of the same two people."""
    return make_group("board", visibility=Group.Visibility.HIDDEN, stewards=[amina], members=[benoit])


def belong(member, group, role=Membership.Role.MEMBER):
    """Make `member` one of `group`."""
    return Membership.objects.update_or_create(group=group, member=member, defaults={"role": role})[0]
