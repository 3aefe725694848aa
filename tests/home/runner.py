"""A real Celery worker with its beat, on the database of the test that starts it: `python -m tests.home.runner`.

Claims are short, so that the test does not wait five minutes; `slowly` makes a copy take long enough to be
killed in the middle.
"""

import os
import sys
import time
from datetime import timedelta


def main(slowly):
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["RUNNER_DATABASE"]
    settings.MEDIA_ROOT = os.environ["RUNNER_MEDIA"]
    django.setup()

    from home import copying, exporting
    from tests.worker import work

    exporting.LEASE, exporting.TELL_EVERY = timedelta(seconds=2), 5
    if slowly:
        step = copying._Copy.step

        def slow_step(self):
            time.sleep(0.05)
            step(self)

        copying._Copy.step = slow_step
    work("home.tasks.make_exports")


if __name__ == "__main__":
    main("slowly" in sys.argv)
