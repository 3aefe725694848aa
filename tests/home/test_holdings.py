"""The table of what we hold knows every column, of ours or of a library, that can hold a person."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from home import holdings
from members.models import User

# Columns that hold a person's name, address or number beside a pointer, or instead of one.
COPIES = {"author_name", "last_post_by", "actor_name", "subject_name", "member_name", "invited_by_name"}
COPIES |= {"user_name", "user_email", "user_url", "ip_address", "ip", "email", "address"}


def test_every_column_that_points_to_a_member_is_in_the_table():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is User and not field.remote_field.parent_link
    }
    named = {holding.name for holding in holdings.installed() if "__" not in holding.pointer}
    assert found == named


def test_every_copy_of_a_name_or_address_is_in_the_table():
    handled = {(h.label, column) for h in holdings.HOLDINGS for column in h.blank}
    handled |= set(holdings.BY_ADDRESS)
    # Rows that go whole need no column emptied; the last name of a thread is erasure's own care.
    whole = {h.label for h in holdings.HOLDINGS if h.fate == holdings.DELETE and "__" not in h.pointer}
    partly = {h.label for h in holdings.HOLDINGS if h.fate == holdings.DETACH}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if model is User or (label in whole and label not in partly):
            continue
        for field in model._meta.local_concrete_fields:
            if field.name in COPIES and not field.is_relation:
                known = (label, field.name) in handled or (label, field.name) == (
                    "forum.Thread",
                    "last_post_by",
                )
                assert known, f"{label}.{field.name} holds a person and home/holdings.py does not know it"


def test_every_row_about_any_object_is_in_the_table():
    named = {(label, kind) for label, kind, _id in holdings.ABOUT_AN_OBJECT}
    for model in apps.get_models():
        names = {field.name for field in model._meta.local_fields}
        if names & {"object_id", "object_pk", "to_object_id"}:
            for field in model._meta.local_fields:
                if field.is_relation and field.related_model is ContentType:
                    assert (model._meta.label, field.name) in named
