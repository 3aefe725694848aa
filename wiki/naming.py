"""What [[links]] name: which page of which wiki, for one reader.

[[Title]] is a page of the same wiki, [[Title#Section]] a section of it, [[group:Title]] a page of another
group, by its short name. A title may hold colons and "#"; so a target is tried in several ways. What the
reader may not see is tried like what is not there, and fails the same way.
"""

import re
from functools import lru_cache
from urllib.parse import quote, urlencode

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Lower
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

from core.markdown import slug as anchor_of
from groups import access as rules
from groups.models import Group

from .models import FRONT_DEPTH, OldAddress, WikiPage

# SQLite takes 32,766 values in a query at least; a target needs 13 of them at worst.
MOST_AT_ONCE = 2_000
SLUG_LENGTH = 60
GROUP_KEY = re.compile(r"[a-z0-9_-]{1,50}")
TITLE, SLUG, OLD = range(3)


class Address(str):
    """The address of a page. `hreflang` is its language where that is not the language of the text."""

    __slots__ = ("hreflang",)

    def __new__(cls, address, hreflang=""):
        made = super().__new__(cls, address)
        made.hreflang = hreflang
        return made


@lru_cache(maxsize=16_384)
def slug_of(title, language):
    """The last word of a page's address, made from its title; may be empty."""
    # “l’archive” is two words in French; “people’s” is one in English.
    words = re.sub("['’]", " " if language == "fr" else "", title)
    return slugify(string_to_ascii(words))[:SLUG_LENGTH].strip("-")


def split_group(target):
    """(short name of a group, title there) of "group:Title"; ("", target) for what cannot be that."""
    before, colon, after = target.partition(":")
    key, title = before.strip().lower(), after.strip()
    return (key, title) if colon and title and GROUP_KEY.fullmatch(key) else ("", target)


def split_section(title):
    """(title, section) of "Title#Section"; (title, "") for what cannot be that."""
    before, _sign, section = title.rpartition("#")
    before, section = before.strip(), section.strip()
    return (before, section) if before and section else (title, "")


class Names:
    """What the pages are called that a text of one wiki may name, as far as `reader` may see them.

    `language` is that of the text; pages in it come first. `reader` is a member, or None for a visitor.
    """

    def __init__(self, group_id, language, reader=None):
        self.group_id, self.language, self.reader = group_id, language, reader
        self._found = {}  # {(short name of a group or "", is it a slug, name): (rank, Address)}
        self._fronts = {}  # {short name of a group: (its id, address of its front page in this language)}
        self._rights = None

    def look_up(self, targets):
        """Learn the pages that `targets` may name. One query for every MOST_AT_ONCE of them."""
        wanted = list(dict.fromkeys(targets))
        for start in range(0, len(wanted), MOST_AT_ONCE):
            self.take(self._rows(wanted[start : start + MOST_AT_ONCE]))

    def _rows(self, targets):
        own, keys, theirs = set(), set(), set()
        for target in targets:
            own.update({target, split_section(target)[0]})
            key, title = split_group(target)
            if key:
                keys.add(key)
                theirs.update({title, split_section(title)[0]})
        pages = self._called("group", own, "title__in", "slug__in")
        olds = self._called("page__group", own, "title__in")
        if keys:
            there = self._readable("group", keys)
            front = Q(depth=FRONT_DEPTH, locale__language_code=self.language)
            pages |= there & (self._called("", theirs, "title__in", "slug__in") | front)
            olds |= self._readable("page__group", keys) & self._called("", theirs, "title__in")
        return now(pages, self.language).union(before(olds, self.language), all=True)

    def _called(self, group, names, *lookups):
        """Q: called by one of `names`; with `group`, only in the wiki of the text."""
        called = Q()
        for lookup in lookups:
            slugs = lookup == "slug__in"
            called |= Q(
                **{lookup: [slug_of(name, self.language) for name in names] if slugs else list(names)}
            )
        return called & Q(**{group: self.group_id}) if group else called

    def _slugs(self, names):
        """Of `names`; "Title#Section" as a whole can be a title, never the last word of an address."""
        return list({slug_of(name, self.language) for name in names if not split_section(name)[1]} - {""})

    def _readable(self, group, keys):
        groups = Group.objects.annotate(low=Lower("key")).filter(low__in=keys)
        groups = groups.filter(Q(pk=self.group_id) | rules.readable_by(self.reader))
        return Q(**{f"{group}__in": groups.values("pk")})

    def take(self, rows):
        """Remember pages: rows of `now` and `before`."""
        for pk, group_id, key, title, slug, address, code, depth, kind, half in rows:
            elsewhere = code != self.language
            found = Address(half or address, "" if half or not elsewhere else code)
            key = key.lower()
            places = [key, ""] if group_id == self.group_id else [key]
            for place in places:
                self._remember((place, False, title), (elsewhere, kind, pk), found)
                if slug:
                    self._remember((place, True, slug), (elsewhere, SLUG, pk), found)
            if depth == FRONT_DEPTH and not elsewhere:
                self._fronts[key] = (group_id, address)

    def _remember(self, name, rank, address):
        if name not in self._found or rank < self._found[name][0]:
            self._found[name] = (rank, address)

    def address(self, target):
        """The Address that `target` leads to, or None where there is none for this reader."""
        key, title = split_group(target)
        return (self._in(key, title) if key else None) or self._in("", target)

    def _in(self, place, title):
        before, section = split_section(title)
        if not section:
            return self._best(place, title)
        found = self._found.get((place, False, title))
        if found:
            return found[1]
        found = self._best(place, before)
        return found and Address(f"{found}#{quote(anchor_of(section))}", found.hreflang)

    def _best(self, place, title):
        ways = [self._found.get((place, False, title))]
        slug = slug_of(title, self.language)
        ways += [self._found.get((place, True, slug))] if slug else []
        ways = [way for way in ways if way]
        return min(ways)[1] if ways else None

    def form(self, target, page_path, may_write):
        """Where this reader can write the page that `target` names but nobody wrote yet, or None.

        In the wiki of a group that they may read, if the target begins so; else below `page_path`.
        """
        key, title = split_group(target)
        if key in self._fronts:
            group_id, page_path = self._fronts[key]
            if group_id != self.group_id:
                may_write = self._may_write(group_id)
        else:
            title = target
        if not may_write:
            return None
        return f"{page_path}new/?{urlencode({'title': split_section(title)[0]})}"

    def _may_write(self, group_id):
        if not rules.is_somebody(self.reader):
            return False
        if self._rights is None:
            groups = Group.objects.filter(pk__in=[pk for pk, _address in self._fronts.values()])
            self._rights = rules.accesses(self.reader, groups)
        return group_id in self._rights and self._rights[group_id].may_write


def now(pages, language):
    """Rows for `Names.take` of the live pages that the Q `pages` chooses, by their title and slug."""
    rows = WikiPage.objects.filter(pages, live=True).annotate(
        kind=Value(TITLE), half=_half("translation_key", language)
    )
    return rows.order_by().values_list(
        "pk", "group_id", "group__key", "title", "slug", "url_path", "locale__language_code", "depth",
        "kind", "half",
    )  # fmt: skip


def before(olds, language):
    """Rows for `Names.take` of live pages by titles they had: the Q `olds` chooses among OldAddress."""
    rows = OldAddress.objects.filter(olds, page__live=True).annotate(
        kind=Value(OLD),
        half=_half("page__translation_key", language),
        no_slug=Value("", output_field=CharField()),
    )
    return rows.values_list(
        "page_id", "page__group_id", "page__group__key", "title", "no_slug", "page__url_path",
        "page__locale__language_code", "page__depth", "kind", "half",
    )  # fmt: skip


def _half(key, language):
    """The address of the same page in `language`: better than the one that was named, where it is there."""
    rows = WikiPage.objects.filter(translation_key=OuterRef(key), locale__language_code=language, live=True)
    return Subquery(rows.order_by().values("url_path")[:1])
