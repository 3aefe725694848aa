"""The contents of one digest: what each group has to tell one member.

Every package describes its own things. A model whose rows appear in notices has a class method
`digest_entries(ids, member, language)` that returns a list of `Entry`, built from the rows the member may
see and from nothing else.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Passage:
    """A few words somebody wrote: `text` is plain text in `language`, `url` an absolute path or address."""

    author: str
    at: datetime
    language: str
    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing that happened in a group: a discussion with its replies, a page that changed."""

    group_id: int
    key: str
    title: str
    title_language: str
    url: str
    kind: str
    facts: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    at: datetime | None = None
