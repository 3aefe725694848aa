"""Wiki pages, their edits and files, and how the two languages of a page stand to each other."""

from .files import Attachment, AttachmentVersion
from .pages import (
    FRONT_DEPTH,
    RESERVED_SLUGS,
    TITLE_LENGTH,
    Edit,
    Pairing,
    Weight,
    WikiPage,
)
from .places import Binned, OldAddress, PageLink
from .unfinished import Draft, Editing, NeedsWork, ProposedEdit

__all__ = [
    "FRONT_DEPTH",
    "RESERVED_SLUGS",
    "TITLE_LENGTH",
    "Attachment",
    "AttachmentVersion",
    "Binned",
    "Draft",
    "Edit",
    "Editing",
    "NeedsWork",
    "OldAddress",
    "PageLink",
    "Pairing",
    "ProposedEdit",
    "Weight",
    "WikiPage",
]
