"""What every test may ask for: an empty database on either engine, an installation, a browser."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, Playwright

from convoy import db
from convoy.config import Settings
from convoy.db import Database
from convoy.domain.permissions import CONSOLE
from convoy.services import installation
from convoy.services.places import FirstPlace
from tests import browser as browsers
from tests import engines, servers

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile(
    "quick", max_examples=50, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
hypothesis_settings.register_profile(
    "prove", max_examples=2_000, deadline=None, suppress_health_check=SLOW_IS_FINE, print_blob=True
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--prove", action="store_true", help="full counts of kills, races, replays and examples")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis_settings.load_profile("prove" if config.getoption("--prove") else "quick")
    # Looking for what nobody needs any more takes a fifth of the time where it is done as often as usual.
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """What was imported and collected is needed to the end."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out, so that a green run on a bare machine does not pass for more than it is."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    if reasons:
        terminalreporter.section("left out")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} tests · {reason}")


@pytest.fixture(scope="session")
def count(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`count(20, 1_000)`: 20 rounds in `make test`, 1,000 in `make prove`."""
    prove = request.config.getoption("--prove")
    return lambda quick, full: full if prove else quick


@pytest.fixture(scope="session", autouse=True)
def known_statements() -> Iterator[None]:
    """What a statement is spelt like is found out once in a process, not for each test's database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "create_engine", engines.engine_that_knows_statements)
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database of the newest schema; copy it, never open it."""
    return engines.migrated_sqlite(tmp_path_factory.mktemp("template") / "convoy.db")


@pytest.fixture(scope="session")
def installed_sqlite(migrated_sqlite: Path) -> Path:
    """The same with our own organisation, the catalogue and one collection point; copy it, never open it."""
    file = migrated_sqlite.with_name("installed.db")
    shutil.copyfile(migrated_sqlite, file)
    database = Database(f"sqlite:///{file}")
    _set_up(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL where databases may be made."""
    with engines.postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str, worker_id: str) -> Iterator[str]:
    """The address of a PostgreSQL database of the newest schema, shared by the tests of this worker."""
    with engines.postgresql_database(postgresql_server, f"convoy_test_{worker_id}") as url:
        database = Database(url)
        installation.migrate(database)
        database.close()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine a test runs on; `@on_sqlite` and `@on_postgresql` of tests.engines choose one."""
    return request.param


@pytest.fixture
def settings(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An installation of its own: an instance folder, and an empty database with all its tables."""
    instance = tmp_path / "instance"
    instance.mkdir()
    if engine == "sqlite":
        template = request.getfixturevalue("migrated_sqlite")
        shutil.copyfile(template, instance / "convoy.db")
        yield Settings(instance=instance, database_url=f"sqlite:///{instance / 'convoy.db'}")
    else:
        url = request.getfixturevalue("migrated_postgresql")
        yield Settings(instance=instance, database_url=url)
        engines.empty_postgresql(url)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An empty database with all its tables, on each engine in turn."""
    opened = Database(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture
def bare(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it at all, not even tables."""
    if engine == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'bare.db'}")
        yield opened
        opened.close()
        return
    server, worker = request.getfixturevalue("postgresql_server"), request.getfixturevalue("worker_id")
    with engines.postgresql_database(server, f"convoy_bare_{worker}") as url:
        opened = Database(url)
        yield opened
        opened.close()


@pytest.fixture
def elsewhere(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the other engine."""
    if engine == "postgresql":
        opened = Database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
        yield opened
        opened.close()
        return
    server, worker = request.getfixturevalue("postgresql_server"), request.getfixturevalue("worker_id")
    with engines.postgresql_database(server, f"convoy_elsewhere_{worker}") as url:
        opened = Database(url)
        yield opened
        opened.close()


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The environment that leads a command of ours to this test's installation."""
    return {"CONVOY_INSTANCE": str(settings.instance), "CONVOY_DATABASE_URL": settings.database_url}


@pytest.fixture
def installed(settings: Settings, database: Database, request: pytest.FixtureRequest) -> Settings:
    """An installation with our own organisation and one collection point, and nobody who can sign in yet."""
    if database.is_sqlite:
        shutil.copyfile(request.getfixturevalue("installed_sqlite"), settings.instance / "convoy.db")
    else:
        _set_up(database)
    return settings


def _set_up(database: Database) -> None:
    with database.work() as db:
        installation.set_up(db, CONSOLE, "Railway Workers' Aid", FirstPlace("Leeds"))


@pytest.fixture
def server(installed: Settings, environment: dict[str, str], tmp_path: Path) -> Iterator[servers.Server]:
    """A real server of that installation, in processes of its own."""
    with servers.started_server(environment, tmp_path / "server.log") as started:
        yield started


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers; there can be only one in a process."""
    with browsers.started_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A headless Chromium, shared by the tests of this worker; give each person a page of their own."""
    with browsers.started_browser(playwright) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of somebody who was never here before."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
