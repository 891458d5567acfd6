"""What every command works on and answers with: settings, database, plain refusals, tables."""

import functools
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from convoy.config import Settings
from convoy.db import Database
from convoy.domain.errors import NotFound, Refusal, RuleBroken
from convoy.domain.messages import N_
from convoy.services import installation
from convoy.services.faults import SENTENCES, Fault, fault
from convoy.words import Words

P = ParamSpec("P")
R = TypeVar("R")

SAY = Words("en")
MOST_MEANT = 3
"""Codes that are named where another one leads nowhere."""
NOTHING_HERE = N_("There is no installation here yet. Run: convoy init")


class Console:
    """What every command works on: the settings, and the database once a command asks for it."""

    @functools.cached_property
    def settings(self) -> Settings:
        """What the environment says of this installation; raises RuleBroken where that cannot be so."""
        return Settings.from_environment(os.environ)

    @functools.cached_property
    def database(self) -> Database:
        """The open database; the instance folder is made when it is new."""
        self.settings.make_instance()
        return Database(self.settings.database_url)

    def version(self) -> str:
        """Return the revision the tables have; raises RuleBroken where there are none."""
        # Asking must not make an empty file where an installation would be looked for.
        if self.settings.is_sqlite and not self.settings.database_file.exists():
            raise RuleBroken(NOTHING_HERE)
        found = installation.schema_version(self.database)
        if found is None:
            raise RuleBroken(NOTHING_HERE)
        return found

    def ready(self) -> Database:
        """Return the database of an installation that is set up and up to date; else say what to run."""
        if self.version() != installation.newest_version():
            raise RuleBroken(N_("This installation was made by another Convoy. Run: convoy upgrade"))
        with self.database.look() as db:
            if not installation.is_set_up(db):
                raise RuleBroken(NOTHING_HERE)
        return self.database


pass_console = click.make_pass_decorator(Console, ensure=True)


as_json = click.option("--json", "machine", is_flag=True, help="Machine-readable output.")


def _said(error: Refusal) -> str:
    """The sentence of a refusal, and what may have been meant by a code that leads nowhere."""
    if isinstance(error, NotFound) and error.suggestions:
        return f"{SAY.refusal(error)} Nearest: {', '.join(error.suggestions[:MOST_MEANT])}."
    return SAY.refusal(error)


def _said_by_machine(error: Exception) -> str | None:
    """What the machine refuses, in a sentence; None where the program itself is at fault."""
    found = fault(error)
    if found is not None:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        if found is Fault.AWAY:
            where = "CONVOY_DATABASE_URL or --to says where it is."
            return f"The database does not answer ({reason}). {where}"
        return f"{SAY.gettext(SENTENCES[found])} ({reason})"
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "PostgreSQL needs one more package. Install Convoy with it: pip install '.[postgres]'"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return None


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Answer what the rules or the machine refuse in a sentence and with exit code 1, without a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Refusal as error:
            raise click.ClickException(_said(error)) from error
        except Exception as error:
            said = _said_by_machine(error)
            if said is None:
                raise
            raise click.ClickException(said) from error

    return run


def show(
    rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...], *, machine: bool, nothing: str = ""
) -> None:
    """Print rows as JSON, or as a table for reading; where there are none, `nothing` says what to do."""
    listed = [{column: row[column] for column in columns} for row in rows]
    if machine:
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2, default=str))
        return
    if not listed:
        click.echo(nothing)
        return
    cells = [columns, *(tuple(str(value) for value in row.values()) for row in listed)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(columns))]
    for row in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def in_a_folder(_context: click.Context, _option: click.Parameter, file: Path) -> Path:
    """Refuse a file that could not be written, before any work is done for it."""
    if not file.parent.is_dir():
        raise click.BadParameter(
            f"There is no folder {file.parent}. Nothing was done; make the folder first."
        )
    return file


def progress(what: str, done: int, total: int) -> None:
    """Show on a terminal how far long work is; silent where output goes to a file."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        click.echo(f"\r{what}: {done} of {total}\033[K{end}", nl=False, err=True)
