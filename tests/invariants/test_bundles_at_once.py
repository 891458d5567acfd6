"""One van's papers wanted by several processes at once, and a process killed in the middle of them."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from hashlib import sha256
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from convoy.db import Database
from convoy.domain.permissions import CONSOLE
from convoy.models import NumberSeries, Paper, Rendition
from convoy.services import bundles, checking, renditions
from convoy.services.bundles import IssueBundle, Made
from tests.documents.reading import everything
from tests.printing import a_van_to_print, put_more_on

SPAWN = multiprocessing.get_context("spawn")
SAY_THE_LOAD = {"CM", "WB"}
"""They have a new version whenever the load has changed."""


def made_with(database: Database, code: str, key: UUID) -> Made | None:
    with database.look() as db:
        return bundles.made(db, CONSOLE, code, key)


def file_of(database: Database, made: Made) -> tuple[int, str]:
    """How many pages a bundle has as one file, and their text without the moment on its cover."""
    whole = bundles.drawn(database, CONSOLE, made, address="", two_sided=False)
    return whole.pages, everything(whole.content)


def started(target: Callable[..., None], *arguments: object) -> tuple[SpawnProcess, Connection]:
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=target, args=(*arguments, there), daemon=True)
    process.start()
    there.close()
    return process, here


def sound(database: Database) -> set[tuple[str, int]]:
    """Number and version of every paper: all are drawn and whole, and no number or version is left out."""
    with database.look() as db:
        papers = {(one.number, one.version) for one in db.scalars(select(Paper))}
        for kept in db.scalars(select(Rendition)):
            assert kept.content is not None
            assert sha256(kept.content).hexdigest() == kept.sha256
        # Gifts take a number each at the desk, whether anybody prints their receipts or not.
        for series in db.scalars(select(NumberSeries).where(NumberSeries.kind != "DR")):
            taken = {int(number[-4:]) for number, _ in papers if number.startswith(f"{series.kind}-")}
            assert taken == set(range(1, series.next_number)), series.kind
        assert [one for one in checking.differences(db) if "paper" in one.what] == []
    return papers


def press(url: str, wire: Connection) -> None:
    """Wait for a bundle to want, make and draw it as the pages do, and answer what it is."""
    database = Database(url)
    wire.send("ready")
    while wish := wire.recv():
        bundles.make(database, CONSOLE, wish)
        made = made_with(database, wish.convoy, wish.key)
        while bundles.draw_some(database, CONSOLE, made, "", 0) < len(made.parts):
            pass
        wire.send((made.parts, *file_of(database, made)))
    database.close()


def test_several_who_want_the_same_papers_at_once_get_the_same_ones_whole(database, settings, count):
    vans, people = count(1, 12), count(2, 4)
    with database.work() as db:
        code = a_van_to_print(db, boxes=2, vans=vans).code
    pressed = [started(press, settings.database_url) for _ in range(people)]
    assert {wire.recv() for _, wire in pressed} == {"ready"}
    for version in (1, 2):
        # Van after van, and then all of them with the summary of the convoy.
        for van in [*range(1, vans + 1), None]:
            for _, wire in pressed:
                wire.send(IssueBundle(uuid4(), code, van))
            (parts, pages, text), *others = [wire.recv() for _, wire in pressed]
            assert {part.final.version for part in parts if part.kind in SAY_THE_LOAD} == {version}
            assert all(text.count(part.final.number) > 1 for part in parts), "on the cover and on its pages"
            assert all((one[0], one[1], len(one[2])) == (parts, pages, len(text)) for one in others)
        papers = sound(database)
        assert max(made for _, made in papers) == version
        with database.work() as db:
            for van in range(1, vans + 1):
                put_more_on(db, code, 1, van=van)
    for process, wire in pressed:
        wire.send(None)
        process.join(timeout=20)


def stands_still(url: str, moment: str, wish: IssueBundle, wire: Connection) -> None:
    """Make and draw a bundle; say so and stand still with its second paper half way."""
    database, met = Database(url), []

    def meet() -> None:
        met.append(moment)
        if len(met) == 2:
            wire.send("half way")
            wire.recv()

    def executed(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(moment):
            meet()

    store = renditions._store

    def storing(*drawn: object) -> bytes:
        meet()
        return store(*drawn)

    if moment == DRAWN:
        renditions._store = storing
    event.listen(database.engine, "after_cursor_execute", executed)
    bundles.make(database, CONSOLE, wish)
    made = made_with(database, wish.convoy, wish.key)
    bundles.drawn(database, CONSOLE, made, address="", two_sided=False)
    wire.send("never stood still")


FROZEN, DRAWN, KEPT = "INSERT INTO paper ", "drawn, not yet kept", "UPDATE rendition "


@pytest.mark.parametrize("moment", [FROZEN, DRAWN, KEPT], ids=["frozen", "drawn", "kept"])
def test_a_process_killed_in_the_middle_leaves_no_half_paper_and_the_next_one_draws_it(
    database, settings, moment
):
    with database.work() as db:
        code = a_van_to_print(db, boxes=2).code
    wish = IssueBundle(uuid4(), code, 1)
    process, wire = started(stands_still, settings.database_url, moment, wish)
    assert wire.recv() == "half way"
    os.kill(process.pid, signal.SIGKILL)
    process.join(timeout=20)
    made = made_with(database, code, wish.key)
    if moment == FROZEN:
        assert made is None
        with database.look() as db:
            assert db.scalars(select(Paper)).all() == []
        bundles.make(database, CONSOLE, wish)
        made = made_with(database, code, wish.key)
    else:
        with database.look() as db:
            kept = [one for one in db.scalars(select(Rendition)) if one.content is not None]
            assert len(kept) == 1, "the first was whole before, of the second there is nothing"
    pages, text = file_of(database, made)
    assert all(text.count(part.final.number) > 1 for part in made.parts)
    assert file_of(database, made)[0] == pages
    assert {version for _, version in sound(database)} == {1}
