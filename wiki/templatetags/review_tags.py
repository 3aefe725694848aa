"""What pages show of notes that a page needs work, and of changes that wait for a steward."""

from django import template

from wiki.models import ProposedEdit

register = template.Library()
NOTES_ON_A_PAGE = 10


@register.inclusion_tag("wiki/work_notes.html")
def work_notes(page, access):
    """What is to be done on a page, for a reader who may read it. One query."""
    notes = list(page.work_notes.filter(done_at=None)[: NOTES_ON_A_PAGE + 1])
    return {
        "page": page,
        "group": page.group,
        "access": access,
        "notes": notes[:NOTES_ON_A_PAGE],
        "more": len(notes) > NOTES_ON_A_PAGE,
    }


@register.simple_tag
def changes_waiting(access):
    """How many changes to the wiki wait for this steward; 0 for others. One query."""
    return ProposedEdit.objects.visible_to(access).waiting().count() if access.may_run else 0
