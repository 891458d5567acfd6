"""The application as a server's worker process makes it; the command itself needs no pages."""

from flask import Flask

from convoy.app import create_app
from convoy.cli.console import Console
from convoy.services import installation


def application() -> Flask:
    """Return the application of the installation that the environment leads to."""
    console = Console()
    database = console.ready()
    with database.look() as db:
        is_demo = installation.is_demo(db)
    return create_app(console.settings, database, demo=is_demo)
