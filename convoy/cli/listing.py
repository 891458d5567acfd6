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
        rows = place_queries.listing(db, CONSOLE)
        nothing = "There are no places yet. The first one is made in the browser: Records, Places."
        show(rows, ("code", "name", "kind", "country"), machine=machine, nothing=nothing)


@click.command()
@as_json
@pass_console
@plainly
def convoys(console: Console, *, machine: bool) -> None:
    """List the convoys."""
    vans = "runs" if machine else "vans"
    with console.ready().look() as db:
        rows = [
            {
                "code": listed.convoy.code,
                "name": listed.convoy.name,
                "state": listed.convoy.stage.value,
                "boxes": listed.boxes,
                vans: listed.vans,
            }
            for listed in convoy_lists.listing(db, CONSOLE, page=ALL)
        ]
        nothing = "There are no convoys yet. The first one is made in the browser: Convoys, Plan a convoy."
        show(rows, ("code", "name", "state", "boxes", vans), machine=machine, nothing=nothing)


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
        nothing = "Nothing is in stock. Gifts are logged in the browser, or taken in: convoy import donations"
        show(rows, ("place", "item", "quantity", "reserved"), machine=machine, nothing=nothing)
