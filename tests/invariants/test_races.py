"""Two people in two processes want the same at the same moment: one has it, the other is told."""

import multiprocessing
from datetime import date
from multiprocessing.connection import Connection
from uuid import uuid4

from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain.errors import Refusal
from convoy.domain.kinds import Condition, StopKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Balance, Load, Lot, User
from convoy.services import checking, donations, loading, sorting
from convoy.services.gifts import Line, RecordDonation, Unsorted
from tests.factories import a_box, a_convoy, a_gift_at, a_place, a_run, an_item
from tests.web.people import add_user

DAY = date(2026, 10, 3)
POOL = f"LEE-{DAY}"


def coordinate(url: str, user_id: int, name: str, van: int, wire: Connection) -> None:
    """Wait for a box's code, put it on this person's van at once, and answer how that went."""
    database = Database(url)
    actor = Actor(user_id, name, (Granted(Role.COORDINATOR),))
    wire.send("ready")
    while code := wire.recv():
        command = loading.AssignBoxes(uuid4(), "CV-RACE", van, "LVI", (code,))
        try:
            database.do(loading.assign, actor, command)
        except Refusal as error:
            reasons = [str(reason) for _, reason in getattr(error, "reasons", ())]
            wire.send(" ".join([str(error), *reasons]))
        else:
            wire.send("")
    database.close()


def test_of_two_coordinators_who_want_one_box_one_gets_it_and_the_other_learns_who_has_it(
    database, settings, count
):
    rounds = count(20, 1_000)
    names = ("Olena", "Marek")
    people = [add_user(database, Granted(Role.COORDINATOR), name=name) for name in names]
    with database.work() as db:
        leeds, lviv = a_place(db), a_place(db, name="Lviv", code="LVI")
        convoy = a_convoy(db, code="CV-RACE")
        for _ in names:
            a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        codes = [a_box(db, leeds).code for _ in range(rounds)]
    spawn = multiprocessing.get_context("spawn")
    wires, processes = [], []
    for van, (user_id, name) in enumerate(zip(people, names, strict=True), 1):
        here, there = spawn.Pipe()
        process = spawn.Process(
            target=coordinate, args=(settings.database_url, user_id, name, van, there), daemon=True
        )
        process.start()
        wires.append(here)
        processes.append(process)
    for wire in wires:
        assert wire.recv() == "ready"
    for code in codes:
        for wire in wires:
            wire.send(code)
        answers = [wire.recv() for wire in wires]
        assert answers.count("") == 1, answers
        winner = names[answers.index("")]
        loser = next(answer for answer in answers if answer)
        assert f"put there by {winner}" in loser
        assert "since 20" in loser
    for wire, process in zip(wires, processes, strict=True):
        wire.send("")
        process.join(timeout=60)
    with database.look() as db:
        loads = db.execute(select(Load.box_id, User.name).join(User, User.id == Load.assigned_by_id)).all()
        assert len({box_id for box_id, _ in loads}) == len(loads) == rounds
        entries = db.scalars(select(AuditEntry.id).where(AuditEntry.action == "load:assign"))
        assert len(list(entries)) == rounds
        stages = [one for one in checking.differences(db) if "box" in one.what and "estimate" not in one.what]
        assert stages == []


def pack_the_last(url: str, user_id: int, place_id: int, wire: Connection) -> None:
    """Wait for a lot, pack all of it with what is counted from the bags, and answer how that went."""
    database = Database(url)
    actor = Actor(user_id, "Packer", (Granted(Role.DESK, place_id=place_id),))
    wire.send("ready")
    while lot := wire.recv():
        counted = (Line("FOD-BEEF-01", 3, Condition.AS_NEW),)
        command = sorting.SortAndPack(uuid4(), "LEE", POOL, counted, ((lot, 5),))
        try:
            database.do(sorting.pack, actor, command)
        except Refusal as error:
            wire.send(str(error))
        else:
            wire.send("")
    database.close()


def test_of_two_packers_at_one_table_one_gets_the_last_loose_goods_and_the_other_is_told(
    database, settings, count
):
    rounds = count(10, 500)
    with database.work() as db:
        leeds = a_place(db)
        item = an_item(db)
        donations.record(db, CONSOLE, RecordDonation(uuid4(), "LEE", DAY, unsorted=(Unsorted(3),)))
        for _ in range(rounds):
            a_gift_at(db, leeds, item, boxes=0, loose=5)
        lots = list(db.scalars(select(Lot.id)))
        place_id = leeds.id
    people = [add_user(database, Granted(Role.DESK, place_id=place_id)) for _ in range(2)]
    spawn = multiprocessing.get_context("spawn")
    wires, processes = [], []
    for user_id in people:
        here, there = spawn.Pipe()
        process = spawn.Process(
            target=pack_the_last, args=(settings.database_url, user_id, place_id, there), daemon=True
        )
        process.start()
        wires.append(here)
        processes.append(process)
    for wire in wires:
        assert wire.recv() == "ready"
    for lot in lots:
        for wire in wires:
            wire.send(lot)
        answers = [wire.recv() for wire in wires]
        assert answers.count("") == 1, answers
        assert "no longer at Leeds" in next(answer for answer in answers if answer)
    for wire, process in zip(wires, processes, strict=True):
        wire.send(0)
        process.join(timeout=60)
    with database.look() as db:
        packed = db.scalar(select(func.sum(Balance.quantity)).where(Balance.quantity > 0))
        assert packed == rounds * 8, "what the loser counted is not half there"
        assert list(checking.differences(db)) == []
