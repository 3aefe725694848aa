"""Files and functions worth a look for their length; `make check` prints them and never fails for them."""

import ast
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = {".venv", "venv", "var", "migrations", "node_modules"}


def worth_a_look(root: Path = ROOT) -> Iterator[str]:
    """Each Python file or function over the length at which we look again."""
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root)
        if ELSEWHERE & set(name.parts) or any(part.startswith(".") for part in name.parts):
            continue
        source = path.read_text(encoding="utf-8")
        if (lines := source.count("\n")) > LONGEST_FILE:
            yield f"{name}: {lines} lines"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{name}:{node.lineno}: {node.name} has {length} lines"


if __name__ == "__main__":
    if found := list(worth_a_look()):
        print("- worth a look:", *found, sep="\n    ")
