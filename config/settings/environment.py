"""Read the environment of a production site, and say in one sentence what is wrong with it."""

import os
from email.utils import parseaddr
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
PLACEHOLDER = "change-me"


class Refused(SystemExit):
    """The site must not start; the sentence is all that the administrator sees."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"Tandem does not start: {name} {sentence}")


def text(name: str, default: str | None = None) -> str:
    """A variable's value; without a default it must be there and not be empty."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise Refused(name, "is missing from the environment; .env.example shows one.")
    return default


def switch(name: str, default: bool) -> bool:
    """A yes or a no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise Refused(name, f"must be yes or no, not {value!r}.")
    return value in YES


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number within bounds."""
    value = text(name, str(default))
    if not value.isdecimal() or not lowest <= int(value) <= highest:
        raise Refused(name, f"must be a whole number from {lowest} to {highest}, not {value!r}.")
    return int(value)


def secret(name: str, shortest: int) -> str:
    """A long random string that nobody else has."""
    value = text(name)
    if len(value) < shortest or len(set(value)) < 10:
        raise Refused(name, f"must be at least {shortest} random characters.")
    if PLACEHOLDER in value:
        raise Refused(name, "still has the value of the example; make your own.")
    return value


def _address(name: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    try:
        parts = urlsplit(text(name))
        # Reading the port is what finds out that it is none.
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise Refused(name, f"must be an address such as {example}")
    return parts


def site(name: str) -> SplitResult:
    """The public address of the site: https, a host, nothing behind it."""
    example = "https://community.example.org, without a path."
    parts = _address(name, ("https",), example)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise Refused(name, f"must be an address such as {example}")
    return parts


def redis(name: str) -> str:
    """The address of a Redis, without a database number: cache and broker take one each."""
    example = "redis://:password@redis:6379, without a database number."
    parts = _address(name, ("redis", "rediss"), example)
    if parts.path not in ("", "/") or parts.query:
        raise Refused(name, f"must be an address such as {example}")
    return parts.geturl().rstrip("/")


def postgresql(name: str, pool: int) -> dict:
    """Django's description of the database at a postgresql:// address."""
    example = "postgresql://tandem:password@db:5432/tandem"
    value = text(name)
    try:
        if urlsplit(value).scheme not in ("postgresql", "postgres"):
            raise ValueError
        parts = conninfo_to_dict(value)
        if not parts.get("dbname") or not parts.get("user"):
            raise ValueError
    except (ValueError, ProgrammingError):
        # The value itself is not repeated: it holds a password.
        raise Refused(name, f"must be an address such as {example}") from None
    if PLACEHOLDER in (parts.get("password") or ""):
        raise Refused(name, "still has the password of the example; make your own.")
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    database = {theirs: str(parts.pop(ours, "") or "") for ours, theirs in names.items()}
    options = {**parts, "pool": {"min_size": 1, "max_size": pool, "timeout": 15}}
    return {"ENGINE": "django.db.backends.postgresql", **database, "OPTIONS": options}


def mailbox(name: str) -> str:
    """A sender such as `Tandem <tandem@example.org>`."""
    value = text(name)
    address = parseaddr(value)[1]
    local, _, domain = address.rpartition("@")
    if not local or "." not in domain or any(sign in value for sign in "\r\n,"):
        raise Refused(name, 'must be a sender such as "Tandem <tandem@example.org>".')
    return value


def time_zone(name: str, default: str) -> str:
    """A time zone by its name."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):
        raise Refused(name, f"must be a time zone such as Europe/Paris, not {value!r}.") from None
    return value


def together(*names: str) -> tuple[str, ...] | None:
    """The values of variables that are set all or none; None where none is."""
    values = tuple(text(name, "") for name in names)
    if not any(values):
        return None
    for name, value in zip(names, values, strict=True):
        if not value:
            others = ", ".join(other for other in names if other != name)
            raise Refused(name, f"belongs to {others}: set all of them or none.")
        if PLACEHOLDER in value:
            raise Refused(name, "still has the value of the example; use the one that the service gave you.")
        if any(sign.isspace() for sign in value):
            raise Refused(name, "must not have a space in it; was something else copied with it?")
    return values


def services(known: dict[str, str]) -> dict:
    """django-allauth's description of the services that sign people in: {id: name} of `known`, and OpenID."""
    found = {}
    for service, name in known.items():
        prefix = service.upper()
        if keys := together(f"{prefix}_CLIENT_ID", f"{prefix}_CLIENT_SECRET"):
            app = {"client_id": keys[0], "secret": keys[1], "name": name, "settings": {}}
            found[service] = {"APPS": [app]}
    if keys := together("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        server = _address("OIDC_SERVER_URL", ("https",), "https://login.example.org/realms/members")
        own = {
            "server_url": server.geturl().rstrip("/"),
            "oauth_pkce_enabled": True,
            "email_authentication": switch("OIDC_TRUST_EMAIL", False),
        }
        app = {"client_id": keys[1], "secret": keys[2], "provider_id": "oidc", "settings": own}
        found["openid_connect"] = {"APPS": [{**app, "name": text("OIDC_NAME", server.hostname)}]}
    return found
