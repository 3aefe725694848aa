"""For the tests: SQLite in a file, or the private PostgreSQL and Redis that the tests start."""

import atexit
import os
import shutil
import tempfile
from urllib.parse import urlsplit

from .base import *  # noqa: F403

SECRET_KEY = "for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True

_folder = tempfile.mkdtemp(prefix="tandem-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
MEDIA_ROOT = os.path.join(_folder, "media")
TOMBSTONES = os.path.join(_folder, "tombstones.jsonl")
DEMO_MAIL_DIR = os.path.join(_folder, "mail")
if os.environ.get("TANDEM_TEST_DATABASE") == "postgresql":
    from tests.servers import private_servers

    private_servers()
if os.environ.get("TANDEM_TEST_PG_URL"):
    _pg = urlsplit(os.environ["TANDEM_TEST_PG_URL"])
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _pg.path.lstrip("/") or "postgres",
            "USER": _pg.username or "postgres",
            "PASSWORD": _pg.password or "",
            "HOST": _pg.hostname,
            "PORT": _pg.port,
        }
    }
else:
    # A file, because threads and processes must be able to share it.
    DATABASES["default"]["NAME"] = os.path.join(_folder, "tandem.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder, "test.sqlite3")}
_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
if os.environ.get("TANDEM_TEST_REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            # A database for each process of pytest-xdist: what one empties is its own.
            "LOCATION": f"{os.environ['TANDEM_TEST_REDIS_URL']}/{_process + 1}",
        }
    }
    CELERY_BROKER_URL = os.environ["TANDEM_TEST_REDIS_URL"]
