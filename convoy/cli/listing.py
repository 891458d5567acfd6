"""Lists for reading and for other programs."""

import click

from convoy.cli.console import Console, as_json, pass_console, plainly, show
from convoy.domain.permissions import CONSOLE
from convoy.queries import convoy_lists
from convoy.queries import places as place_queries
from convoy.queries import stock as stock_queries

ALL = 1_000_000


@click.command()
@as_json
@pass_console
@plainly
def places(console: Console, *, machine: bool) -> None:
    """List the places."""
    with console.ready().look() as db:
        show(place_queries.listing(db, CONSOLE), ("code", "name", "kind", "country"), machine=machine)


@click.command()
@as_json
@pass_console
@plainly
def convoys(console: Console, *, machine: bool) -> None:
    """List the convoys."""
    with console.ready().look() as db:
        rows = [
            {
                "code": listed.convoy.code,
                "name": listed.convoy.name,
                "state": listed.convoy.stage.value,
                "boxes": listed.boxes,
                "runs": listed.vans,
            }
            for listed in convoy_lists.listing(db, CONSOLE, page=ALL)
        ]
        show(rows, ("code", "name", "state", "boxes", "runs"), machine=machine)


@click.command()
@click.option("--place", "place_code", help="Only this place (its code).")
@as_json
@pass_console
@plainly
def stock(console: Console, place_code: str | None, *, machine: bool) -> None:
    """List what is in our hands, by place and item."""
    with console.ready().look() as db:
        place = place_queries.found(db, CONSOLE, place_code).code if place_code else None
        rows = stock_queries.totals(db, CONSOLE, place)
        show(rows, ("place", "item", "quantity", "reserved"), machine=machine)
