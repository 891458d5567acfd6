"""Making an installation, and what whoever runs it does now and then."""

import click

from convoy.cli.console import SAY, Console, pass_console, plainly, progress
from convoy.domain import zones
from convoy.domain.permissions import CONSOLE
from convoy.services import demo, factor_removals, installation, tidying, users
from convoy.services.places import FirstPlace


@click.command()
@click.option("--organisation", help="Who runs this installation.  [default: Our organisation]")
@click.option("--place", help="The name of the first collection point.")
@click.option("--country", help="The country it is in, such as GB.")
@click.option("--zone", help="Its time zone, such as Europe/London.  [default: the main one of the country]")
@pass_console
@plainly
def init(
    console: Console, organisation: str | None, place: str | None, country: str | None, zone: str | None
) -> None:
    """Make a new installation and print the first admin's one-time code.

    Without options in an installation that nobody has joined yet: print a new code, the earlier one ends.
    """
    if place is None and (country is not None or zone is not None):
        raise click.UsageError("--country and --zone are those of a place; name it with --place.")
    first = FirstPlace(place, country or "", zone or "") if place is not None else None
    installation.migrate(console.database)
    with console.database.work() as db:
        if organisation is not None or first is not None or not installation.is_set_up(db):
            name = "Our organisation" if organisation is None else organisation
            code = installation.set_up(db, CONSOLE, name, first)
            made = f"{name}: installation made in {console.settings.instance}"
            made += f"\nFirst collection point: {place} ({code})" if code else ""
            made += _assumed(first) if first is not None else ""
        else:
            made = "This installation is there already. Earlier codes of the first admin have ended."
        first_admin = users.first_admin_code(db)
    console.settings.secret_key()
    click.echo(made)
    click.echo(f"One-time code of the first admin, good for 72 hours: {first_admin}")
    click.echo("Next: convoy serve, open the address, choose “I have a one-time code to join”, and type it.")


def _assumed(first: FirstPlace) -> str:
    """What was not said of the first place and therefore taken for granted, and where it is changed."""
    clock = zones.city(zones.chosen(first.country.upper(), first.zone))
    if first.country:
        return f"\nIt is in {first.country.upper()}, on {clock} time."
    return (
        f"\nIts country was not named and is not known; it is on {clock} time."
        f"\nChange both under Records, Places, {first.name}."
    )


@click.command()
@pass_console
@plainly
def tidy(console: Console) -> None:
    """Delete crews' details after the trip, ended links, old tries to sign in, sheets, drafts and photos."""
    database = console.ready()
    done = database.do(tidying.tidy, CONSOLE)
    database.forget_deleted()
    click.echo(
        f"Deleted: details of {done.people} people of {done.convoys} convoys, "
        f"{done.links} crew links, {done.tries} tries to sign in, {done.sheets} sheets of gifts, "
        f"{done.drafts} drafts, {done.photos + done.erased} photos."
    )


@click.command(name="forget-factor")
@click.argument("login", metavar="SIGN_IN_NAME")
@pass_console
@plainly
def forget_factor(console: Console, login: str) -> None:
    """Take the second factor of a person away whose phone and recovery codes are lost."""
    user = console.ready().do(factor_removals.remove_at_console, CONSOLE, login)
    click.echo(f"{user.name} is signed out everywhere and sets a second factor up at the next sign-in.")


@click.command(name="demo")
@pass_console
@plainly
def demo_(console: Console) -> None:
    """Make a demo installation with invented organisations, gifts and convoys; say who can sign in.

    Where it was made before, it goes on with what was entered, and gets a new weekend card.
    """
    installation.migrate(console.database)
    with console.database.look() as db:
        is_there = installation.is_demo(db)
    card = console.database.do(demo.new_card) if is_there else demo.build(console.database, progress)
    console.settings.secret_key()
    click.echo("The demo goes on." if is_there else "Demo made.")
    click.echo(f"Sign in with one of these names; the password of all is: {users.DEMO_PASSWORD}")
    for login, part in users.DEMO_LOGINS.items():
        click.echo(f"  {login:<11}  {part}")
    click.echo(SAY.gettext(demo.CARD, address="/card", code=card))
