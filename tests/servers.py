"""Private servers for the tests: PostgreSQL, Redis and a mail sink that belong to one run and end with it.

The settings of the tests call `private_servers()` when TANDEM_TEST_DATABASE is "postgresql": pytest-django
loads settings before any conftest.py, and the worker processes of pytest-xdist inherit the two addresses.
"""

import atexit
import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

PG_URL = "TANDEM_TEST_PG_URL"
REDIS_URL = "TANDEM_TEST_REDIS_URL"
PR_SET_PDEATHSIG = 1


class Missing(RuntimeError):
    """A binary that the tests need is not on this machine."""


def find(name: str) -> Path:
    """The path of "postgresql", "redis" or "chromium" on this machine; raises Missing."""
    if name == "postgresql":
        # Debian keeps the servers out of PATH, one folder a version.
        versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
        newest = sorted(versions, key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
        found = newest[-1] if newest else shutil.which("initdb")
    elif name == "redis":
        found = shutil.which("redis-server") or shutil.which("valkey-server")
    else:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise Missing(f"{name} is not installed")
    return Path(found)


def free_port() -> int:
    """A TCP port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _end_with_parent(how: signal.Signals) -> Callable[[], None]:
    """Code for a new child: a run killed with -9 must leave no server behind (on Linux)."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        if libc:
            libc.prctl(PR_SET_PDEATHSIG, how)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def _wait_for(ready: Callable[[], bool], server: subprocess.Popen, log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{server.args[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _stop(server: subprocess.Popen, how: signal.Signals) -> None:
    if server.poll() is None:
        server.send_signal(how)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def _folder(owner: pwd.struct_passwd | None = None) -> Iterator[Path]:
    """A temporary folder that only its owner can open; those of runs killed with -9 are swept on the way."""
    for old in Path(tempfile.gettempdir()).glob("tandem-servers-*"):
        try:
            os.kill(int(old.name.split("-")[2]), 0)
        except ProcessLookupError:
            shutil.rmtree(old, ignore_errors=True)
        except (OSError, ValueError):
            pass
    path = Path(tempfile.mkdtemp(prefix=f"tandem-servers-{os.getpid()}-"))
    try:
        if owner:
            os.chown(path, owner.pw_uid, owner.pw_gid)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def postgresql(durable: bool = False) -> Iterator[str]:
    """A private PostgreSQL on a free port with a random password; yields its URL.

    `durable`: every write waits for the disk, as on a real site; tests do without.
    """
    binaries = find("postgresql").parent
    # PostgreSQL refuses to run as root.
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    with _folder(owner) as folder:
        data, log, port, password = folder / "data", folder / "log", free_port(), secrets.token_hex(16)
        run = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}}
        if owner:
            run |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        secret = folder / "password"
        # Nobody else can enter the folder, so its permissions need no more care.
        secret.write_text(password)
        initdb = [binaries / "initdb", "-D", data, "-U", "tandem", "-A", "scram-sha-256", "--no-sync"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8", f"--pwfile={secret}"]
        made = subprocess.run(initdb, capture_output=True, text=True, check=False, **run)
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": folder,
            "max_connections": 200,
        }
        if not durable:
            # Nobody needs these rows after a power cut.
            options |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum"), "off")
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with log.open("wb") as out:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, *settings],
                stdout=out,
                stderr=out,
                # Also out of the terminal's reach: Ctrl-C ends pytest, and pytest ends this.
                start_new_session=True,
                preexec_fn=_end_with_parent(signal.SIGQUIT),
                **run,
            )
        try:
            isready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-d", "postgres"]
            _wait_for(lambda: subprocess.run(isready, check=False).returncode == 0, server, log)
            yield f"postgresql://tandem:{password}@127.0.0.1:{port}/postgres"
        finally:
            _stop(server, signal.SIGINT)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A private Redis on a free port, keeping nothing; yields its URL without a database number."""
    binary = find("redis")
    with _folder() as folder:
        port, log = free_port(), folder / "log"
        options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": "", "appendonly": "no"}
        options |= {"databases": 64, "logfile": log, "daemonize": "no"}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        log.touch()
        server = subprocess.Popen(
            [binary, *words], start_new_session=True, preexec_fn=_end_with_parent(signal.SIGKILL)
        )
        try:
            _wait_for(lambda: _answers(port), server, log)
            yield f"redis://127.0.0.1:{port}"
        finally:
            _stop(server, signal.SIGTERM)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False


class MailSink:
    """An SMTP server in a thread that keeps what it is sent, in memory and, if told, in a folder.

    Set `refuse` to an SMTP answer such as "451 later" to have every mail refused.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.refuse = ""
        self.recipients: list[list[str]] = []
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        """Keep one mail."""
        if self.refuse:
            return self.refuse
        self.recipients.append(list(envelope.rcpt_tos))
        self.messages.append(message_from_bytes(envelope.original_content, policy=policy.default))
        if self.folder:
            (self.folder / f"{len(self.messages):06}.eml").write_bytes(envelope.original_content)
        return "250 kept"


@contextlib.contextmanager
def smtp(folder: Path | None = None) -> Iterator[tuple[MailSink, int]]:
    """A mail sink on a free port; yields it and its port."""
    from aiosmtpd.controller import Controller

    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    sink, port = MailSink(folder), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


def private_servers() -> None:
    """Start PostgreSQL and Redis once for this run and tell everybody below where they are.

    Does nothing when they are known already, as they are in every process that this one starts.
    A missing binary is no error here: conftest.py names the tests that are skipped for it.
    """
    if PG_URL in os.environ:
        return
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    # A plain TERM would end Python without running atexit.
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with contextlib.suppress(Missing):
        find("postgresql"), find("redis")
        os.environ[PG_URL] = stack.enter_context(postgresql())
        os.environ[REDIS_URL] = stack.enter_context(redis())
