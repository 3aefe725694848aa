"""The demonstration and small sites: one folder, no server but our own. `make demo` uses them."""

import contextlib
import os
import secrets
from pathlib import Path

from .base import *  # noqa: F403

DEMO = True
PORT = int(os.environ.get("TANDEM_PORT", "8000"))
DATA = Path(os.environ.get("TANDEM_DATA", BASE_DIR / "var" / "demo")).resolve()  # noqa: F405
for _folder in ("broker", "log", "mail", "static", "media"):
    (DATA / _folder).mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Made once, so that people stay signed in from one start to the next."""
    path = DATA / "secret-key"
    if not path.exists():
        # O_EXCL: of two that start at once, one writes and the other reads.
        with (
            contextlib.suppress(FileExistsError),
            os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file,
        ):
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
SITE_URL = f"http://127.0.0.1:{PORT}"
WAGTAILADMIN_BASE_URL = SITE_URL
# Another name for this machine, if somebody shows the demonstration to others.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *os.environ.get("TANDEM_HOST", "").split()]

DATABASES["default"]["NAME"] = DATA / "tandem.sqlite3"  # noqa: F405
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "media"
TOMBSTONES = DATA / "tombstones.jsonl"

EMAIL_BACKEND = "home.mailbox.Backend"
DEMO_MAIL_DIR = DATA / "mail"

CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(DATA / "broker"),
    "data_folder_out": str(DATA / "broker"),
    "control_folder": str(DATA / "broker" / "control"),
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat-schedule")
