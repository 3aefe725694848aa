"""What is written into a log names no person: neither an address nor an IP number."""

import logging
import re
from pathlib import Path

import pytest
from django.conf import settings

from core.logs import Formatter, scrub, told

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("{'joe@x.example': (550, b'no')}", "{'[…]': (550, b'no')}"),
        ("o'neil+list@sub.x-y.example, é@x.org", "[…], […]"),
        ("Key (lower(email::text))=(joe@x.org) exists", "Key (lower(email::text))=([…]) exists"),
        ("from 203.0.113.7:443, 10.1.2.3.", "from […]:443, […]."),
        ("[2001:db8::5]:80 and ::ffff:203.0.113.7", "[[…]]:80 and […]"),
        ("127.0.0.1:6379 refused, so did ::1", "127.0.0.1:6379 refused, so did ::1"),
        ("2026-11-24 16:20:00,123 done in 1.2.3", "2026-11-24 16:20:00,123 done in 1.2.3"),
    ],
)
def test_addresses_and_numbers_are_taken_out_and_nothing_else(said, written):
    assert scrub(said) == written


def test_a_traceback_is_scrubbed_too():
    try:
        raise ValueError("no joe@x.example at 203.0.113.7")
    except ValueError as trouble:
        words = told(trouble)
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "for %s", ("ann@x.example",), True)
        record.exc_info = (ValueError, trouble, trouble.__traceback__)
    assert "ValueError: no […] at […]" in words and "test_logs.py" in words
    assert "@" not in Formatter("%(message)s").format(record)


def test_every_handler_of_the_site_writes_that_way():
    for handler in settings.LOGGING["handlers"].values():
        assert settings.LOGGING["formatters"][handler["formatter"]]["()"] == "core.logs.Formatter"


@pytest.mark.parametrize("place", ["deploy/gunicorn.py", "home/management/commands/rundemo.py"])
def test_the_log_of_requests_knows_no_visitor(place):
    """Of gunicorn's signs: h is the IP number, q the query, r the line with it, f and a what the browser says."""
    found = re.findall(r"%\((.*?)\)s", next(re.finditer(r"'(%\(t\)s .*?)'", (ROOT / place).read_text()))[1])
    assert found and not set(found) & {"h", "q", "r", "f", "a", "u"}
    assert not [sign for sign in found if sign.startswith("{")]
