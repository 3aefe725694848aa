"""The private servers of the tests answer, and are gone afterwards."""

import os
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from tests import servers
from tests.conftest import need

ROOT = Path(__file__).resolve().parents[2]


def test_postgresql_has_the_extensions_search_needs():
    need("postgresql")
    with servers.postgresql() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION unaccent")
            connection.execute("CREATE EXTENSION pg_trgm")
            assert connection.execute("SELECT unaccent('forêt')").fetchone() == ("foret",)
        wrong = url.replace("tandem:", "tandem:x")
        with pytest.raises(psycopg.OperationalError), psycopg.connect(wrong):
            pass
    with pytest.raises(psycopg.OperationalError), psycopg.connect(url):
        pass


def test_redis_answers_and_ends():
    need("redis")
    with servers.redis() as url, redis.from_url(url) as client:
        assert client.ping()
        assert client.config_get("save") == {"save": ""}
    with pytest.raises(redis.ConnectionError), redis.from_url(url) as client:
        client.ping()


def test_the_mail_sink_keeps_mail_and_can_refuse_it(tmp_path):
    with servers.smtp(tmp_path) as (sink, port), smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("a@demo.example", ["b@demo.example"], "Subject: Été\n\nBonjour".encode())
        sink.refuse = "451 later"
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("a@demo.example", ["b@demo.example"], b"Subject: two\n\nagain")
    assert sink.recipients == [["b@demo.example"]]
    assert sink.messages[0].get_content().strip() == "Bonjour"
    assert [path.name for path in tmp_path.iterdir()] == ["000001.eml"]


def gone(pid: int) -> bool:
    """Whether a process has ended; one that waits for its parent to look has ended too."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_an_interrupted_run(how):
    need("postgresql")
    need("redis")
    code = "import tests.servers as s, time; s.private_servers(); print(1, flush=True); time.sleep(60)"
    environment = {key: value for key, value in os.environ.items() if key != servers.PG_URL}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout.readline()
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
        assert len(children) == 2
        run.send_signal(how)
    deadline = time.monotonic() + 10
    while not all(gone(int(pid)) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert all(gone(int(pid)) for pid in children)
