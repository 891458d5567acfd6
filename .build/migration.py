"""Writes the next migration from what the models say and the migrations do not say yet.

Usage: python .build/migration.py "a box remembers its pallet"
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import Script

from convoy.db import Database
from convoy.services import installation


def draft(words: str) -> None:
    """Bring an empty SQLite database to the newest schema and write down how the models differ from it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder, 'convoy.db')}")
        settings = installation.migration_settings()
        settings.attributes["drafting"] = True
        with database.engine.connect() as connection:
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
        with database.engine.connect() as connection:
            settings.attributes["connection"] = connection
            script = command.revision(settings, words, autogenerate=True)
        database.close()
    assert isinstance(script, Script)
    tidy(Path(script.path))


def tidy(file: Path) -> None:
    """Take Alembic's remarks out of a migration and lay it out as all our files are."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "# ###" not in line), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(file)], check=True)  # noqa: S603


if __name__ == "__main__":
    draft(sys.argv[1])
