"""Keeping it: checks, copies, drills, moves, upgrades."""

from datetime import UTC, datetime
from pathlib import Path

import click

from convoy.cli.console import Console, in_a_folder, pass_console, plainly, progress
from convoy.config import database_address
from convoy.db import Database
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.services import backups, checking, drills, installation, moving, sealing

COPIES_BEFORE_UPGRADES = 3
"""How many of them the instance folder keeps."""

identity_option = click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file with the key that opens a sealed copy.",
)
copy_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command()
@pass_console
@plainly
def check(console: Console) -> None:
    """Recompute balances, loads, stages, paper hashes and event order; name the first difference."""
    with console.ready().look() as db:
        report = checking.examine(db, progress)
    for line in report.remarks:
        click.echo(line)
    if report.first_difference is not None:
        raise click.ClickException(report.first_difference)
    if report.examined:
        click.echo(f"{report.examined} rows agree.")
    else:
        click.echo("Nothing is recorded yet, so there is nothing to compare. All is well.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), callback=in_a_folder)
@plainly
def keys(file: Path) -> None:
    """Make the key that opens sealed copies in FILE, and print the public one that seals them."""
    try:
        public = sealing.make_identity(file)
    except FileExistsError as error:
        raise RuleBroken(
            N_("%(file)s is there already. Nothing was changed: copies may be sealed to the key in it."),
            file=file.name,
        ) from error
    click.echo(f"Public key: {public}")
    click.echo(f"Set CONVOY_BACKUP_KEY={public} and copies are sealed to it.")
    click.echo(
        f"{file} opens them. Keep it on a stick and on paper, away from this machine, and delete it here: "
        "without it no sealed copy can ever be read."
    )


@click.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), callback=in_a_folder)
@click.option("--to", "key", default="", help="Public keys (age1…) to seal to, instead of CONVOY_BACKUP_KEY.")
@click.option("--plain", is_flag=True, help="Do not seal it, although CONVOY_BACKUP_KEY is set.")
@pass_console
@plainly
def backup_(console: Console, file: Path, key: str, *, plain: bool) -> None:
    """Copy everything into FILE, also while people work; sealed where there is a key for it."""
    if plain and key:
        raise click.UsageError("--plain and --to contradict each other. Nothing was done.")
    public = () if plain else sealing.public_keys(key or console.settings.backup_key)
    size = backups.backup(console.ready(), file, progress, keys=public, workshop=console.settings.instance)
    click.echo(f"{file}: {size:,} bytes, {_sealed_to(public)}")


def _sealed_to(public: tuple[str, ...]) -> str:
    if not public:
        return "not sealed: whoever has the file can read it"
    return "sealed to 1 key" if len(public) == 1 else f"sealed to {len(public)} keys"


@click.command(name="restore")
@copy_argument
@identity_option
@pass_console
@plainly
def restore_(console: Console, file: Path, identity: Path | None) -> None:
    """Put back what FILE holds, in place of what is here. Everybody signs in again."""
    console.settings.make_instance()
    backups.restore(console.database, file, progress, identity=identity, workshop=console.settings.instance)
    click.echo(f"{file} is back in place. Next: convoy check")


@click.command(name="drill")
@copy_argument
@identity_option
@click.option(
    "--url", default="", help="Try it on PostgreSQL, in a schema of its own; the installation's will do."
)
@pass_console
@plainly
def drill_(console: Console, file: Path, identity: Path | None, url: str) -> None:
    """Try whether FILE could be restored: in a throw-away installation, with checks and figures."""
    console.settings.make_instance()
    done = drills.drill(
        file,
        progress,
        identity=identity,
        workshop=console.settings.instance,
        url=database_address(url) if url else "",
    )
    for noun, number in done.rows.items():
        if number:
            click.echo(f"{number:>9,}  {noun.replace('_', ' ')}")
    click.echo(f"{sum(done.rows.values()):>9,}  rows together, {done.examined:,} of them examined")
    if done.last_action is not None:
        _tell_age(console, done.last_action, done.actions)
    click.echo(f"Restored and checked in {done.seconds:.1f} seconds. Nothing of it was kept.")
    if done.first_difference is not None:
        raise click.ClickException(done.first_difference)


def _tell_age(console: Console, last: datetime, actions: int) -> None:
    age = datetime.now(UTC) - last
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    click.echo(f"The last action in it was taken at {last:%Y-%m-%d %H:%M} UTC, {hours} h {minutes} min ago.")
    try:
        with console.ready().look() as db:
            _, here = drills.reaches(db)
    except RuleBroken:
        return
    click.echo(f"Actions taken here since, which a restore would lose: {max(0, here - actions)}")


@click.command(name="move")
@click.option("--to", "target", default="", help="The empty database to move to, as in CONVOY_DATABASE_URL.")
@click.option("--undo", is_flag=True, help="Let people write here again after a move away.")
@pass_console
@plainly
def move_(console: Console, target: str, *, undo: bool) -> None:
    """Move everything to another database, SQLite or PostgreSQL; both are checked.

    Nobody can write meanwhile, and afterwards only in the new one.
    """
    source = console.ready()
    if undo:
        moving.reopen(source)
        click.echo("People can write here again. What was entered elsewhere since is not here.")
        return
    if not target:
        raise click.UsageError("--to names the database to move to. Nothing was done.")
    address = database_address(target)
    if address == console.settings.database_url:
        raise RuleBroken(N_("This installation is there already. Nothing was moved; name another database."))
    shown = moving.without_password(target)
    done = moving.move(source, Database(address), progress)
    for noun, number in done.rows.items():
        if number:
            click.echo(f"{number:>9,}  {noun.replace('_', ' ')}")
    click.echo(
        f"{sum(done.rows.values()):,} rows moved; {done.examined:,} examined on both sides, all agree."
    )
    click.echo(
        "Nobody can write in the old database any more. Set this for every command and server, and start"
    )
    click.echo(f"the servers again: CONVOY_DATABASE_URL={shown}")
    if shown != target:
        click.echo("*** stands for the password you gave.")
    click.echo("Only if you stay with the old one after all: convoy move --undo")


@click.command()
@pass_console
@plainly
def upgrade(console: Console) -> None:
    """Bring the database to this version of Convoy, with a copy made before."""
    before = console.version()
    if before != installation.newest_version():
        public = sealing.public_keys(console.settings.backup_key)
        copy = console.settings.instance / f"before-upgrade-{before}.db{'.age' if public else ''}"
        backups.backup(console.database, copy, progress, keys=public, workshop=console.settings.instance)
        click.echo(f"Copy made before: {copy}, {_sealed_to(public)}")
        backups.keep_newest(console.settings.instance, "before-upgrade-*", COPIES_BEFORE_UPGRADES)
    installation.upgrade(console.database)
    click.echo("The database is up to date.")
