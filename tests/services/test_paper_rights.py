"""Who may declare a paper void: whoever may make it of that target, and nobody else."""

from uuid import uuid4

import pytest

from convoy.domain.errors import NotAllowed, NotFound
from convoy.domain.kinds import StopKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Convoy, Donation, Item, Paper, Place
from convoy.queries import papers as query
from convoy.services import papers, void_papers
from convoy.services.papers import IssuePaper
from convoy.services.void_papers import CancelPaper, RedactPaper
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_gift_at, a_load, a_pallet, a_place, a_run
from tests.printing import a_van_to_print

EVERYWHERE = "coordinator"
OF_CONVOY, AT_PLACE = {EVERYWHERE, "planner", "printer"}, {EVERYWHERE, "desk"}

MAY_CANCEL = {
    "convoy": ("CM", OF_CONVOY),
    "van": ("CM", OF_CONVOY),
    "stop": ("WB", OF_CONVOY),
    "gift": ("DR", AT_PLACE),
    "box": ("PL", AT_PLACE),
    "box from York": ("PL", AT_PLACE),
    "box on the road": ("PL", AT_PLACE),
    "pallet": ("PL", AT_PLACE),
    "pallet on the road": ("PL", {EVERYWHERE, "planner"}),
}


@pytest.fixture
def scene(database):
    """A loaded van and its convoy, goods at Leeds, and goods on the road that another convoy had before."""
    with database.work() as db:
        ours = a_van_to_print(db, boxes=1)
        leeds, item = db.query(Place).filter_by(code="LEE").one(), db.query(Item).one()
        york = a_place(db, name="York", code="YRK")
        theirs = a_convoy(db, code="CV-OTHER")
        before = a_run(db, theirs, (StopKind.LOADING, leeds), (StopKind.DELIVERY, york))
        here, palletised, away, on_pallet = a_gift_at(db, leeds, item, boxes=4)
        (moved,) = a_gift_at(db, york, item)
        moved.place_id = leeds.id
        pallet, gone = a_pallet(db, leeds, palletised), a_pallet(db, leeds, on_pallet, place_id=None)
        run = ours.runs[0]
        for box, load in ((away, {}), (on_pallet, {"pallet_id": gone.id})):
            a_load(db, box, before, ended_at=box.created_at, end="freed", **load)
            a_load(db, box, run, loaded_at=box.created_at, departed_at=box.created_at, **load)
            box.stage, box.place_id = "in transit", None
        gift = db.query(Donation).order_by(Donation.id).first()
        codes = {
            "convoy": ours.code,
            "van": f"{ours.code}/1",
            "stop": f"{ours.code}/1/A",
            "gift": gift.code,
            "box": here.code,
            "box from York": moved.code,
            "box on the road": away.code,
            "pallet": pallet.code,
            "pallet on the road": gone.code,
        }
        granted = {
            EVERYWHERE: Granted(Role.COORDINATOR),
            "auditor": Granted(Role.AUDITOR),
            "planner": Granted(Role.COORDINATOR, convoy_id=ours.id),
            "printer": Granted(Role.PRINTER, convoy_id=ours.id),
            "planner of another": Granted(Role.COORDINATOR, convoy_id=theirs.id),
            "printer of another": Granted(Role.PRINTER, convoy_id=theirs.id),
            "desk": Granted(Role.DESK, place_id=leeds.id),
            "desk in York": Granted(Role.DESK, place_id=york.id),
            "in charge in York": Granted(Role.IN_CHARGE, place_id=york.id),
        }
    return codes, {who: Actor(None, who, (grant,)) for who, grant in granted.items()}


def may(database, action, actor: Actor, command: object) -> bool:
    """Whether it was done."""
    try:
        database.do(action, actor, command)
    except (NotAllowed, NotFound):
        return False
    return True


@on_sqlite
@pytest.mark.parametrize("target", MAY_CANCEL)
def test_who_may_make_a_paper_of_a_target_may_declare_it_void_and_nobody_else(database, scene, target):
    codes, people = scene
    kind, expected = MAY_CANCEL[target]
    made, void = set(), set()
    for who, actor in people.items():
        wish = IssuePaper(uuid4(), kind, codes[target])
        made |= {who} if may(database, papers.issue, actor, wish) else set()
        final = database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), kind, codes[target]))
        cancel = CancelPaper(uuid4(), final.number, final.version, "torn")
        void |= {who} if may(database, void_papers.cancel, actor, cancel) else set()
    assert void == made == expected


@on_sqlite
def test_a_paper_of_a_place_is_declared_void_by_whoever_prints_there(database, scene):
    _, people = scene
    with database.work() as db:
        leeds = db.query(Place).filter_by(code="LEE").one()
        row = {"kind": "DY", "snapshot": "{}", "sha256": "0" * 64, "made_by": "", "place_id": leeds.id}
        made_at = db.query(Convoy).first().created_at
        for at, who in enumerate(people):
            db.add(Paper(number=who, version=at + 1, made_at=made_at, **row))
    found = {
        who
        for at, (who, actor) in enumerate(people.items())
        if may(database, void_papers.cancel, actor, CancelPaper(uuid4(), who, at + 1, "torn"))
    }
    assert found == AT_PLACE


@on_sqlite
@pytest.mark.parametrize("target", ["gift", "box", "pallet"])
def test_the_desk_does_not_erase_papers_for_good_but_who_is_in_charge_there_does(database, scene, target):
    codes, people = scene
    final = database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), MAY_CANCEL[target][0], codes[target]))
    erase = RedactPaper(uuid4(), final.number, final.version, "asked for")
    for who in ("desk", "in charge in York", "planner", "planner of another", "printer"):
        assert not may(database, void_papers.redact, people[who], erase), who
    with database.look() as db:
        here = db.query(Place).filter_by(code="LEE").one().id
        assert query.find(db, CONSOLE, final.number, final.version).snapshot
    assert may(
        database, void_papers.redact, Actor(None, "Lead", (Granted(Role.IN_CHARGE, place_id=here),)), erase
    )
