"""A real `convoy serve` for tests: own processes, own port, ended as one group."""

import os
import signal
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests import commands

PATIENCE = 30
"""Seconds a server may take to answer for the first time, on the slowest machine we know."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on `url`; what it printed is in `log`."""

    url: str
    log: Path
    process: ForkServerProcess

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask the server to end, and see that nothing of it stays behind."""
        self.process.terminate()
        self.process.join(10)
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        # Workers survive their parent, so the group is ended even when the parent is gone already.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.join()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str, tls: ssl.SSLContext | None = None) -> bool:
    """Whether somebody speaks HTTP there, whatever is said."""
    try:
        urllib.request.urlopen(url, timeout=5, context=tls).close()  # noqa: S310  # our own address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def started_server(
    environment: Mapping[str, str],
    log: Path,
    workers: int = 1,
    port: int | None = None,
    tls: ssl.SSLContext | None = None,
    program: Path | None = None,
) -> Iterator[Server]:
    """A server of the installation that `environment` leads to; stopped at the end.

    `program` is the folder of another version of Convoy than this one.
    """
    port = port or free_port()
    url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    words = ["serve", "--port", port, "--workers", workers, *(["--tls"] if tls else [])]
    told = {**os.environ, "CONVOY_URL": url, **environment}
    process = commands.start(*words, environment=told, out=log, program=program)
    server = Server(url, log, process)
    try:
        give_up = time.monotonic() + PATIENCE
        while not answers(url, tls):
            if process.exitcode is not None or time.monotonic() > give_up:
                raise AssertionError(
                    f"no answer on {url}; the server said:\n{log.read_text(errors='replace')}"
                )
            time.sleep(0.05)
        yield server
    finally:
        server.stop()
