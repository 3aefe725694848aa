"""axe finds nothing on any page, in both languages, light and dark; nothing scrolls sideways on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import make_page, make_reply, make_thread, wiki_root
from wiki import editing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = """Some words with a [link](https://example.org/) and [[A page that is not written]].

## A heading

| Field | Number |
|---|--:|
| Made by | 3 |

- [x] done
- [ ] to do

> A quotation[^1].

```python
print("code")
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
    thread = make_thread(metadata, author=amina, title="How do we mark it?", text=BODY)
    for number in range(4):
        make_reply(
            thread, author=(amina, benoit)[number % 2], text=BODY, language=("en", "fr")[number % 2],
            reply_to=thread.replies.first(),
        )  # fmt: skip
    reply = thread.replies.get(position=2)
    in_english = ["/en/groups/", "/en/groups/metadata/", "/en/groups/metadata/discussions/"]
    in_french = ["/fr/groupes/", "/fr/groupes/metadonnees/", "/fr/groupes/metadonnees/discussions/"]
    pages = {"en": english, "fr": french}
    found = {"visitor": [], "member": []}
    for code, group in (("en", in_english), ("fr", in_french)):
        mine = amina if code == "en" else benoit
        page = pages[code].url_path
        own = thread.replies.filter(user=mine, position__gt=1).first() or reply
        account = f"/{code}/account/"
        found["visitor"] += [
            f"/{code}/", *group, page, thread.address(group[2]), f"/{code}/nowhere/",
            "/en/people/" if code == "en" else "/fr/personnes/",
            account + "login/", account + "signup/", account + "password/reset/",
        ]  # fmt: skip
        found["member"] += [
            f"/{code}/", group[1], group[2], group[2] + "new/", thread.address(group[2]),
            thread.address(group[2]) + f"?reply_to={reply.position}",
            page, page + "edit/", page + "new/", page + "history/", page + "history/1/",
            wiki_root(metadata, code).url_path, wiki_root(hidden, code).url_path,
            f"/{code}/posts/{own.pk}/edit/", f"/{code}/posts/{own.pk}/delete/",
            "/en/people/" if code == "en" else "/fr/personnes/",
            f"/en/people/{amina.pk}/" if code == "en" else f"/fr/personnes/{amina.pk}/",
            account + "affiliations/",
            account, account + "email/", account + "password/change/", account + "logout/",
            "/en/notices/" if code == "en" else "/fr/avis/", "/demo/mail/",
        ]  # fmt: skip
    return found


@pytest.mark.parametrize("who", ["visitor", "member"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, addresses, who, scheme, live_server, benoit, client):
    page = visit("/en/", color_scheme=scheme)
    if who == "member":
        client.force_login(benoit)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
    troubles = []
    for address in addresses[who]:
        answer = page.goto(address)
        assert answer.status in (200, 403, 404), f"{answer.status} {address}"
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["target"] for node in violation["nodes"]][:3]
            troubles.append(f"{address} ({scheme}): {violation['id']} at {nodes}")
    assert not troubles, "\n".join(troubles)


def test_nothing_scrolls_sideways_on_a_phone(visit, addresses, live_server, benoit, client):
    client.force_login(benoit)
    page = visit("/en/", viewport={"width": 320, "height": 700})
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    troubles = []
    for who in ("visitor", "member"):
        if who == "member":
            page.context.add_cookies([session])
        for address in addresses[who]:
            page.goto(address)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                troubles.append(f"{address}: {width} px")
    assert not troubles, "\n".join(troubles)
