"""manage.py deliver: the process that sends what waits in the outbox."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections, connection

from core.logs import told
from notices import delivery

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the mails that are due, and go on looking for more until TERM or Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what is due now, then end (for cron)")
        parser.add_argument("--poll", type=float, default=2, metavar="SECONDS", help="how often to look")

    def handle(self, *args, once, poll, **options):
        if not 0 < poll <= 3600:
            raise CommandError("--poll takes a number of seconds between 0 and 3600.")
        self.stopping = threading.Event()
        before = {}
        if threading.current_thread() is threading.main_thread():
            before = {number: signal.signal(number, self.stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            if once:
                self.report(delivery.deliver_due(stop=self.stopping.is_set))
            else:
                self.serve(poll)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self, *_args):
        """End after the mail in hand."""
        self.stopping.set()

    def serve(self, poll):
        """Look, send, wait; a database that is away for a while is waited for."""
        while not self.stopping.is_set():
            try:
                self.report(delivery.deliver_due(stop=self.stopping.is_set))
            except Error as trouble:
                log.warning("The database did not answer; trying again: %s", told(trouble))
                connection.close()
            close_old_connections()
            self.stopping.wait(poll)

    def report(self, counts):
        """One line when something was done."""
        if counts:
            self.stdout.write(", ".join(f"{number} {state}" for state, number in sorted(counts.items())))
            self.stdout.flush()
