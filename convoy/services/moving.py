"""Moving an installation to another database: nobody writes meanwhile, nor in the old one afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from convoy.db import Base, Database
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.services import checking, installation, rows
from convoy.services.faults import MOVED, MOVED_TRIGGER

Progress = Callable[[str, int, int], None]

# Every action leaves an entry in the log: where none can be added, nothing is changed any more.
_CLOSE_SQLITE = f"""CREATE TRIGGER IF NOT EXISTS {MOVED_TRIGGER} BEFORE INSERT ON audit_entry
    BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"""
_CLOSE_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION {MOVED_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{MOVED}'; END $$""",
    f"""CREATE OR REPLACE TRIGGER {MOVED_TRIGGER} BEFORE INSERT ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION {MOVED_TRIGGER}()""",
)


@dataclass(frozen=True, slots=True)
class Move:
    """What was moved: rows by noun, and how many rows were examined on both sides."""

    rows: Mapping[str, int]
    examined: int


def move(source: Database, target: Database, progress: Progress) -> Move:
    """Copy all of `source` into the empty `target`, check both, and close `source` for good.

    Writers wait while it is copied, readers do not. Killed before its end it leaves `source` as it was.
    Raises RuleBroken, with `source` unchanged, when the target is not empty or a side does not agree with
    itself.
    """
    _must_be_empty(target)
    installation.migrate(target)
    with source.work() as giving:
        _hold_writers(giving)
        _must_agree(giving, progress)
        with target.work() as taking:
            rows.transfer(giving, taking, progress)
            taking.expire_all()
            examined = _must_agree(taking, progress)
            given, taken = rows.counted(giving), rows.counted(taking)
            _must_be_all(given, taken)
        _close(giving)
    return Move(taken, examined)


def reopen(source: Database) -> None:
    """Let people write again where an installation was moved away from."""
    with source.work() as db:
        if db.get_bind().dialect.name == "sqlite":
            db.execute(text(f"DROP TRIGGER IF EXISTS {MOVED_TRIGGER}"))
        else:
            db.execute(text(f"DROP TRIGGER IF EXISTS {MOVED_TRIGGER} ON audit_entry"))
            db.execute(text(f"DROP FUNCTION IF EXISTS {MOVED_TRIGGER}()"))


def without_password(target: str) -> str:
    """Return a database's address as a terminal may keep it and a screen show it."""
    parts = make_url(target)
    return target if parts.password is None else parts.render_as_string(hide_password=True)


def _must_be_empty(target: Database) -> None:
    if installation.schema_version(target) is None:
        return
    with target.look() as db:
        if installation.is_set_up(db):
            raise RuleBroken(
                N_("The target holds an installation already. Nothing was moved; name an empty database.")
            )


def _hold_writers(giving: Session) -> None:
    # SQLite's unit of work has the only writer's lock already.
    if giving.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        giving.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def _must_agree(db: Session, progress: Progress) -> int:
    report = checking.examine(db, progress)
    if report.first_difference is not None:
        raise RuleBroken(
            N_("Nothing was moved, because convoy check finds a difference: %(difference)s"),
            difference=report.first_difference,
        )
    return report.examined


def _must_be_all(given: Mapping[str, int], taken: Mapping[str, int]) -> None:
    for noun, number in given.items():
        # The database counts its changes of the catalogue by itself, on each side from where it was.
        if noun != "catalogue_revision" and taken[noun] != number:
            raise RuleBroken(
                N_("Nothing was moved: of %(number)s rows of %(noun)s only %(taken)s arrived."),
                number=number,
                noun=noun,
                taken=taken[noun],
            )


def _close(giving: Session) -> None:
    statements = (_CLOSE_SQLITE,) if giving.get_bind().dialect.name == "sqlite" else _CLOSE_POSTGRESQL
    for statement in statements:
        giving.execute(text(statement))
