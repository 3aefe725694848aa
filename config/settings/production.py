"""A real site. Everything comes from the environment; .env.example names each variable."""

from email.utils import parseaddr
from pathlib import Path

from . import environment
from .base import *  # noqa: F403
from .base import LOGGING, TIME_ZONE

SECRET_KEY = environment.secret("SECRET_KEY", shortest=50)
# Former keys, so that a new one signs nobody out and loses no second factor.
SECRET_KEY_FALLBACKS = environment.text("SECRET_KEY_FALLBACKS", "").split()
SITE_NAME = WAGTAIL_SITE_NAME = environment.text("SITE_NAME", "Tandem")
_site = environment.site("SITE_URL")
SITE_URL = WAGTAILADMIN_BASE_URL = f"https://{_site.netloc}"
ALLOWED_HOSTS = [_site.hostname]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TIME_ZONE = environment.time_zone("TIME_ZONE", TIME_ZONE)

DATABASES = {
    "default": environment.postgresql("DATABASE_URL", environment.number("DATABASE_POOL", 10, 1, 200))
}

# Redis may lose all it has: sessions are also in the database, and what is planned is in tables.
_redis = environment.redis("REDIS_URL")
CACHES = {"default": {**CACHES["default"], "LOCATION": f"{_redis}/1"}}  # noqa: F405
CACHES["default"] |= {"BACKEND": "django.core.cache.backends.redis.RedisCache", "OPTIONS": {}}
CELERY_BROKER_URL = f"{_redis}/0"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = environment.number("EMAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER = environment.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_PASSWORD", "")
# Port 465 speaks TLS from the first byte, the others after STARTTLS.
EMAIL_USE_SSL = environment.switch("EMAIL_TLS", True) and EMAIL_PORT == 465
EMAIL_USE_TLS = environment.switch("EMAIL_TLS", True) and EMAIL_PORT != 465
if bool(EMAIL_HOST_USER) != bool(EMAIL_HOST_PASSWORD):
    raise environment.Refused("EMAIL_USER", "and EMAIL_PASSWORD belong together: set both or neither.")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.mailbox("DEFAULT_FROM_EMAIL")
MAIL_DOMAIN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]

# Other services that sign people in: each is there once its variables are.
SOCIALACCOUNT_PROVIDERS = environment.services({"orcid": "ORCID", "google": "Google", "github": "GitHub"})

# Only https. Where our own proxy ends TLS, its word counts; anybody else's header must not.
if environment.switch("WEB_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Or the limits on attempts to sign in would count everybody as one.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 31536000, 0, 63072000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.switch("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = False
# Other hosts under the same domain, and the list built into browsers, are their owner's business.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]  # noqa: F405
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True

STATIC_ROOT = environment.text("STATIC_ROOT", str(STATIC_ROOT))  # noqa: F405
MEDIA_ROOT = environment.text("MEDIA_ROOT", str(MEDIA_ROOT))  # noqa: F405
TOMBSTONES = environment.text("TOMBSTONES", str(Path(MEDIA_ROOT).parent / "tombstones.jsonl"))

LOGGING["handlers"]["console"]["stream"] = "ext://sys.stdout"
LOGGING["root"]["level"] = environment.text("LOG_LEVEL", "INFO").upper()
if LOGGING["root"]["level"] not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise environment.Refused("LOG_LEVEL", "must be DEBUG, INFO, WARNING or ERROR.")
