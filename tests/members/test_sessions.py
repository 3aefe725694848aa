"""The list of devices on which a member is signed in, and signing out elsewhere."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from members.sessions import device

pytestmark = pytest.mark.django_db

LIST = "/en/account/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def signed_in(member, browser=FIREFOX, password="demo"):
    client = Client(headers={"user-agent": browser})
    answer = client.post("/en/account/login/", {"login": member.email, "password": password})
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get("/en/account/").status_code == 200


def test_every_device_is_listed_and_this_one_is_marked(benoit, amina):
    here, phone = signed_in(benoit), signed_in(benoit, PHONE)
    signed_in(amina, "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0")
    text = here.get(LIST).content.decode()
    assert "Firefox on Linux" in text and "Safari on iPhone" in text and "Edge" not in text
    assert text.count("this one") == 1
    assert text.index("Firefox on Linux") < text.index("this one") < text.index("Safari on iPhone")
    assert "Safari sur iPhone" in phone.get("/fr/account/sessions/").content.decode()


def test_signing_out_elsewhere(benoit, amina):
    here, phone, other = signed_in(benoit), signed_in(benoit, PHONE), signed_in(amina)
    answer = here.post(LIST, follow=True)
    assert "You are signed out everywhere else." in answer.content.decode()
    assert "You are signed in nowhere else." in answer.content.decode()
    assert (is_in(here), is_in(phone), is_in(other)) == (True, False, True)
    assert here.post(LIST).status_code == 302, "a second press is no error"


def test_another_password_signs_out_elsewhere(benoit):
    here, phone = signed_in(benoit), signed_in(benoit, PHONE)
    here.post("/en/account/password/change/", {"oldpassword": "demo", "password1": "four words well chosen"})
    assert (is_in(here), is_in(phone)) == (True, False)
    text = here.get(LIST).content.decode()
    assert "Firefox on Linux" in text and "Safari on iPhone" not in text


def test_a_new_password_by_mail_signs_out_everywhere(benoit, mailoutbox, link_in):
    phone, visitor = signed_in(benoit, PHONE), Client()
    visitor.post("/en/account/password/reset/", {"email": benoit.email})
    form = visitor.get(link_in(mailoutbox[0]), follow=True).redirect_chain[-1][0]
    visitor.post(form, {"password1": "four words well chosen"})
    assert not is_in(phone)


def test_a_session_that_nobody_listed_is_signed_out_too(benoit):
    """One from before the list existed, or that was made by hand."""
    here, old = signed_in(benoit), Client()
    old.force_login(benoit)
    assert is_in(old)
    here.post(LIST)
    assert not is_in(old)


def test_signing_out_leaves_the_list(benoit):
    here, phone = signed_in(benoit), signed_in(benoit, PHONE)
    phone.post("/en/account/logout/")
    assert "Safari" not in here.get(LIST).content.decode()


def test_when_a_device_was_last_seen_is_noted_once_an_hour(benoit, settings, django_assert_num_queries):
    here = signed_in(benoit)
    long_ago = timezone.now() - timedelta(days=3)
    is_in(here)
    UserSession.objects.update(last_seen_at=long_ago)
    is_in(here)
    assert UserSession.objects.get().last_seen_at == long_ago, "looking at pages writes nothing"
    from django.core.cache import cache

    cache.clear()
    is_in(here)
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_a_visitor_is_not_noted(client, site):
    client.get("/en/")
    assert not UserSession.objects.exists()
    assert client.get(LIST).url.startswith("/en/account/login/")


@pytest.mark.parametrize(
    "agent, says",
    [
        (FIREFOX, "Firefox on Linux"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on macOS"),
        ("curl/8.0", "A browser we do not know"),
        ("", "A browser we do not know"),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_its_name(agent, says):
    assert device(agent) == says


def test_what_a_browser_says_of_itself_is_not_believed(benoit):
    here = signed_in(benoit, "<script>alert(1)</script> Firefox/1 <b>Linux" + "x" * 5000)
    text = here.get(LIST).content.decode()
    assert "Firefox on Linux" in text and "alert(1)" not in text
