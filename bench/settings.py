"""The demonstration's settings; given TANDEM_BENCH_PG and TANDEM_BENCH_REDIS, the stores of production."""

import os

from config.settings import environment
from config.settings.demo import *  # noqa: F403

if "TANDEM_BENCH_PG" in os.environ:
    DATABASES = {"default": environment.postgresql("TANDEM_BENCH_PG", 10)}
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"{os.environ['TANDEM_BENCH_REDIS']}/1",
            "TIMEOUT": CACHES["default"]["TIMEOUT"],  # noqa: F405
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
