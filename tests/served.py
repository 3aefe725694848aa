"""The site as it runs for people: gunicorn with two processes of four threads, on the database of the test.

`python -m tests.served PORT` is that process; `served()` starts and ends it. Only for tests that commit
(`django_db(transaction=True)`).
"""

import contextlib
import os
import secrets
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from tests.servers import _end_with_parent, free_port, signal

ROOT = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The address of the running site."""
    from django.conf import settings
    from django.db import connection

    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "SERVED_DATABASE": str(connection.settings_dict["NAME"]),
        "SERVED_MEDIA": str(settings.MEDIA_ROOT),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.served", str(port)],
        cwd=ROOT,
        env=environment,
        preexec_fn=_end_with_parent(signal.SIGTERM),
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert server.poll() is None, "the site did not start"
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/healthz", timeout=2)
                break
            time.sleep(0.1)
        else:
            raise AssertionError("the site did not answer for a minute")
        yield address
    finally:
        server.terminate()
        server.wait(30)


class Browser:
    """A signed-in reader of the running site, as far as forms go: cookies, and no redirect followed by itself."""

    def __init__(self, address: str, member) -> None:
        from django.test import Client

        self.address, self.jar = address, CookieJar()
        client = Client()
        client.force_login(member)
        self.session = client.cookies["sessionid"].value
        keep = type("Keep", (urllib.request.HTTPRedirectHandler,), {"redirect_request": lambda *_: None})
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), keep)
        # Django asks that the cookie and the form agree, not who made them.
        self.token = secrets.token_hex(16)

    def get(self, path: str) -> tuple[int, str, str]:
        """(status, body, Location) of a page."""
        return self._send(path, None)

    def post(self, path: str, fields: dict) -> tuple[int, str, str]:
        """(status, body, Location) of a form that was sent."""
        return self._send(path, urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode())

    def _send(self, path, data):
        request = urllib.request.Request(self.address + path, data)
        request.add_header("Referer", self.address + path)
        cookies = [f"sessionid={self.session}", f"csrftoken={self.token}"]
        cookies += [f"{cookie.name}={cookie.value}" for cookie in self.jar if cookie.name == "messages"]
        request.add_unredirected_header("Cookie", "; ".join(cookies))
        try:
            answer = self.opener.open(request, timeout=120)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")


def together(deeds: list, threads: int) -> list:
    """The results of the deeds, in order, by so many threads that begin at the same moment."""
    results, todo, lock = [None] * len(deeds), list(enumerate(deeds))[::-1], threading.Lock()
    start = threading.Barrier(threads)

    def work():
        start.wait(30)
        while True:
            with lock:
                if not todo:
                    return
                index, deed = todo.pop()
            results[index] = deed()

    crew = [threading.Thread(target=work) for _ in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join(300)
    return results


def main(port: str) -> None:
    """Serve until ended."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["SERVED_DATABASE"]
    settings.MEDIA_ROOT = os.environ["SERVED_MEDIA"]
    settings.DEBUG = False
    django.setup()
    from gunicorn.app.base import BaseApplication

    from config.wsgi import application

    class Site(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"127.0.0.1:{port}")
            self.cfg.set("workers", 2)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", 4)
            self.cfg.set("loglevel", "error")
            self.cfg.set("timeout", 120)

        def load(self):
            return application

    Site().run()


if __name__ == "__main__":
    main(sys.argv[1])
