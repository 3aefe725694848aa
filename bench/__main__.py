"""`make bench`: how fast a page answers and a word is saved, on this machine, with the production web server.

Builds a site of its own in a temporary folder, starts gunicorn with two workers on a free port of this machine, asks
each page a hundred times one after another, prints a table, and ends; first on SQLite, then on a PostgreSQL and a Redis
of its own where these are installed. Nothing leaves the machine.
"""

import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from tests import servers

MEGABYTES = 5  # as bench/seed.py makes
ROOT = Path(__file__).resolve().parent.parent
READS, WRITES = 100, 40
# As many as bench.seed makes.
VERSIONS = 24


def main():
    print("SQLite")
    bench({})
    try:
        with servers.postgresql(durable=True) as pg, servers.redis() as redis:
            print("\nPostgreSQL and Redis")
            bench({"TANDEM_BENCH_PG": pg, "TANDEM_BENCH_REDIS": redis})
    except servers.Missing as missing:
        print(f"\nNothing measured on PostgreSQL: {missing}.")


def bench(variables):
    """Lay the site and print the table, with `variables` added to the environment (see bench/settings.py)."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        port = servers.free_port()
        environment = {
            **os.environ,
            **variables,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "TANDEM_DATA": folder,
            "TANDEM_PORT": str(port),
        }
        run = [sys.executable, "manage.py"]
        subprocess.run([*run, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        subprocess.run([*run, "shell", "-v0", "-c", "from bench.seed import seed; seed()"],
                       cwd=ROOT, env=environment, check=True)  # fmt: skip
        subprocess.run([*run, "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=environment, check=True)
        with web(port, environment):
            table(port)


@contextlib.contextmanager
def web(port, environment):
    """gunicorn with two workers, until the block ends."""
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, "--workers", "2", "--log-level", "error"], cwd=ROOT, env=environment)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
                break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(20)


class Stay(urllib.request.HTTPRedirectHandler):
    """Answers a redirect as it is, so that a write is timed without the page after it."""

    def redirect_request(self, *args):
        return None


class Reader:
    """A browser without a screen: keeps cookies."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path):
        request = urllib.request.Request(self.base + path, headers={"Accept-Encoding": "identity"})
        return self.opener.open(request, timeout=30).read()

    def post(self, path, fields):
        request = urllib.request.Request(
            self.base + path, urlencode(fields).encode(), headers={"Referer": self.base + path}
        )
        try:
            status = self.opener.open(request, timeout=30).status
        except urllib.error.HTTPError as answer:
            status = answer.code
        assert status == 302, f"{path} answered {status}: nothing was saved"

    def form(self, path, name="csrfmiddlewaretoken"):
        """Every hidden field of the page's largest form."""
        html = self.get(path).decode()
        forms = re.findall(r"<form.*?</form>", html, re.S)
        largest = max((form for form in forms if name in form), key=len)
        return {
            found["name"]: found["value"]
            for found in (
                dict(re.findall(r'(name|value)="([^"]*)"', tag))
                for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', largest)
            )
            if "name" in found and "value" in found
        }

    def sign_in(self, email):
        path = "/en/account/login/"
        self.post(path, {**self.form(path), "login": email, "password": "demo"})


def measure(call, times):
    """Milliseconds of each call, the first three left out: (median, 95th percentile)."""
    taken = []
    for number in range(times + 3):
        start = time.perf_counter()
        call()
        if number >= 3:
            taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def comparisons(reader):
    """Each pair of versions once as the page, neither rendered before, then as typed."""
    address = "/en/groups/bench/wiki/compared/history/compare/?from={}&to={}&view={}"
    print(f"\n{'comparison of two texts of 100 kB':48} {'p50 / p95 ms':>24}")
    for view, name in (("page", "as the page"), ("text", "as typed")):
        pairs = iter(range(1, VERSIONS, 2))

        def ask(view=view, pairs=pairs):
            number = next(pairs)
            reader.get(address.format(number, number + 1, view))

        p50, p95 = measure(ask, VERSIONS // 2 - 3)
        print(f"{name:48} {p50:13.1f} / {p95:8.1f}")


def table(port):
    visitor, member = Reader(port), Reader(port)
    member.sign_in("amina@demo.example")
    thread = next(
        iter(
            re.findall(
                r'href="(/en/groups/bench/discussions/\d+-[^"/]+/)',
                visitor.get("/en/groups/bench/discussions/").decode(),
            )
        )
    )
    pages = {
        "front page": "/en/",
        "group home": "/en/groups/bench/",
        "wiki page, 1,500 words": "/en/groups/bench/wiki/long-article/",
        "thread, 100 replies, first page": thread,
        "list of threads": "/en/groups/bench/discussions/",
    }
    print(f"\n{'page':36} {'HTML kB':>8} {'visitor p50 / p95 ms':>24} {'member p50 / p95 ms':>24}")
    for name, path in pages.items():
        size = len(visitor.get(path)) / 1000
        cells = [
            measure(lambda reader=reader, path=path: reader.get(path), READS) for reader in (visitor, member)
        ]
        print(f"{name:36} {size:8.1f} " + " ".join(f"{p50:13.1f} / {p95:8.1f}" for p50, p95 in cells))
    comparisons(visitor)
    megabyte_pages(visitor)
    print(f"\n{'write (the POST alone)':48} {'p50 / p95 ms':>24}")

    def reply():
        member.post(thread, {**reply_fields, "text": "A short reply.", "language": "en"})

    reply_fields = member.form(thread)
    counter = iter(range(10_000))

    def save():
        path = "/en/groups/bench/wiki/short-page/edit/"
        fields = member.form(path)
        body = f"Text number {next(counter)}."
        start = time.perf_counter()
        member.post(path, {**fields, "title": "Short page", "body": body, "text": body, "weight": "2"})
        saves.append((time.perf_counter() - start) * 1000)

    saves = []
    p50, p95 = measure(reply, WRITES)
    print(f"{'reply':48} {p50:13.1f} / {p95:8.1f}")
    for _ in range(WRITES):
        save()
    print(
        f"{'save of a wiki page':48} {statistics.median(saves):13.1f} / {statistics.quantiles(saves, n=20)[-1]:8.1f}"
    )


def megabyte_pages(reader):
    """A page of a megabyte opens: for the first time, when its text is set, and again from the cache."""
    first, again = [], []
    for number in range(MEGABYTES):
        path, size = f"/en/groups/bench/wiki/megabyte-{number}/", 0
        # Each worker has a cache of its own here; after a few times both have the page.
        for taken in (first, [], [], [], [], again, again):
            start = time.perf_counter()
            size = len(reader.get(path)) / 1000
            taken.append((time.perf_counter() - start) * 1000)
    print(f"\n{'a page of 1 MB opens':36} {'HTML kB':>8} {'median / slowest ms':>24}")
    for name, taken in (("for the first time", first), ("again", again)):
        print(f"{name:36} {size:8.1f} {statistics.median(taken):13.1f} / {max(taken):8.1f}")


if __name__ == "__main__":
    main()
