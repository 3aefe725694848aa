"""Organisations, groups and who belongs to them. What they may do is in access.py."""

from .groups import Group, GroupPhoto, GroupProposal
from .membership import (
    INVITATION_DAYS,
    Ban,
    Invitation,
    JoinRequest,
    LogEntry,
    Membership,
    Stewardship,
    note,
)
from .organisations import Affiliation, Organisation, OrganisationApplication, OrganisationRole
from .pages import CHARTER_FIELDS, GroupIndexPage, GroupPage, index_slug
from .telling import Answered, Told

__all__ = [
    "CHARTER_FIELDS",
    "INVITATION_DAYS",
    "Affiliation",
    "Answered",
    "Ban",
    "Group",
    "GroupIndexPage",
    "GroupPage",
    "GroupPhoto",
    "GroupProposal",
    "Invitation",
    "JoinRequest",
    "LogEntry",
    "Membership",
    "Organisation",
    "OrganisationApplication",
    "OrganisationRole",
    "Stewardship",
    "Told",
    "index_slug",
    "note",
]
