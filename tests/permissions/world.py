"""One site with a public, a listed and a hidden group, each with everything a group can have in it.

What stands in the listed and in the hidden group is written with words that occur nowhere else (CANARIES): in
titles, bodies, names of files and of members. Where they turn up for somebody outside, something leaks.
"""

import re
from types import SimpleNamespace

from django.urls import reverse
from django.utils import translation

from core import pictures, uploads
from groups import invitations
from groups.models import Affiliation, GroupProposal, Organisation, OrganisationApplication
from tests.factories import (
    belong,
    make_group,
    make_member,
    make_page,
    make_reply,
    make_site,
    make_thread,
    wiki_root,
)
from tests.files import picture, sent
from wiki import binning
from wiki.attaching import attach
from wiki.models import Draft

PEOPLE = ("visitor", "outsider", "former", "member", "steward", "administrator")
OUTSIDE = ("visitor", "outsider", "former")
VISIBILITIES = ("public", "listed", "hidden")
CANARIES = {"public": "Zarathustra", "listed": "Quetzal", "hidden": "Xiphias"}


def build():
    """{visibility: world}, and under "site" what belongs to no group. All share one site and its people."""
    make_site()
    people = {
        "visitor": None,
        "outsider": make_member("Chloé Tremblay", email="chloe@demo.example", language="fr"),
        "former": make_member("Fatou Sarr", email="former@demo.example"),
        "member": make_member("Benoît Kerjean", email="benoit@demo.example", language="fr"),
        "steward": make_member("Amina Bello", email="amina@demo.example"),
        "administrator": make_member("Ada Min", email="admin@demo.example", is_superuser=True, is_staff=True),
    }
    worlds = {visibility: _world(visibility, people) for visibility in VISIBILITIES}
    return {**worlds, "site": _things(people["member"], worlds["public"].group)}


def _things(member, group):
    """What belongs to `member` alone, and an organisation, which belongs to everybody."""
    library = Organisation.objects.create(name="A library", country="FR", site="https://example.org/")
    role = library.roles.create(role="host", begun="2021-12-08", ended="2021-12-10")
    portrait = uploads.keep(sent(picture(), "me.png"), shape=pictures.FACE)
    # As large as a profile can be closed: to the members of one's groups.
    shy = make_member("Shy Person", email="shy@demo.example", seen_by="groups", picture=portrait.key)
    belong(shy, group)
    return SimpleNamespace(
        organisation=library,
        role=role,
        shy=shy,
        affiliation=Affiliation.objects.create(member=member, organisation=library),
        application=OrganisationApplication.objects.create(
            name="An archive", country="SN", kind="archive", representative=member
        ),
        draft=Draft.objects.create(author=member, title="A draft", body="Half a sentence"),
        proposal=GroupProposal.objects.create(
            names={"en": "Maps", "fr": "Cartes"}, purposes={"en": "Maps."}, proposer=member
        ),
    )


def _world(visibility, people):
    word = CANARIES[visibility]
    group = make_group(
        f"canary-{visibility}",
        visibility=visibility,
        names={"en": f"{word} group", "fr": f"Groupe {word}"},
        slugs={"en": f"canary-{visibility}", "fr": f"canari-{visibility}"},
        members=[people["member"]],
        stewards=[people["steward"]],
        charters={"en": f"What {word} is for.", "fr": f"Pourquoi {word}."},
    )
    belong(people["former"], group)
    group.memberships.filter(member=people["former"]).delete()
    # Somebody known only to this group, whose name must not be seen elsewhere.
    shy = make_member(f"Ana {word}berg", email=f"{word.lower()}@demo.example", seen_by="groups")
    belong(shy, group)
    asking = make_member(f"Asa {word}son", email=f"asking-{visibility}@demo.example", seen_by="groups")
    banned = make_member(f"Bo {word}ski", email=f"banned-{visibility}@demo.example", seen_by="groups")
    group.bans.create(member=banned, reason=f"{word} reason")
    page = make_page(group, author=shy, title=f"{word} page", body=f"{word} text. [[{word} nowhere]]")
    binned = make_page(group, author=shy, title=f"{word} waste", body=f"{word} wasted.")
    binning.delete_page(binned, by=people["steward"], reason=f"{word} is enough")
    thread = make_thread(group, author=shy, title=f"{word} thread", text=f"{word} opens.")
    file = uploads.keep(sent(picture(), f"{word}.png"))
    words = uploads.check(sent(f"{word} bytes".encode(), f"{word} file.txt"))
    attached, _new = attach(page, shy, words)
    shown = uploads.check(sent(picture(), f"{word} drawing.png"))
    attach(page, shy, shown, alt=f"{word} drawn")
    home = group.pages.get(locale__language_code="en")
    waiting = {
        "group": group,
        "page": page,
        "author": shy,
        "author_name": shy.name,
        "base": page.latest_revision,
    }
    group.proposed_edits.create(
        title="Axolotl title", body="Axolotl text.", summary="Axolotl summary", state="refused",
        reason="Axolotl reason", decided_by=people["steward"], told=True, **waiting,
    )  # fmt: skip
    revision = home.save_revision(user=people["steward"])
    invitations.invite(group, people["steward"], f"{word.lower()}@example.org", "en", f"{word} calls")
    return SimpleNamespace(
        visibility=visibility,
        word=word,
        group=group,
        people=people,
        shy=shy,
        banned=banned,
        asked=group.requests.create(member=asking, message=f"{word} please"),
        invitation=group.invitations.get(),
        photo=group.photos.create(file=file.key, file_name=file.name, alt={"en": f"{word} photo"}),
        charter=revision,
        page=page,
        key=attached.key,
        file=f"{page.url_path}files/{attached.key}/",
        binned=binned,
        thread=thread,
        proposed=group.proposed_edits.create(
            title="Coelacanth title", body="Coelacanth text.", summary="Coelacanth summary", **waiting
        ),
        work_note=page.work_notes.create(note=f"{word} note", by=shy, by_name=shy.name),
        reply=make_reply(thread, author=people["member"], text=f"{word} answers."),
        home=home.url_path,
        index=home.get_parent().url_path,
        wiki=wiki_root(group).url_path,
        forum=home.url_path + "discussions/",
        url=lambda name, *args: english(name, *args),
        of=lambda name, *args: english(f"groups:{name}", group.key, *args),
    )


def english(name, *args):
    """The English address called `name`."""
    with translation.override("en"):
        return reverse(name, args=args)


def missing(address):
    """The address of a thing of the same kind that never was."""
    other = re.sub(r"canary-(public|listed|hidden)", "canary-nobody", address)
    if other == address:
        other = re.sub(r"\b[0-9a-f]{32}\b", "0" * 31 + "1", address)
    if other == address:
        other = re.sub(r"/\d+([-/])", r"/999999\1", address)
    assert other != address, f"{address} has nothing in it that could be missing"
    return other
