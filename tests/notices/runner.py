"""A real process for the tests that kill one: `python -m tests.notices.runner worker|deliver`.

It works on the database of the test that starts it and sends to that test's mail sink. Leases are short and
planning is slow, so that kills strike in the middle and the test does not wait five minutes.
"""

import os
import sys
import time
from datetime import timedelta


def main(what):
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["RUNNER_DATABASE"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["RUNNER_SMTP_PORT"])
    django.setup()

    from django.core.management import call_command

    from notices import delivery, planning
    from tests.notices import fakes
    from tests.worker import work

    fakes.install()
    delivery.LEASE = timedelta(seconds=2)
    planning.BATCH = 20
    if what == "deliver":
        call_command("deliver", poll=0.1)
        return
    collect = planning._collect

    def slowly(pairs, now):
        found = collect(pairs, now)
        time.sleep(0.3)
        return found

    planning._collect = slowly
    work("notices.tasks.plan_digests")


if __name__ == "__main__":
    main(sys.argv[1])
