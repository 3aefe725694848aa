"""Tags about groups that any template may use."""

from django import template

from core.pages import current_language
from groups import changes
from groups.models import index_slug

register = template.Library()


@register.simple_tag
def groups_address():
    """The address of the list of groups in the interface's language. No query."""
    language = current_language()
    return f"/{language}/{index_slug(language)}/"


@register.filter
def visibility_words(group):
    """Who can see a group, as one word on its band."""
    return changes.VISIBILITIES[group.visibility]


@register.filter
def log_words(entry):
    """What is said about an entry of the log, in the reader's language."""
    return changes.in_words(entry)
