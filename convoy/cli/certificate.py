"""HTTPS for a hall without internet."""

import io
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import click
import segno

from convoy.cli.console import Console, pass_console, plainly
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.services import certificates


@click.command()
@click.option(
    "--renew", is_flag=True, help="Make a new one although there is one; every phone has to trust it anew."
)
@click.option(
    "--hand-out",
    "port",
    type=click.IntRange(1, 65_535),
    metavar="PORT",
    help="Give the authority's certificate to phones on this port until Ctrl+C.",
)
@pass_console
@plainly
def certificate(console: Console, port: int | None, *, renew: bool) -> None:
    """Make a certificate for the address of CONVOY_URL, for a network without internet.

    convoy serve --tls uses it. It comes from an authority of its own, which vouches for this address only.
    """
    address = urlsplit(console.settings.public_url())
    host = address.hostname or ""
    if address.scheme != "https":
        raise RuleBroken(
            N_("CONVOY_URL begins with http. A certificate is for https: set it so, and repeat.")
        )
    console.ready()
    console.settings.make_instance()
    files = certificates.Files(console.settings.instance / "certificate")
    if renew or not files.key.exists():
        files = certificates.make(files.folder, host, host)
    click.echo(f"Certificate for {host}, good until {certificates.good_until(files.certificate):%d %B %Y}.")
    click.echo(f"Phones trust {files.authority} once; it is no secret. Its fingerprint:")
    click.echo(certificates.fingerprint(files.authority))
    if port is not None:
        _hand_out(host, port, files.authority.read_bytes())
        return
    click.echo("Next: convoy serve --host 0.0.0.0 --port PORT --tls, with the port of CONVOY_URL.")
    _show(console.settings.public_url())


def _show(address: str) -> None:
    drawn = io.StringIO()
    segno.make(address, error="m").terminal(drawn, compact=True)
    click.echo(f"{address}\n{drawn.getvalue()}")


def _hand_out(host: str, port: int, content: bytes) -> None:
    class Desk(BaseHTTPRequestHandler):
        """Answers everybody with the same public file."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-x509-ca-cert")
            self.send_header("Content-Disposition", 'attachment; filename="convoy.crt"')
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer(("", port), Desk) as server:
        _show(f"http://{host}:{server.server_port}/convoy.crt")
        click.echo("Phones get it there until Ctrl+C.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("No longer handed out.")
