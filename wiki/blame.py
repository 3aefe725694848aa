"""Who wrote this passage: for each line of a page, the edit in which it came to be as it is."""

import time
from dataclasses import dataclass

from django.core.cache import cache

from core.aligning import matches

# How far back it is looked, in edits and in seconds; what is older is said to be from before.
MOST_EDITS = 500
MOST_SECONDS = 1.5
AT_ONCE = 20
CACHE_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Passage:
    """Consecutive lines of one edit: its number, or, with `before`, that of the oldest edit looked at."""

    text: str
    number: int
    before: bool = False


def passages(page):
    """[Passage] of the page as it is now, in order. Two queries, one where it was asked before.

    Kept by revision and without names: who is behind a number is looked up whenever it is shown.
    """
    lines = page.body.split("\n")
    key = f"wiki-blame:{page.pk}:{page.latest_revision_id}"
    found = cache.get(key)
    if found is None or sum(size for size, *_rest in found) != len(lines):
        found, finished = _runs(page, lines)
        cache.set(key, found, CACHE_SECONDS if finished else 3600)
    passages, at = [], 0
    for size, number, before in found:
        passages.append(Passage("\n".join(lines[at : at + size]).strip("\n"), number, before))
        at += size
    return [passage for passage in passages if passage.text.strip()]


def _runs(page, lines):
    """([(lines, number of the edit, whether it only is older than that)], whether we came to the end)."""
    numbers, oldest, finished = attribute(lines, _versions(page))
    runs = []
    for line, number in zip(lines, numbers, strict=True):
        before = number is None
        here = oldest if before else number
        # An empty line belongs to what stands above it.
        if runs and (not line.strip() or (runs[-1][1], runs[-1][2]) == (here, before)):
            runs[-1][0] += 1
        else:
            runs.append([1, here, before])
    return [tuple(run) for run in runs], finished


def _versions(page):
    """(number, text) from the latest on."""
    rows = page.edits.order_by("-number").values_list("number", "revision__content")
    for number, content in rows[:MOST_EDITS].iterator(chunk_size=AT_ONCE):
        yield number, content.get("body", "")


def attribute(lines, versions):
    """([number of the version in which each line came to be, or None], the oldest looked at, whether to the end).

    `versions` gives (number, text) from the latest, whose lines are `lines`, to the first.
    """
    numbers = [None] * len(lines)
    # Where the lines not settled yet stand in the version looked at: {index there: index now}.
    open_lines, later, latest = None, None, 0
    started = time.monotonic()
    for number, text in versions:
        here = text.split("\n")
        if open_lines is None:
            # A page changed past its history has lines that no version has.
            open_lines = {i + k: j + k for i, j, size in matches(here, lines) for k in range(size)}
        else:
            earlier = {}
            for i, j, size in matches(here, later):
                for step in range(size):
                    if j + step in open_lines:
                        earlier[i + step] = open_lines.pop(j + step)
            for now in open_lines.values():
                numbers[now] = latest
            open_lines = earlier
        later, latest = here, number
        if not open_lines:
            return numbers, latest, True
        if time.monotonic() - started > MOST_SECONDS:
            break
    if open_lines and latest == 1:
        for now in open_lines.values():
            numbers[now] = 1
    return numbers, latest, latest <= 1
