"""This installation: its schema, and what it starts with."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.domain import references, text
from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Installation, Organisation
from convoy.services import audit, places, reference_data
from convoy.services.places import FirstPlace

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

# 20261123_1030_3f2a9c1d7b60_a_box_remembers_its_pallet.py: the folder reads as the history it is.
FILE_NAME = "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s"


def migration_settings() -> Config:
    """Return Alembic's settings; put a connection that has not begun into `attributes["connection"]`."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("file_template", FILE_NAME)
    settings.set_main_option("timezone", "UTC")
    return settings


def migrate(database: Database, version: str | None = None) -> None:
    """Bring the schema to the newest version, all in one transaction; does nothing when it is there already.

    An older `version` gets its tables only: what the database does by itself is known for the newest.

    Two processes may ask at once: the second waits for the first. Raises Alembic's CommandError, with
    nothing changed, when the database was made by a newer Convoy.
    """
    settings = migration_settings()
    with database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, version or "head")


def schema_version(database: Database) -> str | None:
    """Return the revision the tables have, or None where there are no tables yet."""
    with database.engine.connect().execution_options(convoy_reading=True) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str | None:
    """Return the revision this Convoy wants the tables to have."""
    return ScriptDirectory.from_config(migration_settings()).get_current_head()


def set_up(
    db: Session, actor: Actor, organisation: str, place: FirstPlace | None, *, demo: bool = False
) -> str:
    """Make a new installation: reference data, our own organisation, and its first collection point.

    Returns the code of the place, or "" without one. Raises RuleBroken when it was set up before, Invalid
    for a country or a time zone that is not known.
    """
    if db.scalar(select(Installation.id)) is not None:
        raise RuleBroken(
            N_("This installation was set up before. Nothing was changed; names are changed under Records.")
        )
    db.add(Installation(id=1, is_demo=demo, made_at=datetime.now(UTC)))
    reference_data.load(db)
    name = text.clean(organisation, limit=200, field="organisation")
    ours = Organisation(
        code=references.new("OR"),
        kind=OrganisationKind.SOLIDARITY_COMMITTEE,
        name=name,
        name_key=text.fold(name),
        is_ours=True,
    )
    db.add(ours)
    db.flush()
    first = places.open_first(db, place, ours) if place else None
    audit.note(db, actor, "installation:set_up", ours.code, place=first.code if first else None)
    return first.code if first else ""


def is_demo(db: Session) -> bool:
    """Whether this is a demo, which says so on every page."""
    return bool(db.scalar(select(Installation.is_demo)))


def is_set_up(db: Session) -> bool:
    """Whether this database has an installation in it."""
    return db.scalar(select(Installation.id)) is not None


def upgrade(database: Database) -> None:
    """Bring schema and reference data to this version of Convoy."""
    migrate(database)
    with database.work() as db:
        reference_data.load(db)
