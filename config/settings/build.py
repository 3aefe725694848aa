"""For building an image: enough to compile translations and collect static files, never to serve."""

import os
import secrets

from .base import *  # noqa: F403

SECRET_KEY = secrets.token_urlsafe(50)
STATIC_ROOT = os.environ.get("STATIC_ROOT", STATIC_ROOT)  # noqa: F405
