"""Start the whole demonstration site with one command."""

import errno
import fcntl
import hashlib
import http.client
import os
import socket
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from home.supervisor import Child, Supervisor, end_with

PATIENCE = 60


class Command(BaseCommand):
    """Prepare the data folder, start web, worker and delivery, say when the site answers."""

    help = (
        "Prepares and starts the demonstration: web, mail delivery, Celery worker and beat. Ctrl-C ends it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        """The port, the folder of all data, and whether to end when the caller is gone."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--data", default="var/demo", help="folder of the database, mails and logs")
        parser.add_argument("--end-with-parent", action="store_true", help="end when the caller is killed")

    def handle(self, *args, port: int, data: str, end_with_parent: bool, **options) -> None:
        """Run until asked to end."""
        if end_with_parent:
            end_with(os.getppid())
        check_port(port)
        use_demo_settings(port, data)
        # Held until this process ends, however it ends.
        lock = (settings.DATA / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            refuse(f"A demonstration already runs on {settings.DATA}; end it first, or choose another DATA.")
        try:
            self.prepare()
        except KeyboardInterrupt:
            refuse("\nInterrupted; the next start goes on from here.")
        supervisor = Supervisor(self.say)
        web, *others = children(port)
        try:
            supervisor.start(web)
            # The others begin when the site answers: on a small machine they would make it wait.
            if self.wait(supervisor, port):
                for child in others:
                    supervisor.start(child)
                self.welcome()
                supervisor.run()
        finally:
            self.say("Ending …")
            supervisor.stop()
        if not supervisor.ending:
            sys.exit(1)

    def say(self, text: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()

    def prepare(self) -> None:
        """Bring messages, database, static files and the demonstration itself up to date."""
        call_command("compile_messages", stdout=self.stdout)
        self.say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
        collect_static(self.say)
        self.say("Looking after the demonstration's people, pages and discussions …")
        call_command("demo", stdout=self.stdout, stderr=self.stderr)
        connections.close_all()

    def wait(self, supervisor: Supervisor, port: int) -> bool:
        """Wait until the site answers; False when it does not, or when asked to end meanwhile."""
        self.say("Starting the site …")
        deadline = time.monotonic() + PATIENCE
        reason = ""
        while not supervisor.ending:
            supervisor.look()
            try:
                status = answer(port)
                if status < 500:
                    return True
                reason = f"it answers {status}"
                break
            except OSError as error:
                reason = str(error)
            if time.monotonic() > deadline:
                break
            time.sleep(0.1)
        if not supervisor.ending:
            log = settings.DATA / "log" / "web.log"
            tail = log.read_text(errors="replace")[-3000:] if log.exists() else ""
            self.stderr.write(f"{tail}\nThe site did not start ({reason}); the log is {log}")
        return False

    def welcome(self) -> None:
        """Say where the site is and how to come in."""
        self.say(
            f"""
Tandem is ready: {settings.SITE_URL}/

  Sign in with the password "demo" as
    amina@demo.example    in English, steward of Metadata
    benoit@demo.example   in French, member of Metadata and of the Chapitre francophone
    chloe@demo.example    member of another group
    admin@demo.example    administrator
  Every mail the site sends is at {settings.SITE_URL}/demo/mail/
  Data and logs are in {settings.DATA}

Ctrl-C ends it.
"""
        )


def refuse(sentence: str) -> None:
    """One sentence, no traceback."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def check_port(port: int) -> None:
    """Refuse to start on a port that we cannot have."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OverflowError:
            refuse(f"{port} is no port; they go from 1 to 65535.")
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                refuse(f"Port {port} is taken by another program; take another: make demo PORT={port + 1}")
            refuse(f"Port {port} cannot be used: {error.strerror}.")


def answer(port: int) -> int:
    """The status of the English front page, asked for without whatever proxy the environment names."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/en/")
        response = connection.getresponse()
        response.read()
        return response.status
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def use_demo_settings(port: int, data: str) -> None:
    """Start this command again where the settings were read for another port or folder."""
    wanted = {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "TANDEM_PORT": str(port),
        "TANDEM_DATA": str(Path(data).resolve()),
    }
    if wanted["DJANGO_SETTINGS_MODULE"] == settings.SETTINGS_MODULE:
        read = {"TANDEM_PORT": str(settings.PORT), "TANDEM_DATA": str(settings.DATA)}
        if wanted.items() >= read.items():
            os.environ.update(wanted)
            return
    os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | wanted)  # noqa: S606


def children(port: int) -> list[Child]:
    """The processes of the site, the web first. It is one process: its caches are its own memory."""
    log = settings.DATA / "log"
    python = [sys.executable, "-u"]
    web = ["-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    web += ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket"]
    web += ["--access-logfile", str(log / "access.log"), "--log-level", "warning"]
    # As in deploy/gunicorn.py: a log of requests, not of people.
    web += ["--access-logformat", '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(L)s']
    worker = ["-m", "celery", "-A", "config", "worker", "--pool", "solo", "--beat", "--loglevel", "warning"]
    worker += ["--without-gossip", "--without-mingle"]
    deliver = [str(settings.BASE_DIR / "manage.py"), "deliver"]
    commands = {"web": web, "deliver": deliver, "worker": worker}
    return [Child(name, python + command, log / f"{name}.log") for name, command in commands.items()]


def collect_static(say) -> None:
    """Collect and compress the static files, unless they are the ones collected last time."""
    seen = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list(()):
            if not path.endswith((".map", ".po")):
                status = os.stat(storage.path(path))
                seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    say("Collecting the static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(seen.hexdigest())
