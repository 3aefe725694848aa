"""Tags for the pages of an account."""

import json

from django import template

from members import elsewhere, second_factor, sessions

register = template.Library()


@register.simple_tag
def services():
    """[(id, name)] of the services through which one can sign in."""
    return elsewhere.services()


@register.simple_tag
def has_second_factor(member):
    """Whether signing in asks `member` for more than a password."""
    return second_factor.has_second_factor(member)


@register.filter
def device(user_agent):
    """ "Firefox on Linux"."""
    return sessions.device(user_agent)


@register.filter
def in_fours(secret):
    """A long key in groups of four, as one types it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.filter
def as_json(value):
    """For a data- attribute that a script reads."""
    return json.dumps(value)
