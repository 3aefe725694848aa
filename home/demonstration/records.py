"""The kinds of thing the demonstration is made of.

Only plain data: the builder decides what becomes of it. Languages are "en"
and "fr". Times are relative ("hours_ago", "days_ago"), so that the site looks
lived in whenever it is built; dates are ISO strings ("2021-01-12" or "2021").
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Organisation:
    key: str
    name: str
    country: str  # ISO 3166, two letters
    kind: str  # library, archive, museum, university, other
    site: str = ""


@dataclass(frozen=True)
class OrganisationRole:
    organisation: str  # Organisation.key
    role: str  # secretariat, co-chair, founding member, host
    begun: str
    ended: str | None = None
    note: str = ""  # the edition and its city, the same in every language


@dataclass(frozen=True)
class OrganisationApplication:
    name: str
    country: str  # ISO 3166, two letters
    kind: str
    representative: str  # Person.key
    message: str
    days_ago: float
    site: str = ""
    refused: str = ""  # the reason
    accepted: bool = False


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    email: str
    language: str  # of the interface
    reads: tuple[str, ...]
    time_zone: str
    organisation: str | None = None
    rhythm: str = "daily"
    hour: int = 8
    country: str = ""  # ISO 3166, two letters
    about: dict[str, str] = field(default_factory=dict)  # by language
    seen_by: str = "members"  # everyone, members, groups


@dataclass(frozen=True)
class Steward:
    person: str  # Person.key
    title: str  # chair, co-chair, steward
    since: int  # year
    until: int | None = None  # the last year, itself included


@dataclass(frozen=True)
class Asking:
    """Somebody who waits for an answer to their request."""

    person: str  # Person.key
    message: str
    days_ago: float


@dataclass(frozen=True)
class Invited:
    """An address that a steward has invited."""

    by: str  # Person.key
    email: str
    language: str
    days_ago: float


@dataclass(frozen=True)
class Group:
    key: str
    kind: str  # working group, chapter, committee, community
    visibility: str  # public, listed, hidden
    who_writes: str  # members, everyone
    cloth: str  # petrol, madder, forest, plum, umber, slate
    source_language: str
    name: dict[str, str]
    slug: dict[str, str]
    purpose: dict[str, str]  # one sentence
    charter: dict[str, str]  # Markdown
    meets: dict[str, str]  # one sentence, or ""
    begun: str
    ended: str | None = None
    join_policy: str = "open"  # open, request, invitation
    more: dict[str, dict[str, str]] = field(default_factory=dict)  # language: other fields of the charter
    photo: dict[str, str] = field(default_factory=dict)  # what the picture shows, by language
    asking: tuple["Asking", ...] = ()
    invited: tuple["Invited", ...] = ()
    stewards: tuple[Steward, ...] = ()
    members: tuple[str, ...] = ()  # Person.key; the stewards are among them


@dataclass(frozen=True)
class Proposal:
    """A group that somebody would like."""

    person: str  # Person.key
    names: dict[str, str]
    purposes: dict[str, str]
    kind: str
    source_language: str
    message: str
    days_ago: float


@dataclass(frozen=True)
class Revision:
    """One state of one language's text.

    `based_on` is the number (from 1) of the other language's revision, on the
    same page, that this revision brings its text level with; None if it is
    a change of its own.
    """

    author: str
    days_ago: float
    summary: str
    weight: str  # minor, normal, major
    body: str
    based_on: int | None = None


@dataclass(frozen=True)
class Page:
    """A wiki page; key "root" is the front page of its group's wiki."""

    group: str
    key: str
    parent: str | None  # None: directly under the root
    title: dict[str, str]
    slug: dict[str, str]
    revisions: dict[str, tuple[Revision, ...]]  # oldest first


@dataclass(frozen=True)
class Post:
    author: str
    language: str
    hours_ago: float
    text: str
    reply_to: int | None = None  # number (from 1) of a post of the same thread


@dataclass(frozen=True)
class Section:
    """That a post became a section of the page that its thread is about."""

    post: int  # number (from 1)
    author: str  # who made it
    hours_ago: float
    title: str


@dataclass(frozen=True)
class Thread:
    group: str
    title: str
    language: str
    kind: str  # discussion, question, announcement
    posts: tuple[Post, ...]  # the first one opens the thread
    pinned: bool = False
    locked: str = ""  # the reason, or "" if open
    page: str = ""  # Page.key of the wiki page that it is about
    section: Section | None = None
