"""axe finds nothing on any page, in both languages, light and dark; nothing scrolls sideways on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from core import uploads
from groups import invitations, membership, requests
from groups.charter import save_charter, words_of
from groups.models import Group, Organisation
from groups.organisations import apply
from home import proposals
from tests.factories import make_group, make_member, make_page, make_reply, make_thread, wiki_root
from tests.files import PDF, picture, sent
from wiki import attaching, binning, editing, needs_work, reviewing
from wiki.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = """Some words with a [link](https://example.org/) and [[A page that is not written]].

## A heading

| Field | Number |
|---|--:|
| Made by | 3 |

- [x] done
- [ ] to do

> A quotation[^1].

> [!WARNING]
> Mind *this*.

> [!NOTE]
> And this `code`.

```python
def greet(name):  # a comment
    return "code" * 2
```

[^1]: The note.
"""


@pytest.fixture
def addresses(metadata, hidden, amina, benoit):
    """Every kind of page, for a member and for a visitor, without the language's prefix where both have it."""
    english = make_page(metadata, author=amina, title="Guide", body=BODY)
    french = make_page(
        metadata, author=benoit, title="Guide en français", body=BODY, language="fr", translation_of=english
    )
    editing.save_page(
        english, author=amina, title="Guide", body=BODY + "\nMore.", base=english.latest_revision_id, weight=3
    )
    english.refresh_from_db()
    changed = BODY.replace("| Made by | 3 |", "| Sent to | 4 |").replace("Some words", "Other long words")
    changed = changed.replace("- [x] done\n", "").replace("print", "say").replace("The note", "A note")
    editing.save_page(
        english, author=benoit, title="The guide", body=changed + "\n### Deep\n\nNew.",
        base=english.latest_revision_id,
    )  # fmt: skip
    thread = make_thread(metadata, author=amina, title="How do we mark it?", text=BODY, page=english)
    for number in range(4):
        make_reply(
            thread, author=(amina, benoit)[number % 2], text=BODY, language=("en", "fr")[number % 2],
            reply_to=thread.replies.first(),
        )  # fmt: skip
    reply = thread.replies.get(position=2)
    in_english = ["/en/groups/", "/en/groups/metadata/", "/en/groups/metadata/discussions/"]
    in_french = ["/fr/groupes/", "/fr/groupes/metadonnees/", "/fr/groupes/metadonnees/discussions/"]
    pages = {"en": english, "fr": french}
    binned = {
        "en": make_page(metadata, author=benoit, title="Deleted guide", silent=True),
        "fr": make_page(metadata, author=benoit, title="Guide supprimé", language="fr", silent=True),
    }
    for each in binned.values():
        binning.delete_page(each, by=benoit, reason="A trial")
    own_page = make_page(metadata, author=benoit, title="Of his own", silent=True)
    found = {"visitor": [], "member": [], "administrator": []}
    for code, group in (("en", in_english), ("fr", in_french)):
        mine = amina if code == "en" else benoit
        page = pages[code].url_path
        own = thread.replies.filter(user=mine, position__gt=1).first() or reply
        account = f"/{code}/account/"
        if code == "en":
            found["member"] += [
                page + "history/compare/", page + "history/compare/?from=1&to=3&view=text",
                page + "history/2/undo/", page + "history/3/undo/?view=text", page + "cite/?version=1",
            ]  # fmt: skip
        found["visitor"].append(page + "history/compare/")
        found["visitor"] += [
            f"/{code}/", *group, page, thread.address(group[2]), f"/{code}/nowhere/",
            account + "login/", account + "signup/", account + "password/reset/", account + "login/code/",
            "/en/people/" if code == "en" else "/fr/personnes/",
        ]  # fmt: skip
        found["member"] += [
            f"/{code}/", group[1], group[2], group[2] + "new/", thread.address(group[2]),
            thread.address(group[2]) + f"?reply_to={reply.position}",
            page, page + "edit/", page + "new/", page + "history/", page + "history/1/",
            page + "history/authors/", page + "cite/", page + "history/1/restore/", page + "history/1/undo/",
            wiki_root(metadata, code).url_path, wiki_root(hidden, code).url_path,
            page + "move/", wiki_root(metadata, code).url_path + "arrange/", own_page.url_path + "delete/",
            "/en/group/metadata/wiki/bin/" if code == "en" else "/fr/groupe/metadata/wiki/corbeille/",
            binned[code].url_path,
            f"/{code}/posts/{own.pk}/edit/", f"/{code}/posts/{own.pk}/delete/",
            f"/{code}/posts/{own.pk}/make-page/", f"/{code}/threads/{thread.pk}/make-page/",
            f"{group[2]}new/?page={pages[code].pk}&section=a-heading", f"{group[2]}?about={pages[code].pk}",
            account + "second-factor/", account + "sessions/",
            "/en/people/" if code == "en" else "/fr/personnes/",
            f"/en/people/{amina.pk}/" if code == "en" else f"/fr/personnes/{amina.pk}/",
            account + "affiliations/",
            account, account + "email/", account + "password/change/", account + "logout/",
            "/en/notices/" if code == "en" else "/fr/avis/", "/demo/mail/",
            account + ("data/" if code == "en" else "donnees/"),
            account + ("delete/" if code == "en" else "supprimer/"),
        ]  # fmt: skip
    add_wiki_lists(found, metadata, amina, pages)
    for who, places in organisations(benoit).items():
        found[who] += places
    add_files(found, english, french, benoit)
    add_governing(found, metadata, amina, benoit)
    add_membership(found, metadata, amina, benoit)
    add_reviewing(found, english, french, amina)
    add_drafts(found, english, benoit)
    return found


def add_wiki_lists(found, metadata, amina, pages):
    """What links where, loose ends, recent changes, and a new page that starts from a template."""
    renamed = make_page(metadata, author=amina, title="The former title", body="[[Guide]]")
    make_page(metadata, author=amina, title="Names it", body="[[The former title|it]] [[Guide]]")
    editing.save_page(
        renamed, author=amina, title="The new title", body="[[Guide]]", base=renamed.latest_revision_id
    )
    shelf = make_page(metadata, author=amina, title="Templates", body="Ours.")
    make_page(metadata, author=amina, title="A template of ours", body="Words.", parent=shelf)
    for code, group in (("en", "/en/group/metadata/wiki/"), ("fr", "/fr/groupe/metadata/wiki/")):
        lists = [
            group + ("loose-ends/" if code == "en" else "liens-a-reprendre/"),
            group + ("loose-ends/" if code == "en" else "liens-a-reprendre/") + "?show=links",
            group + ("changes/" if code == "en" else "modifications/"),
            f"/{code}/" + ("changes/" if code == "en" else "modifications/"),
            pages[code].url_path + "links/",
        ]
        found["visitor"] += lists
        found["member"] += [*lists, wiki_root(metadata, code).url_path + "new/?template=minutes"]
    found["member"].append(renamed.url_path + "links/")


def add_drafts(found, english, benoit):
    """What Benoît typed and has not saved: a change, a new page, and a text that met another one."""
    words = {"author": benoit, "title": "Guide", "body": BODY}
    draft = Draft.objects.create(page=english, base=english.latest_revision, summary="So far", **words)
    Draft.objects.create(parent=english, **words)
    Draft.objects.create(page=english, lost=True, **words)
    found["member"] += ["/en/drafts/", "/fr/brouillons/", f"/en/drafts/{draft.pk}/"]
    found["member"].append(f"{english.url_path}edit/?draft={draft.pk}")


def add_reviewing(found, english, french, amina):
    """Changes that wait and were refused, and pages that need work; Benoît is a steward here."""
    asker = make_member("Nils Newcomer", email="nils@demo.example")
    words = {"author": asker, "title": "Guide", "body": BODY, "summary": "In my words"}
    waits = reviewing.propose(page=english, base=english.latest_revision_id, **words)
    page = reviewing.propose(parent=french, **words)
    refused = reviewing.propose(parent=english, **words)
    reviewing.refuse(refused, amina, "It is there already.")
    for half in (english, french):
        needs_work.add(
            half, amina, "Add an example of a-very-long-word-that-has-to-be-broken-somewhere-on-a-phone."
        )
    english_home, french_home = "/en/group/metadata/wiki/", "/fr/groupe/metadata/wiki/"
    found["visitor"] += [english_home + "to-do/", french_home + "a-faire/"]
    found["member"] += [
        english_home + "waiting/", french_home + "en-attente/", english.url_path + "needs-work/",
        french.url_path + "needs-work/", f"{english_home}waiting/{waits.pk}/", f"{french_home}en-attente/{page.pk}/",
        f"{english_home}waiting/{refused.pk}/",
    ]  # fmt: skip


def organisations(member):
    """The pages about organisations, and those that administrators and `member` see of an application."""
    library = Organisation.objects.create(name="Bibliothèque", country="FR", site="https://example.org/")
    role = library.roles.create(
        role="host", note="Les Futurs fantastiques", begun="2021-12-08", ended="2021-12-10"
    )
    library.roles.create(role="board", begun="2026-01-01")
    library.affiliations.create(member=member, begun="2020-01-01")
    row = apply(member, name="Archives", country="SN", kind="archive", site="", message="Words.")[0]
    english, french = "/en/organisations/", "/fr/organisations/"
    one = f"{library.pk}-{library.slug}/"
    return {
        "visitor": [english, french, english + one, french + one, english + "?kind=museum",
                    "/en/who-runs-this/", "/fr/qui-fait-vivre-le-reseau/?on=hier"],
        "member": [english + "join/", french + "adherer/", french + f"demandes/{row.pk}/"],
        "administrator": [
            english, english + one, english + "new/", french + f"{library.pk}/modifier/",
            english + f"{library.pk}/delete/", french + f"{library.pk}/roles/nouveau/",
            english + f"roles/{role.pk}/", french + f"roles/{role.pk}/supprimer/",
            english + "applications/", french + f"demandes/{row.pk}/",
        ],
    }  # fmt: skip


def add_files(found, english, french, benoit):
    """The files of a page in both languages: the list, one of each kind with two versions, its removal."""
    plan, paper = (
        attaching.attach(english, benoit, uploads.check(sent(content, name)), alt="A plan of the room")[0]
        for content, name in ((picture((900, 600)), "plan-of-the-reading-room.png"), (PDF, "minutes.pdf"))
    )
    larger = uploads.check(sent(picture((1200, 600)), "plan.png"))
    attaching.add_version(plan, benoit, larger, note="Larger")
    for page in (english, french):
        files = page.url_path + "files/"
        found["visitor"] += [files, f"{files}{plan.key}/"]
        found["member"] += [
            files,
            f"{files}{plan.key}/",
            f"{files}{paper.key}/",
            f"{files}{plan.key}/remove/",
        ]


def add_membership(found, metadata, amina, benoit):
    """The pages about who belongs to a group, with something on each; Benoît is a steward here."""
    membership.begin_stewardship(benoit, metadata, title="co-chair")
    Group.objects.filter(pk=metadata.pk).update(join_policy="request")
    asker = make_member("Ottilie Lindqvist-Marsh-von-der-Heydt", email="ottilie@demo.example")
    requests.ask(asker, metadata, "I would like to listen first.")
    out = make_member("Otto Out", email="otto@demo.example")
    membership.ban(out, metadata, amina, "Advertisements.")
    asking = make_group("speech", join_policy="request", stewards=[amina])
    address = "a-very-long-address-that-has-to-be-broken-somewhere@libraries.example.org"
    for email in (address, benoit.email.upper()):
        invitations.invite(asking, amina, email, "en", "Come and see.")
    row = metadata.requests.get()
    invitations.invite(metadata, amina, address, "fr", "Venez voir.")
    desks = {
        "en": ("/en/group/metadata/", "desk/", "members/", "log/", f"requests/{row.pk}/refuse/", "many/",
               ("remove/", "shut-out/", "steward/", "end-stewardship/"), "/en/group/speech/ask/"),
        "fr": ("/fr/groupe/metadata/", "bureau/", "membres/", "journal/", f"demandes/{row.pk}/refuser/",
               "plusieurs/", ("retirer/", "exclure/", "responsable/", "fin-responsable/"),
               "/fr/groupe/speech/demander/"),
    }  # fmt: skip
    for code, (home, desk, members, log, refuse, many, deeds, ask) in desks.items():
        links = [
            f"/{code}/invitation/{invitations.token_of(row)}/" for row in asking.invitations.order_by("pk")
        ]
        found["visitor"] += [home + members, links[0]]
        found["member"] += [
            home + members, home + desk, home + desk + members, home + desk + log, home + desk + refuse,
            home + desk + "invitations/", home + desk + "invitations/" + many, ask, *links,
            *[f"{home}{desk}{members}{amina.pk}/{deed}" for deed in deeds],
        ]  # fmt: skip


def add_governing(found, metadata, amina, benoit):
    """What administrators see of a group: its home, charter, settings and proposals."""
    page = metadata.pages.select_related("locale").get(locale__language_code="en")
    words = words_of(page) | {"charter": BODY, "tasks": BODY, "outcomes": "* One", "tags": "one, two"}
    save_charter(page, by=amina, words=words | {"purpose": "What for", "meets": "Often"}, base=None)
    version = page.revisions.latest("pk").pk
    proposal = proposals.propose(
        benoit, names={"en": "New", "fr": "Nouveau"}, purposes={"fr": "Un but"}, kind="chapter",
        visibility="listed", join_policy="request", source_language="fr", message="Because.",
    )  # fmt: skip
    charter = "/en/group/metadata/charter/en/"
    found["administrator"] += [
        *("/en/groups/metadata/", "/fr/groupes/metadonnees/"),
        *(charter, "/fr/groupe/metadata/charte/fr/", charter + "history/", f"{charter}history/{version}/"),
        *("/en/group/metadata/settings/", "/fr/groupe/metadata/reglages/"),
        *("/en/groups/propose/", "/fr/groupes/proposer/"),
        *("/en/groups/proposals/", f"/fr/groupes/propositions/{proposal.pk}/"),
    ]


# In the dark nothing but colours differs.
OF_COLOUR = ["color-contrast", "link-in-text-block"]


@pytest.mark.parametrize("who", ["visitor", "member", "administrator"])
def test_axe_finds_nothing(visit, addresses, who, live_server, benoit, admin, client):
    # Colours that glide into one another are neither light nor dark.
    page = visit("/en/", reduced_motion="reduce")
    if who != "visitor":
        client.force_login(benoit if who == "member" else admin)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
    troubles = []
    for address in addresses[who]:
        answer = page.goto(address)
        assert answer.status in (200, 403, 404, 410, 422), f"{answer.status} {address}"
        for scheme, options in (("light", {}), ("dark", {"runOnly": OF_COLOUR})):
            page.emulate_media(color_scheme=scheme)
            for violation in Axe().run(page, options=options).response["violations"]:
                nodes = [node["target"] for node in violation["nodes"]][:3]
                troubles.append(f"{address} ({scheme}): {violation['id']} at {nodes}")
    assert not troubles, "\n".join(troubles)


def test_nothing_scrolls_sideways_on_a_phone(visit, addresses, live_server, benoit, admin, client):
    page = visit("/en/", viewport={"width": 320, "height": 700})
    troubles = []
    for who, person in (("visitor", None), ("member", benoit), ("administrator", admin)):
        if person:
            client.force_login(person)
            session = {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_server.url,
            }
            page.context.add_cookies([session])
        for address in addresses[who]:
            page.goto(address)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                troubles.append(f"{address}: {width} px")
    assert not troubles, "\n".join(troubles)
