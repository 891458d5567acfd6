"""The commands for whoever runs an installation; also the contract for checking it from outside."""

from convoy.cli import certificate, importing, installing, keeping, listing, papers, readiness
from convoy.cli.console import SAY, Console, convoy, pass_console, plainly

__all__ = [
    "SAY",
    "Console",
    "certificate",
    "convoy",
    "importing",
    "installing",
    "keeping",
    "listing",
    "papers",
    "pass_console",
    "plainly",
    "readiness",
]
