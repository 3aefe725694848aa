"""Invitations: who gets one, what the link opens and for whom, and what it tells nobody."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.signing import Signer
from django.utils import timezone

from groups import invitations, membership, requests
from groups.deeds import Archived, NoLongerAllowed, ShutOut
from groups.models import Group, Invitation
from tests.factories import make_member
from tests.groups.conftest import link_in, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(site):
    """Somebody with an account for new@example.org, in no group."""
    return make_member("Nora Newcomer", email="new@example.org")


def end(row):
    Invitation.objects.filter(pk=row.pk).update(expires_at=timezone.now() - datetime.timedelta(minutes=1))


# Sending


def test_an_invitation_holds_for_14_days(metadata, amina, invited):
    row, _address = invited(metadata, language="fr", message="Come and see.")
    assert row.expires_at - row.created_at == datetime.timedelta(days=14)
    assert (row.language, row.message, row.invited_by) == ("fr", "Come and see.", amina)
    entry = metadata.log.first()
    assert (entry.deed, entry.actor, entry.words) == ("invited", amina, "new@example.org")


def test_inviting_twice_sends_once(metadata, amina, invited, delivered):
    row, _address = invited(metadata)
    assert set(delivered()) == {"new@example.org"}
    assert invitations.invite(metadata, amina, "NEW@Example.org", "fr") == "invited"
    before = Invitation.objects.get()
    assert (before.key, before.language) == (row.key, "en")
    assert delivered() == {}


@pytest.mark.parametrize("address", ["benoit@demo.example", "BENOIT@demo.example", "second@example.org"])
def test_a_member_is_not_invited(metadata, amina, benoit, address):
    EmailAddress.objects.create(user=benoit, email="Second@example.org", verified=True)
    assert invitations.invite(metadata, amina, address, "en") == "member"
    assert not Invitation.objects.exists()


def test_a_steward_does_not_learn_who_has_an_account(client, metadata, amina, chloe, delivered):
    """An address with an account and one without: the same answer, the same mail."""
    client.force_login(amina)
    pages, mails = [], []
    for address in (chloe.email, "nobody@demo.example"):
        answer = client.post(
            "/en/group/metadata/desk/invitations/", {"email": address, "language": "en"}, follow=True
        )
        row = metadata.invitations.get(email=address)
        pages.append(words_of(answer).replace(address, "§"))
        mail = delivered()[address]
        mails.append(mail.body.replace(invitations.token_of(row), "§"))
        metadata.invitations.all().delete()
    assert pages[0] == pages[1] and mails[0] == mails[1]


def test_archives_and_the_community_invite_nobody(metadata, amina, admin):
    community = Group.objects.get(is_community=True)
    with pytest.raises(NoLongerAllowed):
        invitations.invite(community, admin, "new@example.org", "en")
    Group.objects.filter(pk=metadata.pk).update(ended=timezone.localdate())
    with pytest.raises(Archived):
        invitations.invite(metadata, amina, "new@example.org", "en")
    assert not Invitation.objects.exists()


def test_only_stewards_invite(metadata, benoit):
    with pytest.raises(NoLongerAllowed):
        invitations.invite(metadata, benoit, "new@example.org", "en")


def test_what_is_wrong_with_an_address_is_said(client, metadata, amina):
    client.force_login(amina)
    for address, words in [
        ("m.okafor@example", "no ending such as .org"),
        ("m.okafor", "One looks like name@example.org"),
        ("", "give an e-mail address"),
        ("a@b.org\nBcc: c@d.org", "One looks like"),
    ]:
        answer = client.post(
            "/en/group/metadata/desk/invitations/", {"email": address, "language": "fr", "message": "Hello!"}
        )
        assert answer.status_code == 422
        assert words in words_of(answer) and "Hello!" in answer.content.decode()
    answer = client.post("/en/group/metadata/desk/invitations/", {"email": "a@b.org", "language": "xx"})
    assert answer.status_code == 422 and "do not know this language" in words_of(answer)
    assert not Invitation.objects.exists()


# Using


def test_a_newcomer_makes_an_account_and_joins(client, hidden, amina, invited, delivered, mailoutbox):
    """From the mail to the membership, with a group that nobody else may know of."""
    invited(hidden, language="fr")
    address = link_in(delivered()["new@example.org"])
    page = words_of(client.get(address))
    assert "Amina Bello vous invite à rejoindre le groupe Board" in page
    # A link that was passed on does not tell whose it was.
    assert "new@example.org" not in client.get(address).content.decode()
    client.post(
        "/fr/account/signup/",
        {"name": "Nora", "email": "new@example.org", "password1": "many words here", "next": address},
    )
    confirm = mailoutbox[-1].body.split("http://127.0.0.1:8000")[1].split()[0]
    onward = client.post(confirm)
    client.post(onward.url, {"login": "new@example.org", "password": "many words here"})
    assert client.post(address).url == "/fr/groupes/board/"
    assert hidden.memberships.filter(member__email="new@example.org").exists()
    assert client.get("/fr/groupes/board/").status_code == 200
    row = hidden.invitations.get()
    assert row.state == "used" and row.used_by.email == "new@example.org"
    assert hidden.log.first().deed == "came"


def test_looking_changes_nothing(client, metadata, invited, new):
    _row, address = invited(metadata)
    client.force_login(new)
    for _ in range(2):
        assert "Join Metadata" in words_of(client.get(address))
    assert metadata.invitations.get().state == "waiting" and not new.memberships.exists()


def test_any_confirmed_address_will_do_and_no_other(client, metadata, invited, chloe):
    _row, address = invited(metadata, email="Chloe.Work@example.org")
    client.force_login(chloe)
    for verified in (None, False):
        if verified is False:
            EmailAddress.objects.create(user=chloe, email="chloe.work@example.org", verified=False)
        page = client.get(address)
        assert page.status_code == 200 and "sent to another address" in words_of(page)
        answer = client.post(address)
        assert answer.status_code == 403 and "sent to another address" in words_of(answer)
        assert "chloe.work" not in answer.content.decode().lower()
    assert metadata.invitations.get().state == "waiting" and not chloe.memberships.exists()
    EmailAddress.objects.filter(user=chloe, verified=False).update(verified=True)
    assert client.post(address).status_code == 302
    assert metadata.memberships.filter(member=chloe).exists()


def test_an_invitation_works_once(client, hidden, invited, new, chloe):
    _row, address = invited(hidden)
    client.force_login(new)
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302, "the same person pressing twice"
    assert "used already" in words_of(client.get(address))
    assert hidden.log.filter(deed="came").count() == 1
    membership.leave(new, hidden)
    answer = client.post(address)
    assert answer.status_code == 410 and "used already" in words_of(answer)
    assert not new.memberships.exists()


@pytest.mark.parametrize("how", ["used", "revoked", "over"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_dead_link_does_not_name_a_hidden_group(client, hidden, metadata, amina, invited, new, how, method):
    for group, named in ((hidden, False), (metadata, True)):
        row, address = invited(group)
        if how == "used":
            invitations.accept_invitation(row, new)
        elif how == "revoked":
            invitations.revoke(row, amina)
        else:
            end(row)
        client.force_login(make_member("Lost Reader", email=f"{group.key}@demo.example"))
        answer = getattr(client, method)(address)
        assert answer.status_code == 410
        page = answer.content.decode()
        assert ("used already" if how == "used" else "no longer holds") in page
        assert (group.pages.first().title in page) == named
        for secret in ("Amina", "new@example.org"):
            assert secret not in page
        client.logout()
        assert (group.pages.first().title in client.get(address).content.decode()) == named


def test_a_forged_link_is_a_missing_page(client, metadata, invited, new):
    row, _address = invited(metadata)
    client.force_login(new)
    key = row.key.hex
    tokens = [key, f"{key}:abc", Signer(salt="other").sign(key), Signer(salt="groups.invitation").sign("x")]
    tokens += [Signer(salt="groups.invitation").sign("0" * 32), "%00", "a" * 5000]
    for token in tokens:
        for method in (client.get, client.post):
            assert method(f"/en/invitation/{token}/").status_code == 404
    assert metadata.invitations.get().state == "waiting"


def test_who_was_shut_out_does_not_come_back_with_an_invitation(client, hidden, amina, invited, new):
    row, address = invited(hidden)
    membership.ban(new, hidden, amina)
    with pytest.raises(ShutOut):
        invitations.accept_invitation(row, new)
    client.force_login(new)
    answer = client.post(address)
    assert answer.status_code == 403 and "have shut you out" in words_of(answer)
    assert "Board" not in answer.content.decode()
    assert hidden.invitations.get().state == "waiting"


def test_an_archive_opens_to_nobody(client, metadata, invited, new):
    _row, address = invited(metadata)
    Group.objects.filter(pk=metadata.pk).update(ended=timezone.localdate())
    client.force_login(new)
    answer = client.post(address)
    assert answer.status_code == 410 and "kept as an archive" in words_of(answer)


def test_coming_by_invitation_answers_a_request(speech, amina, invited, new):
    row, _address = invited(speech)
    requests.ask(new, speech)
    invitations.accept_invitation(row, new)
    assert speech.requests.get().state == "accepted"


# Looking after them


def test_sending_again_makes_another_link(client, metadata, amina, invited, new, delivered):
    row, old = invited(metadata)
    client.force_login(amina)
    again = f"/en/group/metadata/desk/invitations/{row.pk}/again/"
    assert link_in(delivered()["new@example.org"]) == old
    assert "less than an hour ago" in words_of(client.post(again, follow=True))
    Invitation.objects.update(created_at=timezone.now() - datetime.timedelta(days=15))
    end(row)
    assert "is on its way" in words_of(client.post(again, follow=True))
    fresh = link_in(delivered()["new@example.org"])
    assert fresh != old
    client.force_login(new)
    assert client.post(old).status_code == 404
    assert client.post(fresh).status_code == 302
    client.force_login(amina)
    assert "used already" in words_of(client.post(again, follow=True))


def test_an_invitation_that_ended_is_made_anew(metadata, amina, invited, delivered):
    row, _address = invited(metadata)
    delivered()
    end(row)
    assert invitations.invite(metadata, amina, "New@example.org", "fr", "Once more.") == "sent"
    row = metadata.invitations.get()
    assert (row.language, row.message) == ("fr", "Once more.") and not row.has_ended
    assert "Once more." in delivered()["New@example.org"].body


def test_taking_back(client, metadata, amina, invited, delivered):
    row, address = invited(metadata)
    client.force_login(amina)
    revoke = f"/fr/groupe/metadata/bureau/invitations/{row.pk}/annuler/"
    for _ in range(2):
        assert "est retirée" in words_of(client.post(revoke, follow=True))
    assert metadata.log.filter(deed="revoked").count() == 1
    assert delivered() == {}, "taken back before it was sent"
    assert client.get(address).status_code == 410
    assert invitations.invite(metadata, amina, "new@example.org", "en") == "sent"


def test_an_invitation_of_another_group_is_nobodys(client, hidden, metadata, amina, invited):
    row, _address = invited(hidden)
    client.force_login(amina)
    assert client.post(f"/en/group/metadata/desk/invitations/{row.pk}/revoke/").status_code == 404
    assert client.post(f"/en/group/metadata/desk/invitations/{10**20}/revoke/").status_code == 404
