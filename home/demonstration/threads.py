"""Every discussion; each is one file in `texts/threads/`."""

from .reading import TEXTS, thread

THREADS = tuple(thread(path.stem) for path in sorted((TEXTS / "threads").glob("*.md")))
