"""Who may do what is decided in groups/access.py alone: nowhere else does our Python look at what decides it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "core", "members", "groups", "notices", "wiki", "forum", "home")
THE_TABLE = "groups/access.py"
NOT_READ = ("migrations", "demonstration")

# Columns that say what somebody may do. To compare one, or to choose rows by one, is to decide.
DECIDES = {
    "visibility",
    "who_writes",
    "join_policy",
    "role",
    "seen_by",
    "is_superuser",
    "is_staff",
    "reviews_newcomers",
}

# Where it is something else: {(file, function or class): why}. An entry that is not needed fails too.
ALLOWED = {
    ("groups/models/groups.py", "Group.Meta"): "a constraint: the community group is public",
    ("groups/models/groups.py", "Group.open_to_everyone"): "what the row means; access.py asks it",
    ("groups/models/groups.py", "Group.how_to_join"): "what the row means; access.py asks it",
    ("groups/governing.py", "_check"): "whether the settings that a steward chose go together",
    ("groups/governing.py", "change_settings"): "asks once more before a group is opened to all",
    ("groups/membership.py", "_end"): "ends the stewardship of who leaves",
    ("groups/membership.py", "active_stewards"): "who gets mail, and whether one is left",
    ("groups/stewards.py", "_stewards"): "which groups would be left without a steward",
    (
        "groups/models/organisations.py",
        "OrganisationQuerySet.chosen",
    ): "a role of an institution, no permission",
    ("groups/models/organisations.py", "OrganisationRoleQuerySet.governing"): "the same",
    ("groups/models/organisations.py", "OrganisationRoleQuerySet.overlapping"): "the same",
    ("groups/who_runs.py", "institutions"): "the same",
}

ROWS = {"filter", "exclude", "get", "Q", "When", "get_object_or_404", "get_or_create", "update_or_create"}


def decides(name):
    """Whether a name of a column, or a lookup through relations, speaks of what decides."""
    return bool(DECIDES & set(name.split("__")))


def compared(node):
    """Whether an operand of a comparison is such a column: `group.visibility`, `after["visibility"]`."""
    if isinstance(node, ast.Attribute):
        return node.attr in DECIDES
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in DECIDES
    )


def lookup(node):
    """The text of a key as in `Q(**{f"{prefix}visibility__in": …})`, without what is filled in."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(
        part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def is_decision(node):
    if isinstance(node, ast.Compare):
        return any(map(compared, [node.left, *node.comparators]))
    if isinstance(node, ast.Attribute):  # true or false by itself
        return node.attr in ("is_superuser", "is_staff", "reviews_newcomers")
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        keys = [keyword.arg for keyword in node.keywords if keyword.arg]
        for keyword in node.keywords:
            if keyword.arg is None and isinstance(keyword.value, ast.Dict):
                keys += [lookup(key) for key in keyword.value.keys if key]
        pairs = [arg.elts[0] for arg in node.args if isinstance(arg, ast.Tuple) and arg.elts]
        return name in ROWS and any(map(decides, [*keys, *map(lookup, pairs)]))
    return isinstance(node, ast.MatchValue) and compared(node.value)


def decisions(source):
    """The functions and classes of a module in which something is decided, by their dotted names."""

    def within(node, place):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            place = [*place, node.name]
        if is_decision(node):
            yield ".".join(place)
        for child in ast.iter_child_nodes(node):
            yield from within(child, place)

    return set(within(ast.parse(source), []))


def found():
    """{(file, function or class)} of all our packages."""
    places = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if name != THE_TABLE and not set(NOT_READ) & set(path.parts):
                places |= {(name, place) for place in decisions(path.read_text())}
    return places


def test_nobody_decides_beside_the_table():
    elsewhere = found() - set(ALLOWED)
    assert not elsewhere, f"ask groups/access.py instead, or say why not: {sorted(elsewhere)}"


def test_no_exception_is_left_over():
    assert not set(ALLOWED) - found()


@pytest.mark.parametrize(
    "line",
    [
        "group.visibility == 'public'",
        "'public' != group.visibility",
        "row.role in ROLES",
        "values['visibility'] == PUBLIC",
        "member.is_superuser",
        "not user.is_staff",
        "group.reviews_newcomers",
        "Group.objects.filter(visibility='public')",
        "rows.exclude(group__visibility__in=['hidden'])",
        "Q(member__seen_by='everyone')",
        "Q(**{f'{prefix}visibility': 'public'})",
        "Q(('group__visibility', 'public'))",
        "get_object_or_404(User, is_superuser=True)",
    ],
)
def test_what_it_would_find(line):
    assert decisions(f"def view():\n    return {line}") == {"view"}


@pytest.mark.parametrize(
    "line",
    [
        "found.may_run",
        "VISIBILITIES[group.visibility]",
        "Group(visibility=chosen)",
        "group.kind == 'chapter'",
    ],
)
def test_what_it_lets_pass(line):
    assert not decisions(f"def view():\n    return {line}")
