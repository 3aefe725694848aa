"""Who gets which answer at every address of the site, and that a hidden thing looks like a missing one.

An address that is in the resolver, or in a page type, and not in these tables fails.
"""

import re
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from core import uploads
from forum.models import ForumPage
from groups.charter import save_charter, words_of
from groups.models import Ban, Invitation, JoinRequest
from tests.factories import belong, make_group, make_member, make_page, make_reply, make_thread, wiki_root
from tests.files import picture, sent
from wiki.models import WikiPage

pytestmark = pytest.mark.django_db

PEOPLE = ("visitor", "outsider", "member", "steward", "administrator")
VISIBILITIES = ("public", "listed", "hidden")

# For each kind of address: the answers to the five people, in a public, a listed and a hidden group.
OUTSIDE_404 = "404 404 200 200 200"
# The page in the language it has answers at its own address.
MOVED = ("302 302 302 302 302", "404 404 302 302 302", "404 404 302 302 302")
READ = ("200 200 200 200 200", OUTSIDE_404, OUTSIDE_404)
KNOW = ("200 200 200 200 200", "200 200 200 200 200", OUTSIDE_404)
WRITE = ("302 403 200 200 200", OUTSIDE_404, OUTSIDE_404)
# The visitor and the outsider of a public group, then the author (a member), a steward, an administrator.
OWN = ("302 403 200 403 403", "404 404 200 403 403", "404 404 200 403 403")
STEWARD = ("302 403 403 302 302", "404 404 403 302 302", "404 404 403 302 302")
RUN = ("302 404 404 200 200", "302 404 404 200 200", "404 404 404 200 200")
RUN_POST = ("302 404 404 302 302", "302 404 404 302 302", "404 404 404 302 302")
# Outside the languages' trees a missing file leads into one of them first, and is missing there.
KNOW_FILE = ("200 200 200 200 200", "200 200 200 200 200", "302 302 200 200 200")
# What is there to know of a group is no secret; the pages of its stewards are theirs.
RUN = ("302 404 404 200 200", "302 404 404 200 200", "404 404 404 200 200")
JOIN = ("302 302 302 302 302", "302 302 302 302 302", "404 404 302 302 302")
# Of the stewards' desk: its pages.
DESK = ("302 403 403 200 200", "404 404 403 200 200", "404 404 403 200 200")
# A group that takes requests when it is listed; in the others one joins, or is invited.
ASK = ("302 302 302 302 302", "302 200 302 302 302", "404 404 302 302 302")

OF_A_GROUP = {
    # name: (method, how to find the address in a world, the answers)
    "page:home.HomePage": ("get", lambda w: f"/{w.language}/", ("200 200 200 200 200",) * 3),
    "page:groups.GroupIndexPage": ("get", lambda w: w.index, ("200 200 200 200 200",) * 3),
    "page:groups.GroupPage": ("get", lambda w: w.home, KNOW),
    "page:wiki.WikiPage:": ("get", lambda w: w.page.url_path, READ),
    "page:wiki.WikiPage:edit/": ("get", lambda w: w.page.url_path + "edit/", WRITE),
    "page:wiki.WikiPage:new/": ("get", lambda w: w.page.url_path + "new/", WRITE),
    "page:wiki.WikiPage:history/": ("get", lambda w: w.page.url_path + "history/", READ),
    "page:wiki.WikiPage:history/<int:number>/": ("get", lambda w: w.page.url_path + "history/1/", READ),
    "page:forum.ForumPage:": ("get", lambda w: w.forum, READ),
    "page:forum.ForumPage:new/": ("get", lambda w: w.forum + "new/", WRITE),
    "page:forum.ForumPage:<int:pk>-<slug:slug>/": ("get", lambda w: w.thread.address(w.forum), READ),
    "groups:join": ("post", lambda w: w.url("groups:join", w.group.key), JOIN),
    "groups:leave": ("post", lambda w: w.url("groups:leave", w.group.key), JOIN),
    # Membership
    "groups:ask": ("get", lambda w: w.url("groups:ask", w.group.key), ASK),
    "groups:withdraw": ("post", lambda w: w.url("groups:withdraw", w.group.key), JOIN),
    "groups:members": ("get", lambda w: w.url("groups:members", w.group.key), READ),
    # The stewards' desk
    "groups:desk": ("get", lambda w: w.url("groups:desk", w.group.key), DESK),
    "groups:desk_log": ("get", lambda w: w.url("groups:desk_log", w.group.key), DESK),
    "groups:desk_members": ("get", lambda w: w.url("groups:desk_members", w.group.key), DESK),
    "groups:accept_request": (
        "post",
        lambda w: w.url("groups:accept_request", w.group.key, w.asked.pk),
        STEWARD,
    ),
    "groups:refuse_request": ("get", lambda w: w.url("groups:refuse_request", w.group.key, w.asked.pk), DESK),
    "groups:remove_member": ("get", lambda w: w.url("groups:remove_member", w.group.key, w.member.pk), DESK),
    "groups:ban_member": ("get", lambda w: w.url("groups:ban_member", w.group.key, w.member.pk), DESK),
    "groups:unban_member": (
        "post",
        lambda w: w.url("groups:unban_member", w.group.key, w.banned.pk),
        STEWARD,
    ),
    "groups:name_steward": ("get", lambda w: w.url("groups:name_steward", w.group.key, w.member.pk), DESK),
    "groups:end_stewardship": (
        "get",
        lambda w: w.url("groups:end_stewardship", w.group.key, w.member.pk),
        DESK,
    ),
    "groups:invitations": ("get", lambda w: w.url("groups:invitations", w.group.key), DESK),
    "groups:invite_many": ("get", lambda w: w.url("groups:invite_many", w.group.key), DESK),
    # Without a list sent before, there is no report: it leads to the form.
    "groups:invitations_report": ("get", lambda w: w.url("groups:invitations_report", w.group.key), STEWARD),
    "groups:revoke_invitation": (
        "post",
        lambda w: w.url("groups:revoke_invitation", w.group.key, w.invitation.pk),
        STEWARD,
    ),
    "groups:send_again": (
        "post",
        lambda w: w.url("groups:send_again", w.group.key, w.invitation.pk),
        STEWARD,
    ),
    # Pictures of a group: its stewards keep them, and those who may know the group see them.
    "groups:photos": ("get", lambda w: w.url("groups:photos", w.group.key), RUN),
    "groups:remove_photo": (
        "post",
        lambda w: w.url("groups:remove_photo", w.group.key, w.photo.pk),
        RUN_POST,
    ),
    "files:group_photo": ("get", lambda w: w.url("files:group_photo", w.photo.file, 480), KNOW_FILE),
    # The charter and the settings of a group, for its stewards
    "groups:charter": ("get", lambda w: w.url("groups:charter", w.group.key, "fr"), RUN),
    "groups:charter_history": ("get", lambda w: w.url("groups:charter_history", w.group.key, "fr"), RUN),
    "groups:charter_version": (
        "get",
        lambda w: w.url("groups:charter_version", w.group.key, "en", w.version),
        RUN,
    ),
    "groups:settings": ("get", lambda w: w.url("groups:settings", w.group.key), RUN),
    "wiki:in_language": ("get", lambda w: w.url("wiki:in_language", w.page.pk), MOVED),
    "forum:edit_post": ("get", lambda w: w.url("forum:edit_post", w.reply.pk), OWN),
    "forum:delete_post": ("get", lambda w: w.url("forum:delete_post", w.reply.pk), OWN),
    "forum:hide_post": ("post", lambda w: w.url("forum:hide_post", w.reply.pk), STEWARD),
    "forum:show_post": ("post", lambda w: w.url("forum:show_post", w.reply.pk), STEWARD),
    "forum:lock": ("post", lambda w: w.url("forum:lock", w.thread.pk), STEWARD),
    "forum:unlock": ("post", lambda w: w.url("forum:unlock", w.thread.pk), STEWARD),
    "forum:pin": ("post", lambda w: w.url("forum:pin", w.thread.pk), STEWARD),
    "forum:unpin": ("post", lambda w: w.url("forum:unpin", w.thread.pk), STEWARD),
    "forum:hide": ("post", lambda w: w.url("forum:hide", w.thread.pk), STEWARD),
    "forum:show": ("post", lambda w: w.url("forum:show", w.thread.pk), STEWARD),
}

# Addresses that belong to no group: the answers to a visitor and to a signed-in member.
OF_THE_SITE = {
    # Outside the languages' trees a missing thing leads into one of them first, and is missing there.
    "root": ("302", "302", ()),
    "admin_login": ("302", "302", ()),
    "healthz": ("200", "200", ()),
    "home": ("200", "200", ()),
    "page": ("404", "404", ("nowhere/",)),
    "members:profile": ("302", "200", ()),
    # Organisations. What administrators keep is missing for everybody else, and visitors sign in first.
    "groups:organisations": ("200", "200", ()),
    "groups:organisation": ("404", "404", (999999, "nobody")),
    "groups:who_runs_this": ("200", "200", ()),
    "groups:add_organisation": ("302", "404", ()),
    "groups:change_organisation": ("302", "404", (999999,)),
    "groups:delete_organisation": ("302", "404", (999999,)),
    "groups:add_organisation_role": ("302", "404", (999999,)),
    "groups:change_organisation_role": ("302", "404", (999999,)),
    "groups:delete_organisation_role": ("302", "404", (999999,)),
    "groups:apply_for_organisation": ("302", "200", ()),
    "groups:organisation_applications": ("302", "404", ()),
    "groups:organisation_application": ("302", "404", (999999,)),
    # People: a member who is not there, and files and rows that are nobody's.
    "groups:people": ("200", "200", ()),
    "groups:person": ("404", "404", (999_999,)),
    "groups:affiliations": ("302", "200", ()),
    "groups:affiliation": ("302", "404", (999_999,)),
    "groups:remove_affiliation": ("405", "405", (999_999,)),
    "files:person": ("302", "302", ("0" * 32, 96)),
    # Groups that members propose; the answers are the administrators' (tests/home/test_proposals.py)
    "propose_group": ("302", "200", ()),
    "group_proposals": ("302", "404", ()),
    "group_proposal": ("302", "404", ("1",)),
    "withdraw_proposal": ("405", "405", ("1",)),
    "notices:settings": ("302", "200", ()),
    # With a good token it opens to whoever has the link: tests/groups/test_inviting.py.
    "groups:invitation": ("404", "404", ("forged",)),
    "notices:stop": ("404", "404", ("forged",)),
    # What we hold about a member, and the end of their account; without a finished copy there is no file.
    "own:data": ("302", "200", ()),
    "own:progress": ("302", "200", ()),
    "own:download": ("302", "404", ()),
    "own:delete": ("302", "200", ()),
    "demo_mails": ("200", "200", ()),
    "demo_mail_json": ("200", "200", ()),
    "demo_mail": ("302", "302", ("nothing",)),
    "demo_mail_html": ("302", "302", ("nothing",)),
    "demo_mail_source": ("302", "302", ("nothing",)),
    "account_login": ("200", "302", ()),
    "account_signup": ("200", "302", ()),
    "account_logout": ("302", "200", ()),
    "account_reauthenticate": ("302", "200", ()),
    "account_email": ("302", "200", ()),
    "account_email_verification_sent": ("200", "200", ()),
    "account_confirm_email": ("200", "200", ("forged",)),
    "account_confirm_login_code": ("302", "302", ()),
    "account_inactive": ("200", "200", ()),
    "account_change_password": ("302", "200", ()),
    "account_set_password": ("302", "302", ()),
    "account_reset_password": ("200", "200", ()),
    "account_reset_password_done": ("200", "200", ()),
    "account_reset_password_from_key": ("200", "200", ("1", "forged")),
    "account_reset_password_from_key_done": ("200", "200", ()),
    # Signing in by code, the second factor, passkeys, sessions. Whoever has no second factor has no codes.
    "account_request_login_code": ("200", "302", ()),
    "mfa_index": ("302", "200", ()),
    "mfa_authenticate": ("302", "302", ()),
    "mfa_reauthenticate": ("302", "302", ()),
    "mfa_activate_totp": ("302", "302", ()),
    "mfa_deactivate_totp": ("302", "404", ()),
    "mfa_view_recovery_codes": ("302", "404", ()),
    "mfa_generate_recovery_codes": ("302", "302", ()),
    "mfa_list_webauthn": ("302", "302", ()),
    "mfa_add_webauthn": ("302", "302", ()),
    "mfa_login_webauthn": ("302", "302", ()),
    "mfa_reauthenticate_webauthn": ("302", "302", ()),
    "mfa_edit_webauthn": ("302", "302", (1,)),
    "mfa_remove_webauthn": ("302", "302", (1,)),
    "usersessions_list": ("302", "200", ()),
    # Other services: none is switched on. Outside the languages' trees a missing thing leads into one first.
    "socialaccount_connections": ("404", "404", ()),
    "socialaccount_signup": ("404", "404", ()),
    "socialaccount_login_cancelled": ("404", "404", ()),
    "socialaccount_login_error": ("404", "404", ()),
    "leave_for_service": ("405", "405", ("github",)),
    "orcid_callback": ("302", "302", ()),
    "google_callback": ("302", "302", ()),
    "github_callback": ("302", "302", ()),
    "openid_connect_callback": ("302", "302", ("oidc",)),
}


def named_addresses(resolver=None, namespace=""):
    """Every named address of the resolver but those of Wagtail's admin, which has a rule of its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) == "admin/":
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_addresses(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def addresses_of_pages():
    """Every address below a page of the tree, for the page types that answer several."""
    for model in (WikiPage, ForumPage):
        for pattern in model.get_subpage_urls():
            yield f"page:{model._meta.label}:{pattern.pattern}"


def test_every_address_is_in_a_table():
    listed = set(OF_A_GROUP) | set(OF_THE_SITE)
    found = set(named_addresses()) | set(addresses_of_pages())
    found |= {"page:home.HomePage", "page:groups.GroupIndexPage", "page:groups.GroupPage"}
    assert found == listed


@pytest.fixture
def world(site, admin, chloe, amina, benoit):
    """A function that makes a group of the given visibility with a page, a thread and a reply of Benoît's."""

    def make(visibility, language="en"):
        group = make_group(
            f"zarathustra-{visibility}", visibility=visibility, members=[benoit], stewards=[amina]
        )
        page = make_page(group, author=amina, title="Zarathustra page", body="Zarathustra text.")
        english = group.pages.get(locale__language_code="en")
        words = {**words_of(english), "charter": "Zarathustra charter."}
        save_charter(english, by=amina, words=words, base=None)
        thread = make_thread(group, author=amina, title="Zarathustra thread", text="Zarathustra opens.")
        asking, banned = (
            make_member(f"{name} Person", email=f"{name}-{visibility}@demo.example")
            for name in ("asking", "banned")
        )
        asked = JoinRequest.objects.create(group=group, member=asking)
        Ban.objects.create(group=group, member=banned)
        invitation = Invitation.objects.create(
            group=group, email="new@example.org", language="en", expires_at=timezone.now()
        )
        file = uploads.keep(sent(picture(), "zarathustra.png"))
        photo = group.photos.create(file=file.key, file_name=file.name, alt={"en": "Zarathustra photo"})
        with translation.override(language):
            home = group.pages.get(locale__language_code=language)
            return SimpleNamespace(
                group=group,
                page=page,
                thread=thread,
                photo=photo,
                version=english.revisions.latest("pk").pk,
                reply=make_reply(thread, author=benoit, text="Zarathustra answers."),
                home=home.url_path,
                index=home.get_parent().url_path,
                forum=home.url_path + "discussions/",
                language=language,
                asked=asked,
                banned=banned,
                member=benoit,
                invitation=invitation,
                url=lambda name, *args: reverse(name, args=args),
                people={
                    "visitor": None,
                    "outsider": chloe,
                    "member": benoit,
                    "steward": amina,
                    "administrator": admin,
                },
            )

    return make


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("name", OF_A_GROUP)
def test_answers_of_a_group(client, world, name, visibility):
    w = world(visibility)
    method, find, answers = OF_A_GROUP[name]
    with translation.override("en"):
        address = find(w)
    got = []
    for person in PEOPLE:
        with transaction.atomic():
            client.logout()
            if w.people[person]:
                client.force_login(w.people[person])
            got.append(str(getattr(client, method)(address).status_code))
            transaction.set_rollback(True)
    assert " ".join(got) == answers[VISIBILITIES.index(visibility)], address


@pytest.mark.parametrize("name", OF_THE_SITE)
def test_answers_of_the_site(client, site, benoit, name):
    visitor, member, args = OF_THE_SITE[name]
    with translation.override("en"):
        address = reverse(name, args=args)
    assert str(client.get(address).status_code) == visitor
    client.force_login(benoit)
    assert str(client.get(address).status_code) == member


@pytest.mark.parametrize("person", ["visitor", "outsider", "member", "steward"])
def test_the_wagtail_admin_is_for_administrators(client, world, person):
    w = world("public")
    if w.people[person]:
        client.force_login(w.people[person])
    for address in (
        "/admin/",
        "/admin/pages/",
        f"/admin/pages/{w.page.pk}/edit/",
        "/admin/reports/site-history/",
    ):
        assert client.get(address).status_code in (302, 403, 404)


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "FOO"])
def test_other_methods_tell_nothing(client, world, method):
    """One rule for every page of the tree: refused before anything is looked for."""
    w = world("hidden")
    for address in (w.home, w.page.url_path, w.forum, "/en/groups/nobody/", "/en/nowhere/"):
        assert client.generic(method, address).status_code == 405, address


def _bare(response, *parts):
    """An answer without what must differ: the address asked for, and one-time tokens."""
    body = response.content.decode()
    for part in parts:
        body = body.replace(part, "§")
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "token", body)
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    return response.status_code, body, headers


@pytest.mark.parametrize("person", ["visitor", "outsider"])
@pytest.mark.parametrize("name", [name for name, row in OF_A_GROUP.items() if row[2][2].startswith("404")])
def test_hidden_looks_like_missing(client, world, name, person):
    """Asked for a hidden thing and for one that never was, an outsider gets the same bytes."""
    w = world("hidden")
    method, find, _answers = OF_A_GROUP[name]
    with translation.override("en"):
        address = find(w)
    missing = re.sub(r"zarathustra-hidden", "zarathustra-nobody", address)
    missing = re.sub(r"/\d+([-/])", r"/999999\1", missing) if missing == address else missing
    assert missing != address
    if w.people[person]:
        client.force_login(w.people[person])
    client.get("/en/")
    there, not_there = getattr(client, method)(address), getattr(client, method)(missing)
    assert _bare(there, address) == _bare(not_there, missing)
    assert there.status_code == 404


@pytest.mark.parametrize("visibility", ["listed", "hidden"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_word_of_a_private_group_reaches_outsiders(client, world, visibility, language):
    w = world(visibility, language)
    public = world("public", language)
    secret = make_page(w.group, author=w.people["steward"], title="Quetzal", body="Quetzal flies.")
    make_thread(w.group, author=w.people["steward"], title="Quetzal thread", text="Quetzal sings.")
    make_page(
        public.group, author=w.people["steward"], title="Open page", body=f"See [[Quetzal]] [[{secret.pk}]]."
    )
    addresses = [f"/{language}/", w.index, public.home, public.home + "discussions/", w.home, w.forum]
    addresses += [wiki_root(public.group, language).url_path, secret.url_path, "/demo/mail.json"]
    with translation.override(language):
        addresses += [w.url(f"groups:{name}", w.group.key) for name in ("members", "desk", "ask")]
    for person in (None, w.people["outsider"]):
        client.logout()
        if person:
            client.force_login(person)
        for address in addresses:
            answer = client.get(address)
            assert "Quetzal" not in answer.content.decode(), address
            assert "quetzal" not in str(answer.headers).lower(), address
            if visibility == "hidden":
                assert "zarathustra-hidden" not in answer.content.decode().replace(address, ""), address


def test_a_former_member_is_an_outsider(client, world):
    w = world("hidden")
    former = make_member("Former Member")
    belong(former, w.group)
    client.force_login(former)
    assert client.get(w.page.url_path).status_code == 200
    w.group.memberships.filter(member=former).delete()
    assert client.get(w.page.url_path).status_code == 404
    assert client.get(w.home).status_code == 404


def test_an_administrator_in_a_private_group_is_logged_once_a_day(client, world):
    w = world("hidden")
    client.force_login(w.people["administrator"])
    client.get(w.page.url_path)
    client.get(w.thread.address(w.forum))
    assert w.group.log.filter(deed="entered", actor=w.people["administrator"]).count() == 1
