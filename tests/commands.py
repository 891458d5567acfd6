"""Our commands for tests: processes of their own, forked from one that has read all of Convoy already.

Reading it costs more than most commands do. How a command begins in an interpreter of its own is tried by
`anew`, and by the tests of the wheel, of mishaps and of the server.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from convoy.cli import KEPT_IN

NOWHERE = Path(os.devnull)

PATIENCE = 120
"""Seconds a command may take, on the slowest machine we know."""

_forks = multiprocessing.get_context("forkserver")
_modules = sorted({f"convoy.cli.{place.partition(':')[0]}" for place in KEPT_IN.values()})
_forks.set_forkserver_preload(["convoy.__main__", "convoy.wsgi", *_modules])


def run(
    *words: object, environment: Mapping[str, str], folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """What `convoy WORDS` said and its exit code, in nothing but this environment."""
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = start(*words, environment=environment, out=out, err=err, folder=folder)
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"convoy {words} did not end; it said:\n{out.read_text()}{err.read_text()}")
        return subprocess.CompletedProcess(
            words, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8")
        )


def anew(*words: object, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The same in an interpreter of its own, which orders its sets differently each time."""
    return subprocess.run(
        [sys.executable, "-m", "convoy", *map(str, words)],
        check=False,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )


def start(
    *words: object,
    environment: Mapping[str, str],
    out: Path = NOWHERE,
    err: Path | None = None,
    folder: Path | None = None,
    program: Path | None = None,
) -> ForkServerProcess:
    """`convoy WORDS` as it goes on, leading a process group of its own.

    What it says is added to `out`, and to `err` what it complains of; else to the same. `program` is the
    folder of another version of Convoy than this one, which an interpreter of its own reads.
    """
    folder = program or folder or Path.cwd()
    told = list(map(str, words)), dict(environment), folder, (out, err or out), program is not None
    process = _forks.Process(target=_command, args=told)
    process.start()
    return process


def _command(
    words: list[str], environment: dict[str, str], folder: Path, said: tuple[Path, Path], is_other: bool
) -> None:
    """Be the command: all a shell would have set up before it."""
    os.setsid()
    os.chdir(folder)
    for number, file in enumerate(said, 1):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    if is_other:
        os.execve(sys.executable, [sys.executable, "-m", "convoy", *words], environment)  # noqa: S606
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["convoy", *words]
    from convoy.__main__ import main  # noqa: PLC0415  # the process of the tests itself has no need of it

    main()
