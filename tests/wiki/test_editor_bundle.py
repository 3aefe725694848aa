"""The editor that is served is the one that was written: its bundle carries a mark of its sources."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EDITOR, BUILT = ROOT / "editor", ROOT / "static" / "editor"


def test_the_bundle_is_built_from_these_sources():
    names = ["build.mjs", "package-lock.json", "package.json"]
    names += sorted(f"src/{path.name}" for path in (EDITOR / "src").glob("*.js"))
    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\n".encode() + (EDITOR / name).read_bytes() + b"\n")
    first_line = (BUILT / "editor.js").read_text().split("\n", 1)[0]
    assert digest.hexdigest() in first_line, "please run: make editor"


def test_the_lock_names_no_address():
    packages = json.loads((EDITOR / "package-lock.json").read_text())["packages"]
    assert not [name for name, about in packages.items() if "resolved" in about]
    assert all("integrity" in about for name, about in packages.items() if name)


def test_every_part_has_its_licence():
    licences = (BUILT / "LICENSES.txt").read_text()
    wanted = json.loads((EDITOR / "package.json").read_text())["dependencies"]
    assert not [name for name in wanted if not re.search(rf"^{re.escape(name)} \d", licences, re.MULTILINE)]
    assert "MIT" in licences
