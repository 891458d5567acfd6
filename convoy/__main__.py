"""The `convoy` command: everything of the command line, and the server."""

import errno
import io
import ipaddress
import os
import socket
import sqlite3
import sys

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy.exc import DBAPIError

from convoy.cli import SAY, Console, convoy, pass_console, plainly
from convoy.config import Settings
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.services import certificates, demo, installation
from convoy.services.faults import SENTENCES, Fault, fault

THREADS = 8
"""Requests one worker answers at the same time."""


@convoy.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--tls", is_flag=True, help="Speak https, with the certificate of convoy certificate.")
@pass_console
@plainly
def serve(console: Console, host: str, port: int, workers: int, *, tls: bool) -> None:
    """Serve the pages until Ctrl+C."""
    database = console.ready()
    with database.look() as db:
        is_demo = installation.is_demo(db)
    files = certificates.Files(console.settings.instance / "certificate")
    if tls and not files.key.exists():
        raise RuleBroken(N_("There is no certificate here yet. Run: convoy certificate"))
    _know_address(console.settings, host, port, demo=is_demo)
    console.settings.secret_key()
    database.close()
    _refuse_taken(host, port)
    click.echo(f"Convoy answers on {'https' if tls else 'http'}://{host}:{port}/ (Ctrl+C ends it)")
    if is_demo:
        click.echo("This is a demo. " + demo.who_can_sign_in(SAY))
    Granian(
        "convoy.wsgi:application",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        ssl_cert=files.certificate if tls else None,
        ssl_key=files.key if tls else None,
    ).serve()


def _know_address(settings: Settings, host: str, port: int, *, demo: bool) -> None:
    """Let the workers know the address people use. Only this machine's own may be guessed."""
    if settings.url:
        return
    if not demo and not _is_loopback(host):
        settings.public_url()
    os.environ["CONVOY_URL"] = f"http://{host}:{port}"
    if not demo:
        click.echo("CONVOY_URL is not set: codes on labels will only work on this machine.", err=True)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_taken(host: str, port: int) -> None:
    """Say so when another program has the port, instead of sharing it silently; or when it cannot be had."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                said = f"Port {port} is in use by another program. Choose one with --port (make run PORT=…)."
            elif error.errno == errno.EACCES:
                said = f"Port {port} needs more rights than yours. Choose one above 1023 with --port."
            else:
                said = f"{host} is not an address of this machine. Choose one with --host."
            raise click.ClickException(said) from error


def _spell_out_what_cannot_be_shown() -> None:
    """Have letters that a terminal or file has no code for written by their number, as Python and JSON do."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    """Run the `convoy` command; what the machine refuses is said in a sentence, with exit code 1."""
    _spell_out_what_cannot_be_shown()
    try:
        convoy(prog_name="convoy")
    except (DBAPIError, sqlite3.Error) as error:
        found = fault(error)
        if found is None:
            raise
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
        if found is Fault.AWAY:
            where = "CONVOY_DATABASE_URL or --to says where it is."
            sys.exit(f"Error: The database does not answer ({reason}). {where}")
        sys.exit(f"Error: {SAY.gettext(SENTENCES[found])} ({reason})")
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        sys.exit(
            "Error: PostgreSQL needs one more package. Install Convoy with it: pip install '.[postgres]'"
        )
    except OSError as error:
        if not error.filename:
            raise
        sys.exit(f"Error: {error.filename}: {error.strerror}.")


if __name__ == "__main__":
    main()
