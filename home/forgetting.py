"""Taking a person's address and name out of words that stay."""

import json
import re

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from core import markdown
from core.logs import LEFT_OUT
from members.models import User

from .holdings import OWN_WORDS, models_of

# A name of one word may be any word ("Rose"): in running text it is left alone.
SEVERAL_WORDS = re.compile(r"\S+\s+\S+")


def pattern(words):
    """What finds these addresses or names as wholes, whatever their capitals; None for none."""
    found = sorted({re.escape(word) for word in words if word}, key=len, reverse=True)
    return re.compile(rf"(?<![\w.+-])(?:{'|'.join(found)})(?![\w-]|\.\w)", re.IGNORECASE) if found else None


def take_out(value, found):
    """`value`, a text or what JSON can hold, with "[…]" for everything that the pattern finds."""
    if isinstance(value, str):
        return found.sub(LEFT_OUT, value)
    if isinstance(value, list):
        return [take_out(one, found) for one in value]
    if isinstance(value, dict):
        return {take_out(key, found): take_out(one, found) for key, one in value.items()}
    return value


def take_addresses_out(addresses):
    """Take the addresses out of every text of the database, whoever wrote it.

    The addresses by which accounts are known are none of these texts.
    """
    found = pattern(addresses)
    if found is None:
        return
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            if model is User and field.name == User.EMAIL_FIELD:
                continue
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                _replace(model._base_manager.all(), field, addresses, found)


def take_name_out(member, names):
    """Take the names of a member out of what they wrote alone (holdings.OWN_WORDS)."""
    names = [name for name in names if SEVERAL_WORDS.fullmatch(name)]
    found = pattern(names)
    if found is None:
        return
    for model, pointer, column in models_of(OWN_WORDS):
        rows = model._base_manager.filter(**{pointer: member})
        _replace(rows, model._meta.get_field(column), names, found)


def _replace(rows, field, needles, found):
    """Rewrite the rows in which `field` holds a needle. Only they are read."""
    holding = Q()
    for needle in needles:
        # Some databases keep JSON with every sign beyond ASCII escaped.
        for form in {needle, json.dumps(needle)[1:-1]}:
            holding |= Q(as_text__icontains=form)
    rows = rows.annotate(as_text=Cast(field.name, models.TextField())).filter(holding)
    for pk in list(rows.order_by().values_list("pk", flat=True)):
        row = rows.model._base_manager.filter(pk=pk)
        before = row.values_list(field.name, flat=True).get()
        after = take_out(before, found)
        if isinstance(after, str) and field.max_length:
            after = after[: field.max_length]
        if after != before:
            row.update(**{field.name: after})
            markdown.forget(list(_texts(before)))


def _texts(value):
    """Every text in a value: what the cache may hold as HTML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
