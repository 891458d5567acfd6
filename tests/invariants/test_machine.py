"""A random life of gifts, boxes and a convoy, beside a model of a few counters: they always agree."""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain.errors import Refusal
from convoy.domain.handling import share_out
from convoy.domain.kinds import (
    Condition,
    EventKind,
    HolderKind,
    OrganisationKind,
    PlaceKind,
    PoolFate,
    StopKind,
)
from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.domain.permissions import CONSOLE
from convoy.domain.stocktaking import Reason
from convoy.models import Balance, Box, Holder, Load, Lot, Run, StockTake, UnsortedLine
from convoy.queries import stock, tallies
from convoy.services import (
    box_imports,
    boxes,
    checking,
    dispatch,
    donations,
    loading,
    packing,
    pool_decisions,
    pools,
    receiving,
    returning,
    sorting,
    stock_takes,
    transshipping,
    weighing,
    withdrawals,
)
from convoy.services.box_imports import BoxList
from convoy.services.gifts import Line, RecordDonation, Unsorted
from convoy.services.stock_take_closing import Because, CloseStockTake
from convoy.services.stock_take_closing import close as close_stock_take
from tests import engines
from tests.factories import a_convoy, a_place, a_run, an_item

VANS = {1: ("LEE", "LVI", 2), 2: ("LEE", "LVI", 2), 3: ("LEE", "WAR", 2), 4: ("WAR", "LVI", 2)}
"""Where each van loads, where it unloads, and which stop that is; Warsaw is our own warehouse."""

SMALL = st.integers(min_value=1, max_value=9)
WHICH = st.integers(min_value=0, max_value=1_000)
TODAY = date(2026, 10, 3)
POOL = f"LEE-{TODAY}"


@dataclass
class Carton:
    """What the model knows of a box."""

    lots: Counter
    stage: BoxStage = BoxStage.CLOSED
    place: str = "LEE"
    van: int | None = None
    going: tuple[str, int] = ("LVI", 2)
    lost: tuple[int, str, int, Counter] | None = None
    """Where a box was missed that nobody found: van, place, stop, and what was in it."""
    kept: Counter = field(default_factory=Counter)
    """What it holds again once it is found."""

    @property
    def is_here(self) -> bool:
        return self.stage in {BoxStage.OPEN, BoxStage.CLOSED}


@dataclass
class Hall:
    """What the model knows of everything else, by (place, lot) and by lot."""

    loose: Counter = field(default_factory=Counter)
    aside: Counter = field(default_factory=Counter)
    bags: dict[str, int] = field(default_factory=dict)
    pooled: set[int] = field(default_factory=set)
    outcomes: int = 0
    is_sorted_out: bool = False
    given: Counter = field(default_factory=Counter)
    gone: dict[HolderKind, Counter] = field(
        default_factory=lambda: {
            kind: Counter()
            for kind in (
                HolderKind.DELIVERED,
                HolderKind.DAMAGED,
                HolderKind.MISSING,
                HolderKind.WRITTEN_OFF,
            )
        }
    )


class Life(RuleBasedStateMachine):
    """People giving, packing, loading and driving at random."""

    fresh = staticmethod(lambda: None)

    @initialize()
    def begin(self):
        self.database = self.fresh()
        self.cartons: dict[str, Carton] = {}
        self.hall = Hall()
        self.gone_vans: set[int] = set()
        self.vans = 4
        self.listed: dict[int, int] = {}
        self.mislaid: dict[str, BoxStage] = {}
        self.last = None
        with self.database.work() as db:
            leeds, lviv = a_place(db), a_place(db, name="Lviv", code="LVI")
            a_place(db, name="Bradford", code="BRA")
            an_item(db)
            warsaw = a_place(db, name="Warsaw", code="WAR", kind=PlaceKind.WAREHOUSE)
            convoy = a_convoy(db, code="CV-LIFE")
            for _ in range(2):
                a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
            a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.WAREHOUSE, warsaw))
            a_run(db, convoy, (StopKind.LOADING, warsaw), (StopKind.DELIVERY, lviv))

    def teardown(self):
        if hasattr(self, "database"):
            self.database.close()

    def do(self, expected, action, command):
        """Take an action and hold it against what the model expects; return its answer or None."""
        if not expected:
            with pytest.raises(Refusal):
                self.database.do(action, CONSOLE, command)
            return None
        answer = self.database.do(action, CONSOLE, command)
        self.last = (action, command)
        return answer

    def choose(self, which):
        codes = list(self.cartons)
        return codes[which % len(codes)]

    def has_boxes(self):
        return bool(self.cartons)

    @rule(pieces=SMALL, count=st.integers(min_value=0, max_value=4))
    def give(self, pieces, count):
        quantity = pieces * max(count, 1)
        line = Line("FOD-BEEF-01", quantity, Condition.NEW, boxes=count)
        gift = self.do(True, donations.record, RecordDonation(uuid4(), "LEE", TODAY, (line,)))
        with self.database.look() as db:
            lot = db.scalars(select(Lot.id).where(Lot.donation_line_id == gift.lines[0].id)).one()
            made = select(Box.code).join(Holder).join(Balance).where(Balance.lot_id == lot)
            for code in db.scalars(made):
                self.cartons[code] = Carton(Counter({lot: pieces}))
        self.hall.given[lot] = quantity
        if not count:
            self.hall.loose["LEE", lot] = quantity

    @rule(bags=SMALL, grams=st.sampled_from([None, 4_000, 12_000]))
    def give_bags(self, bags, grams):
        unsorted = (Unsorted(bags, grams=grams),)
        gift = self.do(True, donations.record, RecordDonation(uuid4(), "LEE", TODAY, unsorted=unsorted))
        self.hall.bags[gift.code] = bags
        self.hall.is_sorted_out = False

    def pool_was_begun(self):
        counted = sum((carton.lots for carton in self.cartons.values()), Counter())
        counted += Counter({lot: pieces for (_, lot), pieces in self.hall.loose.items()})
        counted += sum(self.hall.gone.values(), Counter()) + self.hall.aside
        return bool(self.hall.outcomes or self.hall.pooled & set(+counted))

    @precondition(lambda self: self.hall.bags)
    @rule(which=WHICH)
    def take_the_bags_back(self, which):
        codes = list(self.hall.bags)
        code = codes[which % len(codes)]
        may = len(codes) > 1 or not self.pool_was_begun()
        if self.do(may, withdrawals.withdraw, withdrawals.WithdrawDonation(uuid4(), code, "twice")):
            del self.hall.bags[code]

    @precondition(lambda self: self.hall.bags)
    @rule(bags=SMALL, which=WHICH)
    def correct_the_bags(self, bags, which):
        codes = list(self.hall.bags)
        code = codes[which % len(codes)]
        mended = RecordDonation(uuid4(), "LEE", TODAY, unsorted=(Unsorted(bags),))
        command = withdrawals.CorrectDonation(mended.key, code, "miscounted", mended)
        gift = self.do(True, withdrawals.correct, command)
        del self.hall.bags[code]
        self.hall.bags[gift.code] = bags
        self.hall.is_sorted_out = False

    @precondition(lambda self: self.hall.bags or self.hall.pooled)
    @rule(
        pieces=SMALL,
        into=st.sampled_from(["", sorting.NO_BOX, "open"]),
        doubtful=st.booleans(),
        is_full=st.booleans(),
    )
    def sort_and_pack(self, pieces, into, doubtful, is_full):
        stage = LineStage.SET_ASIDE if doubtful else LineStage.ACCEPTED
        line = Line(
            "FOD-BEEF-01", pieces, Condition.AS_NEW, decision=stage, reason="dented" if doubtful else ""
        )
        opened = [
            code
            for code, carton in self.cartons.items()
            if carton.stage is BoxStage.OPEN and carton.place == "LEE"
        ]
        box = into if into != "open" else (opened or [""])[0]
        command = sorting.SortAndPack(uuid4(), "LEE", POOL, (line,), box=box, is_full=is_full)
        done = self.do(bool(self.hall.bags) and not self.hall.is_sorted_out, sorting.pack, command)
        if done is None:
            return
        with self.database.look() as db:
            (lot,) = db.scalars(select(Lot.id).where(Lot.pool_id.is_not(None)))
        self.hall.pooled.add(lot)
        self.hall.given[lot] += pieces
        if doubtful:
            self.hall.aside[lot] += pieces
        elif box == sorting.NO_BOX:
            self.hall.loose["LEE", lot] += pieces
        else:
            carton = self.cartons.setdefault(done.box.code, Carton(Counter(), BoxStage.OPEN))
            carton.lots[lot] += pieces
            carton.stage = BoxStage.CLOSED if is_full else BoxStage.OPEN

    @precondition(lambda self: self.hall.pooled)
    @rule(pieces=SMALL, what=st.sampled_from(["set_aside", "release", "uncount", "part_with"]))
    def look_again_at_what_was_counted(self, pieces, what):
        (lot,) = self.hall.pooled
        shelf, command = (
            self.hall.loose["LEE", lot],
            pool_decisions.DecideGoods(uuid4(), POOL, lot, pieces, "?"),
        )
        if what == "set_aside":
            if self.do(shelf >= pieces, pool_decisions.set_aside, command):
                self.hall.loose["LEE", lot] -= pieces
                self.hall.aside[lot] += pieces
        elif what == "release":
            if self.do(self.hall.aside[lot] >= pieces, pool_decisions.release, command):
                self.hall.aside[lot] -= pieces
                self.hall.loose["LEE", lot] += pieces
        elif what == "uncount":
            may = shelf >= pieces and not self.hall.is_sorted_out
            if self.do(may, pool_decisions.uncount, command):
                self.hall.loose["LEE", lot] -= pieces
                self.hall.given[lot] -= pieces
        else:
            away = pool_decisions.PartWithGoods(uuid4(), POOL, lot, pieces, "?", PoolFate.RETURNED)
            if self.do(self.hall.aside[lot] >= pieces, pool_decisions.part_with, away):
                self.hall.aside[lot] -= pieces
                self.hall.given[lot] -= pieces
                self.hall.outcomes += 1

    @precondition(lambda self: self.hall.bags)
    @rule()
    def close_the_pool(self):
        if self.do(not self.hall.is_sorted_out, pools.close, pools.ClosePool(uuid4(), POOL)):
            self.hall.is_sorted_out = True

    @precondition(lambda self: +self.hall.loose)
    @rule(which=WHICH, pieces=SMALL)
    def pack_new(self, which, pieces):
        stands = list(+self.hall.loose)
        place, lot = stands[which % len(stands)]
        command = packing.PackNewBox(uuid4(), place, ((lot, pieces),))
        box = self.do(self.hall.loose[place, lot] >= pieces, packing.pack_new, command)
        if box:
            self.hall.loose[place, lot] -= pieces
            self.cartons[box.code] = Carton(Counter({lot: pieces}), BoxStage.OPEN, place)

    @precondition(lambda self: self.cartons and +self.hall.loose)
    @rule(which=WHICH, other=WHICH, pieces=SMALL)
    def pack(self, which, other, pieces):
        code, stands = self.choose(which), list(+self.hall.loose)
        carton = self.cartons[code]
        _, lot = stands[other % len(stands)]
        here = carton.is_here and carton.stage is BoxStage.OPEN
        may = here and self.hall.loose[carton.place, lot] >= pieces
        if self.do(may, packing.pack, packing.PackMore(uuid4(), code, ((lot, pieces),))):
            self.hall.loose[carton.place, lot] -= pieces
            carton.lots[lot] += pieces

    @precondition(has_boxes)
    @rule(which=WHICH, pieces=SMALL)
    def unpack(self, which, pieces):
        code = self.choose(which)
        carton = self.cartons[code]
        lot = next(iter(carton.lots), 0)
        left = carton.lots.total() - pieces
        may = carton.stage is BoxStage.OPEN and carton.lots[lot] >= pieces and (left or carton.van is None)
        if self.do(bool(may), packing.unpack, packing.Unpack(uuid4(), code, ((lot, pieces),))):
            carton.lots = +(carton.lots - Counter({lot: pieces}))
            self.hall.loose[carton.place, lot] += pieces
            if not left:
                carton.stage = BoxStage.EMPTIED

    @precondition(has_boxes)
    @rule(which=WHICH, parts=st.integers(min_value=2, max_value=4))
    def split(self, which, parts):
        code = self.choose(which)
        carton = self.cartons[code]
        may = carton.stage is BoxStage.OPEN and carton.lots.total() >= parts
        made = self.do(may, packing.split, packing.SplitBox(uuid4(), code, parts))
        if made:
            with self.database.look() as db:
                held = {box.code: Counter() for box in made}
                rows = db.execute(
                    select(Box.code, Balance.lot_id, Balance.quantity)
                    .join(Holder, Holder.box_id == Box.id)
                    .join(Balance)
                    .where(Box.code.in_(held))
                )
                for box_code, lot, quantity in rows:
                    held[box_code][lot] = quantity
            assert sum(held.values(), Counter()) == carton.lots
            sizes = sorted(share.total() for share in held.values())
            assert sizes == sorted(share_out(carton.lots.total(), parts))
            for box_code, share in held.items():
                if box_code != code:
                    self.cartons[box_code] = Carton(share, BoxStage.OPEN, carton.place)
            carton.lots = held[code]

    @precondition(lambda self: len(self.cartons) > 1)
    @rule(which=WHICH, other=WHICH)
    def merge(self, which, other):
        source, target = self.choose(which), self.choose(other)
        emptied, filled = self.cartons[source], self.cartons[target]
        may = (
            source != target
            and emptied.stage is filled.stage is BoxStage.OPEN
            and emptied.place == filled.place
            and emptied.van is None
        )
        if self.do(may, packing.merge, packing.MergeBoxes(uuid4(), (source,), target)):
            filled.lots += emptied.lots
            emptied.lots, emptied.stage = Counter(), BoxStage.EMPTIED

    @precondition(has_boxes)
    @rule(which=WHICH)
    def close(self, which):
        code = self.choose(which)
        carton = self.cartons[code]
        if self.do(carton.stage is BoxStage.OPEN, boxes.close, boxes.CloseBoxes(uuid4(), (code,))):
            carton.stage = BoxStage.CLOSED

    @precondition(has_boxes)
    @rule(which=WHICH)
    def reopen(self, which):
        code = self.choose(which)
        carton = self.cartons[code]
        may = carton.stage is BoxStage.CLOSED
        if self.do(may, boxes.reopen, boxes.ReopenBox(uuid4(), code, "one more look")):
            carton.stage = BoxStage.OPEN

    @precondition(has_boxes)
    @rule(which=WHICH, place=st.sampled_from(["LEE", "BRA"]))
    def carry(self, which, place):
        code = self.choose(which)
        carton = self.cartons[code]
        may = carton.is_here and (carton.van is None or carton.place == place)
        if self.do(may, boxes.relocate, boxes.MoveBoxes(uuid4(), (code,), place)):
            carton.place = place

    @precondition(has_boxes)
    @rule(which=WHICH, grams=st.integers(min_value=500, max_value=30_000))
    def weigh(self, which, grams):
        code = self.choose(which)
        command = weighing.WeighBox(uuid4(), code, grams, confirmed_g=grams)
        self.do(self.cartons[code].is_here, weighing.weigh, command)

    @precondition(has_boxes)
    @rule(which=WHICH, van=st.sampled_from(list(VANS)))
    def assign(self, which, van):
        code = self.choose(which)
        carton = self.cartons[code]
        place, to, stop = VANS[van]
        here = carton.is_here and carton.van is None and carton.place == place
        command = loading.AssignBoxes(uuid4(), "CV-LIFE", van, to, (code,))
        if self.do(here and van not in self.gone_vans, loading.assign, command):
            carton.van, carton.going = van, (to, stop)

    @precondition(has_boxes)
    @rule(which=WHICH)
    def free(self, which):
        code = self.choose(which)
        carton = self.cartons[code]
        may = carton.is_here and carton.van is not None
        if self.do(may, loading.free, loading.FreeBoxes(uuid4(), "CV-LIFE", (code,))):
            carton.van = None

    @rule(van=st.sampled_from(list(VANS)))
    def depart(self, van):
        command = dispatch.RecordStep(uuid4(), "CV-LIFE", EventKind.DEPARTED, datetime.now(UTC), (van,))
        self.do(True, dispatch.record_step, command)
        if van in self.gone_vans:
            return
        self.gone_vans.add(van)
        for carton in self.cartons.values():
            if carton.van == van:
                carton.stage = BoxStage.IN_TRANSIT

    def travelling(self):
        return [code for code, carton in self.cartons.items() if carton.stage is BoxStage.IN_TRANSIT]

    @precondition(travelling)
    @rule(which=WHICH, outcome=st.sampled_from(list(receiving.Outcome)))
    def receive(self, which, outcome):
        coming = self.travelling()
        code = coming[which % len(coming)]
        carton = self.cartons[code]
        to, stop = carton.going
        self.count(carton.van, stop, receiving.BoxCount(code, outcome))
        if outcome is receiving.Outcome.MISSING:
            carton.lost = (carton.van, to, stop, carton.lots)
        self.ends(carton, to, outcome, carton.lots)

    def count(self, van, stop, counted):
        command = receiving.ReceiveGoods(uuid4(), "CV-LIFE", van, stop, datetime.now(UTC), (counted,))
        self.do(True, receiving.receive, command)

    def ends(self, carton, to, outcome, lots):
        """A counted box: with the recipient, in our warehouse, damaged or missing."""
        carton.van = None
        if outcome is receiving.Outcome.GOOD and to == "WAR":
            carton.lots, carton.stage, carton.place = lots, BoxStage.CLOSED, "WAR"
            return
        end = {
            receiving.Outcome.GOOD: (HolderKind.DELIVERED, BoxStage.DELIVERED),
            receiving.Outcome.DAMAGED: (HolderKind.DAMAGED, BoxStage.DAMAGED),
            receiving.Outcome.MISSING: (HolderKind.MISSING, BoxStage.MISSING),
        }[outcome]
        self.hall.gone[end[0]] += lots
        carton.lots, carton.stage = Counter(), end[1]

    def missed(self):
        return [carton for carton in self.cartons.values() if carton.lost is not None]

    @precondition(missed)
    @rule(which=WHICH, outcome=st.sampled_from([receiving.Outcome.GOOD, receiving.Outcome.DAMAGED]))
    def find_later(self, which, outcome):
        missed = self.missed()
        carton = missed[which % len(missed)]
        code = next(code for code, one in self.cartons.items() if one is carton)
        van, to, stop, lots = carton.lost
        self.count(van, stop, receiving.BoxCount(code, outcome))
        self.hall.gone[HolderKind.MISSING] -= lots
        carton.lost = None
        self.ends(carton, to, outcome, lots)

    @precondition(travelling)
    @rule(which=WHICH)
    def transship(self, which):
        coming = self.travelling()
        code = coming[which % len(coming)]
        carton = self.cartons[code]
        form = transshipping.Transship(uuid4(), "CV-LIFE", carton.van, datetime.now(UTC), boxes=(code,))
        done = self.do(True, transshipping.transship, form)
        self.vans += 1
        assert done.van == self.vans
        carton.van, carton.going = self.vans, (carton.going[0], 1)

    @precondition(travelling)
    @rule(which=WHICH, place=st.sampled_from(["LEE", "WAR"]))
    def give_back(self, which, place):
        coming = self.travelling()
        code = coming[which % len(coming)]
        carton = self.cartons[code]
        form = returning.GiveBack(
            uuid4(), "CV-LIFE", carton.van, datetime.now(UTC), place, "nobody was there", (code,)
        )
        assert self.do(True, returning.give_back, form) == 1
        carton.stage, carton.place, carton.van = BoxStage.CLOSED, place, None

    @rule(number=SMALL, pieces=SMALL)
    def take_in_a_list(self, number, pieces):
        sheet = f"box number,item,quantity,condition\n{number},FOD-BEEF-01,{pieces},new\n"
        asked = BoxList(
            "LEE", "list.csv", sheet.encode(), partner="Lublin", partner_kind=OrganisationKind.TRADE_UNION
        )
        outcome = box_imports.import_file(self.database, CONSOLE, asked)
        before = self.listed.setdefault(number, pieces)
        assert bool(outcome.problems) == (before != pieces)
        if outcome.added:
            (code,) = outcome.codes
            with self.database.look() as db:
                inside = select(Balance.lot_id).join(Holder).join(Box).where(Box.code == code)
                lot = db.scalars(inside).one()
            self.cartons[code] = Carton(Counter({lot: pieces}))
            self.hall.given[lot] = pieces

    def count_leeds(self, seen, *, missing=(), delta=None):
        """A stock-take of Leeds in which these boxes are seen; its refusal, if it is refused, undoes all."""
        start = stock_takes.StartStockTake(uuid4(), "LEE")
        with self.database.look() as db:
            running = db.scalar(select(StockTake.code).where(StockTake.closed_at.is_(None)))
        take = running or self.database.do(stock_takes.start, CONSOLE, start).code
        self.database.do(stock_takes.see, CONSOLE, stock_takes.SeeBoxes(uuid4(), take, tuple(seen)))
        loose = ()
        if delta is not None:
            counted = sum(n for (place, _), n in self.hall.loose.items() if place == "LEE") + delta
            counts = stock_takes.CountLoose(uuid4(), take, (("FOD-BEEF-01", counted),))
            self.database.do(stock_takes.count_loose, CONSOLE, counts)
            reason = Reason.FOUND if delta > 0 else Reason.BROKEN
            loose = (Because("FOD-BEEF-01", reason),)
        gone = tuple(Because(code, Reason.TAKEN) for code in missing)
        return CloseStockTake(uuid4(), take, gone, loose)

    @precondition(has_boxes)
    @rule(which=WHICH)
    def miss_a_box(self, which):
        code = self.choose(which)
        carton = self.cartons[code]
        if not (carton.is_here and carton.place == "LEE" and carton.van is None):
            return
        if self.do(True, close_stock_take, self.count_leeds([], missing=[code])):
            self.mislaid[code] = carton.stage
            self.hall.gone[HolderKind.MISSING] += carton.lots
            carton.kept, carton.lots, carton.stage = carton.lots, Counter(), BoxStage.MISSING

    @precondition(lambda self: self.mislaid)
    @rule(which=WHICH)
    def find_a_box_again(self, which):
        code = list(self.mislaid)[which % len(self.mislaid)]
        carton = self.cartons[code]
        if self.do(True, close_stock_take, self.count_leeds([code])):
            carton.stage, carton.lots = self.mislaid.pop(code), carton.kept
            self.hall.gone[HolderKind.MISSING] -= carton.lots
            carton.place = "LEE"

    @precondition(lambda self: any(place == "LEE" for place, _ in +self.hall.loose))
    @rule(delta=st.sampled_from([-1, 1]))
    def count_loose_goods(self, delta):
        if not self.do(True, close_stock_take, self.count_leeds([], delta=delta)):
            return
        if delta > 0:
            lot = max(self.hall.given)
            self.hall.given[lot] += 1
        else:
            lot = min(lot for place, lot in +self.hall.loose if place == "LEE")
            self.hall.gone[HolderKind.WRITTEN_OFF][lot] += 1
        self.hall.loose["LEE", lot] += delta

    @precondition(lambda self: self.last is not None)
    @rule()
    def send_the_last_form_again(self):
        action, command = self.last
        self.database.do(action, CONSOLE, command)

    @invariant()
    def what_was_given_is_somewhere(self):
        if not hasattr(self, "database"):
            return
        with self.database.look() as db:
            rows = db.execute(
                select(Holder.kind, Balance.lot_id, func.sum(Balance.quantity))
                .join(Holder, Holder.id == Balance.holder_id)
                .group_by(Holder.kind, Balance.lot_id)
            )
            found: dict[HolderKind, Counter] = {}
            for kind, lot, quantity in rows:
                found.setdefault(kind, Counter())[lot] += int(quantity)
            bags = db.scalar(select(func.sum(UnsortedLine.packages)).where(UnsortedLine.stage == "accepted"))
        assert sum(found.values(), Counter()) == +self.hall.given
        assert found.get(HolderKind.SET_ASIDE, Counter()) == +self.hall.aside
        assert (bags or 0) == sum(self.hall.bags.values())
        for kind, gone in self.hall.gone.items():
            assert found.get(kind, Counter()) == +gone
        in_boxes = sum((carton.lots for carton in self.cartons.values()), Counter())
        assert found.get(HolderKind.BOX, Counter()) == in_boxes

    @invariant()
    def what_a_van_took_along_is_good_damaged_missing_back_or_on_another_van(self):
        if not hasattr(self, "database"):
            return
        with self.database.look() as db:
            left = select(Load.run_id, func.count(Load.id)).where(Load.departed_at.is_not(None))
            sent = dict(db.execute(left.group_by(Load.run_id)).all())
            numbers = dict(db.execute(select(Run.id, Run.number)).all())
            told = Counter()
            for row in tallies.by_stop(db, CONSOLE, "CV-LIFE"):
                told[row.number] += row.boxes
        assert told == {numbers[run_id]: count for run_id, count in sent.items()}

    @invariant()
    def boxes_are_where_the_model_says(self):
        if not hasattr(self, "database"):
            return
        with self.database.look() as db:
            stages = {box.code: box.stage for box in db.execute(select(Box.code, Box.stage))}
            on_vans = set(
                db.scalars(select(Box.code).join(Load, Load.box_id == Box.id).where(Load.ended_at.is_(None)))
            )
        waiting = {BoxStage.ARRIVED: BoxStage.IN_TRANSIT}
        assert {code: waiting.get(stage, stage) for code, stage in stages.items()} == {
            code: carton.stage for code, carton in self.cartons.items()
        }
        assert on_vans == {code for code, carton in self.cartons.items() if carton.van is not None}

    @invariant()
    def the_stock_list_is_the_sum_of_shelves_and_boxes(self):
        if not hasattr(self, "database"):
            return
        have, reserved = Counter(), Counter()
        for (place, _), quantity in self.hall.loose.items():
            have[place] += quantity
        for carton in self.cartons.values():
            if carton.is_here:
                have[carton.place] += carton.lots.total()
                reserved[carton.place] += carton.lots.total() if carton.van is not None else 0
        with self.database.look() as db:
            rows = stock.totals(db, CONSOLE)
        assert {row["place"]: row["quantity"] for row in rows} == dict(+have)
        assert Counter({row["place"]: row["reserved"] for row in rows}) == +reserved

    @invariant()
    def everything_stored_follows_from_what_happened(self):
        if not hasattr(self, "database"):
            return
        with self.database.look() as db:
            assert list(checking.differences(db)) == []


@pytest.fixture
def fresh(engine, request, tmp_path):
    """Opens an empty database for each life of the machine."""
    if engine == "sqlite":
        template = request.getfixturevalue("migrated_sqlite")

        def opened():
            file = tmp_path / f"{uuid4()}.db"
            shutil.copyfile(template, file)
            return Database(f"sqlite:///{file}")

        yield opened
        return
    url = request.getfixturevalue("migrated_postgresql")

    def emptied():
        engines.empty_postgresql(url)
        return Database(url)

    yield emptied
    engines.empty_postgresql(url)


def test_whatever_people_do_nothing_is_lost_doubled_or_in_two_places(fresh, count):
    lived = []

    def born():
        lived.append(fresh())
        return lived[-1]

    machine = type("Lived", (Life,), {"fresh": staticmethod(born)})
    # Making a failing life of this length shorter takes minutes and tells little more.
    phases = (Phase.explicit, Phase.generate)
    many = count(5, 400)
    lives = settings(max_examples=many, stateful_step_count=count(25, 50), phases=phases)
    run_machine(machine, settings=lives)
    assert len(lived) >= many, "the invariants hold, but of fewer lives than were asked for"
