"""Logs hold no person: addresses and IP numbers are taken out before a line is written."""

import ipaddress
import logging
import re
import traceback

LEFT_OUT = "[…]"
ADDRESS = re.compile(r"[\w+][\w.!#$%&'*+/=?^`{|}~-]*@[\w-]+(?:\.[\w-]+)*")
SIX = r"(?<![\w.:])[0-9A-Fa-f]*(?::[0-9A-Fa-f]*){2,}(?:\.\d{1,3}){0,3}(?![\w:])"
FOUR = r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)"
NUMBER = re.compile(f"{SIX}|{FOUR}")


def scrub(text):
    """`text` with "[…]" for every e-mail address and every IP number but this machine's own."""
    return NUMBER.sub(_hidden, ADDRESS.sub(LEFT_OUT, text))


def _hidden(match):
    try:
        number = ipaddress.ip_address(match[0])
    except ValueError:
        return match[0]
    return match[0] if number.is_loopback or number.is_unspecified else LEFT_OUT


def told(trouble):
    """An exception with its traceback, fit for a log: errors of mail servers name whom they refused."""
    return scrub("".join(traceback.format_exception(trouble)).rstrip())


class Formatter(logging.Formatter):
    """For every handler: whatever a library wrote into its message or its traceback is scrubbed."""

    def format(self, record):
        return scrub(super().format(record))
