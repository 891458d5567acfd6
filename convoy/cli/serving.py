"""The server."""

import errno
import ipaddress
import os
import pkgutil
import socket

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from convoy.cli.console import Console, pass_console, plainly
from convoy.config import Settings
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.services import certificates, installation

APPLICATION = "convoy.wsgi:application"
THREADS = 8
"""Requests one worker answers at the same time."""


@click.command()
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
        click.echo("This is a demo; convoy demo says who can sign in.")
    # Read before the workers part, so that it is read, and lies in memory, once for all of them.
    pkgutil.resolve_name(APPLICATION)
    Granian(
        APPLICATION,
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
