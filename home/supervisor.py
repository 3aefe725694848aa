"""Keep the processes of a small site running, and end them all when this one ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
PATIENCE = 15
# A child that keeps dying is started again after 1, 2, 4 … seconds, and never later than this.
LONGEST_PAUSE = 30
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with(parent: int) -> None:
    """Ask the kernel to end this process with TERM when its parent is gone (on Linux)."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen | None = None
    deaths: int = 0
    started: float = 0.0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches only the supervisor."""
        me = os.getpid()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # There is no other thread here, so running code between fork and exec is safe.
                preexec_fn=lambda: end_with(me),
            )
        self.started = time.monotonic()

    def send(self, what: signal.Signals) -> None:
        """Signal the whole group: a child's own children may outlive it."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, what)

    def is_running(self) -> bool:
        """Whether the process is there; what its death left behind is ended."""
        if self.process and self.process.poll() is None:
            return True
        self.send(signal.SIGKILL)
        return False


class Supervisor:
    """Start children, start again those that die, and stop them all on Ctrl-C or TERM."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []
        self.ending = False
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._end)

    def _end(self, *_) -> None:
        self.ending = True

    def start(self, child: Child) -> None:
        """Start one more."""
        self.children.append(child)
        child.start()

    def look(self) -> None:
        """Start again whoever has died and has waited long enough."""
        now = time.monotonic()
        for child in self.children:
            if child.again_at:
                if now >= child.again_at:
                    child.again_at = 0.0
                    child.start()
            elif not child.is_running():
                # One death in a long life is no reason to wait.
                child.deaths = 1 if now - child.started > 60 else child.deaths + 1
                pause = min(2 ** (child.deaths - 1), LONGEST_PAUSE)
                child.again_at = now + pause
                code = child.process.returncode
                self.say(f"{child.name} ended ({code}); again in {pause} s. Its log: {child.log}")

    def run(self) -> None:
        """Look after the children until somebody asks to end."""
        while not self.ending:
            self.look()
            time.sleep(0.3)

    def stop(self) -> None:
        """End every child: first with TERM, after a while with KILL."""
        for child in self.children:
            if child.process and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            if child.process:
                try:
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{child.name} does not end by itself: killed.")
                child.send(signal.SIGKILL)
                child.process.wait()
