"""A production site with a missing or odd value does not start, and says which value it is."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = "q7Zt0vKx3LmW9sRb5NcY1hGf8JpD2aUe6TiO4kVn" * 2


def example() -> dict[str, str]:
    """The variables of .env.example, with every placeholder replaced as an administrator would."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").replace("change-me", OWN).splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: "".join(shlex.split(value)) for name, _, value in pairs}


def start(code: str = "", **changed: str | None) -> subprocess.CompletedProcess:
    """Load the production settings in a process that knows only the example and what is changed."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    environment |= {name: value for name, value in (example() | changed).items() if value is not None}
    code = f"from django.conf import settings; settings.DEBUG; {code}"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_the_example_starts():
    code = (
        "print(settings.ALLOWED_HOSTS, settings.SITE_URL, settings.DATABASES['default']['HOST'],"
        " settings.CACHES['default']['LOCATION'], settings.CELERY_BROKER_URL, settings.MAIL_DOMAIN,"
        " settings.DEBUG, settings.DEMO, settings.SECRET_KEY == settings.DATABASES['default']['PASSWORD'])"
    )
    result = start(code)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == (
        "['community.example.org'] https://community.example.org db redis://redis:6379/1 redis://redis:6379/0"
        " example.org False False True"
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", None, "is missing"),
        ("SECRET_KEY", "short", "at least 50 random characters"),
        ("SECRET_KEY", "a" * 60, "at least 50 random characters"),
        ("SECRET_KEY", "change-me-" + OWN, "make your own"),
        ("SITE_URL", None, "is missing"),
        ("SITE_URL", "http://community.example.org", "an address such as https://"),
        ("SITE_URL", "https://community.example.org/wiki", "without a path"),
        ("SITE_URL", "https://community.example.org:odd", "an address such as https://"),
        ("DATABASE_URL", "   ", "is missing"),
        ("DATABASE_URL", "mysql://tandem:pw@db/tandem", "an address such as postgresql://"),
        ("DATABASE_URL", "postgresql://db", "an address such as postgresql://"),
        ("DATABASE_URL", "postgresql://tandem:change-me@db/tandem", "make your own"),
        ("DATABASE_POOL", "many", "a whole number from 1 to 200"),
        ("REDIS_URL", None, "is missing"),
        ("REDIS_URL", "redis:6379", "an address such as redis://"),
        ("REDIS_URL", "redis://redis:6379/3", "without a database number"),
        ("EMAIL_HOST", None, "is missing"),
        ("EMAIL_PORT", "99999", "a whole number from 1 to 65535"),
        ("EMAIL_TLS", "perhaps", "must be yes or no"),
        ("EMAIL_USER", "somebody", "set both or neither"),
        ("DEFAULT_FROM_EMAIL", None, "is missing"),
        ("DEFAULT_FROM_EMAIL", "tandem", "must be a sender"),
        ("TIME_ZONE", "Europe/Atlantis", "must be a time zone"),
        ("TIME_ZONE", "../etc/passwd", "must be a time zone"),
        ("WEB_PROXY", "caddy", "must be yes or no"),
        ("HSTS_SECONDS", "-1", "a whole number"),
        ("LOG_LEVEL", "chatty", "must be DEBUG"),
    ],
)
def test_an_odd_value_is_named_in_one_sentence(name, value, says):
    result = start(**{name: value})
    assert result.returncode == 1
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"Tandem does not start: {name} ")
    assert says in lines[0]


def test_a_refused_database_address_is_not_repeated():
    assert "hunter2" not in start(DATABASE_URL="mysql://tandem:hunter2@db/tandem").stderr


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"EMAIL_TLS": "yes", "EMAIL_PORT": "465"}, "True False"),
        ({"EMAIL_TLS": "yes", "EMAIL_PORT": "587"}, "False True"),
        ({"EMAIL_TLS": "no", "EMAIL_PORT": "25"}, "False False"),
    ],
)
def test_mail_is_encrypted_the_way_its_port_expects(changed, expected):
    result = start("print(settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS)", **changed)
    assert result.stdout.strip() == expected, result.stderr


@pytest.mark.parametrize(("proxy", "trusted"), [("yes", True), ("no", False)])
def test_a_forwarded_protocol_counts_only_behind_our_proxy(proxy, trusted):
    result = start("print(settings.SECURE_PROXY_SSL_HEADER is not None)", WEB_PROXY=proxy)
    assert result.stdout.strip() == str(trusted), result.stderr


# Other services


def providers(**changed: str) -> dict:
    code = "import json; print(json.dumps(settings.SOCIALACCOUNT_PROVIDERS))"
    result = start(code, **changed)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_without_their_variables_there_are_no_other_services():
    assert providers() == {}
    assert providers(OIDC_NAME="Uni Login", OIDC_TRUST_EMAIL="yes") == {}


@pytest.mark.parametrize(
    ("service", "name"), [("orcid", "ORCID"), ("google", "Google"), ("github", "GitHub")]
)
def test_each_service_has_two_variables(service, name):
    keys = {f"{service.upper()}_CLIENT_ID": "an-id", f"{service.upper()}_CLIENT_SECRET": "hush"}
    app = {"client_id": "an-id", "secret": "hush", "name": name, "settings": {}}
    assert providers(**keys) == {service: {"APPS": [app]}}


OIDC = {
    "OIDC_SERVER_URL": "https://login.example.org/realms/uni/",
    "OIDC_CLIENT_ID": "an-id",
    "OIDC_CLIENT_SECRET": "hush",
}


@pytest.mark.parametrize("trust", [False, True])
def test_any_openid_connect_provider(trust):
    [app] = providers(**OIDC, OIDC_TRUST_EMAIL="yes" if trust else "no")["openid_connect"]["APPS"]
    assert (app["provider_id"], app["name"]) == ("oidc", "login.example.org")
    assert app["settings"]["server_url"] == "https://login.example.org/realms/uni"
    assert app["settings"]["email_authentication"] is trust
    [app] = providers(**OIDC, OIDC_NAME="Uni Login")["openid_connect"]["APPS"]
    assert app["name"] == "Uni Login"


@pytest.mark.parametrize(
    ("changed", "name", "says"),
    [
        ({"ORCID_CLIENT_ID": "an-id"}, "ORCID_CLIENT_SECRET", "belongs to ORCID_CLIENT_ID: set all of them"),
        ({"GOOGLE_CLIENT_SECRET": "hush"}, "GOOGLE_CLIENT_ID", "belongs to GOOGLE_CLIENT_SECRET"),
        (
            {"GITHUB_CLIENT_ID": "change-me", "GITHUB_CLIENT_SECRET": "hush"},
            "GITHUB_CLIENT_ID",
            "of the example",
        ),
        (
            {"GITHUB_CLIENT_ID": "an id", "GITHUB_CLIENT_SECRET": "hush"},
            "GITHUB_CLIENT_ID",
            "must not have a space",
        ),
        (
            {**OIDC, "OIDC_CLIENT_SECRET": ""},
            "OIDC_CLIENT_SECRET",
            "belongs to OIDC_SERVER_URL, OIDC_CLIENT_ID",
        ),
        (
            {**OIDC, "OIDC_SERVER_URL": "http://login.example.org"},
            "OIDC_SERVER_URL",
            "an address such as https://",
        ),
        ({**OIDC, "OIDC_SERVER_URL": "login.example.org"}, "OIDC_SERVER_URL", "an address such as https://"),
        ({**OIDC, "OIDC_TRUST_EMAIL": "perhaps"}, "OIDC_TRUST_EMAIL", "must be yes or no"),
    ],
)
def test_a_service_that_is_half_set_up_is_refused(changed, name, says):
    result = start(**changed)
    assert result.returncode == 1
    [line] = result.stderr.strip().splitlines()
    assert line.startswith(f"Tandem does not start: {name} ") and says in line
    assert "hush" not in line


def test_a_former_key_keeps_second_factors():
    result = start("print(settings.SECRET_KEY_FALLBACKS)", SECRET_KEY_FALLBACKS="one two")
    assert result.stdout.strip() == "['one', 'two']", result.stderr
