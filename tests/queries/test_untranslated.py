"""Before printing it is known which goods a paper would say in English for want of a name."""

import pytest
from sqlalchemy import select

from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Actor
from convoy.models import Item
from convoy.queries import untranslated
from convoy.queries.untranslated import Untranslated
from tests.printing import a_van_to_print


@pytest.fixture
def convoy(database: Database) -> str:
    """The code of a convoy whose goods have names in English, Ukrainian and Polish."""
    with database.work() as db:
        return a_van_to_print(db).code


def lacking(database: Database, convoy: str, *languages: str, actor: Actor = CONSOLE, run: int | None = None):
    with database.look() as db:
        return untranslated.on_vans(db, actor, convoy, languages, run)


def test_goods_without_a_name_are_listed_with_the_languages_that_lack_it(database, convoy):
    with database.look() as db:
        code, name = next((item.code, item.names[0].name) for item in db.scalars(select(Item)) if item.names)
    assert lacking(database, convoy, "pl", "de", "lt") == [Untranslated(code, name, ("de", "lt"))]
    assert lacking(database, convoy, "de", run=1) == [Untranslated(code, name, ("de",))]


def test_nothing_is_listed_where_every_language_has_a_name_or_the_van_is_another(database, convoy):
    assert lacking(database, convoy, "en", "uk", "pl") == []
    assert lacking(database, convoy, "de", run=2) == []


def test_whoever_may_not_print_a_convoys_papers_learns_nothing(database, convoy):
    nobody = Actor(user_id=7, name="Nobody", grants=())
    assert lacking(database, convoy, "de", actor=nobody) == []
