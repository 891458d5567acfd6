"""Two places and two convoys with one of everything at each, and every kind of person."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from convoy.db import Database
from convoy.domain import references
from convoy.domain.controls import Decision
from convoy.domain.kinds import Condition, OrganisationKind, PlaceKind, PoolFate, StopKind
from convoy.domain.letters import LetterKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.exchange import pictures, tables, uploads
from convoy.models import (
    AnnouncedGift,
    Card,
    ConvoyRecipient,
    Device,
    Donation,
    GoodsReceipt,
    Grant,
    Invitation,
    Organisation,
    PublicPage,
    SignIn,
    SignOff,
    User,
    Vehicle,
    VehicleClass,
)
from convoy.services import (
    appeals,
    audit,
    cards,
    controls,
    devices,
    donations,
    drafts,
    gift_sheets,
    intake_sheets,
    invitations,
    kits,
    letters,
    organisations,
    papers,
    photos,
    pool_decisions,
    sign_ins,
    signed_copies,
    stock_takes,
    users,
)
from convoy.services.gifts import Line, RecordDonation, Unsorted
from tests.factories import a_box, a_convoy, a_gift_at, a_pallet, a_place, a_run, an_item
from tests.web.access_matrix import VALUES, Row
from tests.web.people import add_user, client_of, csrf


class Scene:
    """Two places and two convoys with the same things at each: one's own, and somebody else's."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app, self.database = app, database
        with database.work() as db:
            places = [a_place(db), a_place(db, name="Somewhere else")]
            convoys = [a_convoy(db), a_convoy(db)]
            self.codes = {kind: _codes(db, make, places, convoys) for kind, make in OBJECTS.items()}
            self.place_id, self.convoy_id = places[0].id, convoys[0].id
        self.people = {
            name: add_user(database, *grants, name=name) for name, grants in self._grants().items()
        }
        with database.work() as db:
            db.execute(update(User).where(User.id == self.people["disabled"]).values(is_active=False))
            # A desk volunteer mends what that same person recorded.
            own = update(Donation).where(Donation.code == self.codes["donation"][0])
            db.execute(own.values(recorded_by_id=self.people["desk"]))

    def _grants(self) -> dict[str, tuple[Granted, ...]]:
        here, on = {"place_id": self.place_id}, {"convoy_id": self.convoy_id}
        return {
            "disabled": (Granted(Role.ADMIN),),
            "nobody": (),
            "desk": (Granted(Role.DESK, **here),),
            "lead": (Granted(Role.IN_CHARGE, **here),),
            "coordinator": (Granted(Role.COORDINATOR, **on),),
            "planner": (Granted(Role.COORDINATOR),),
            "printer": (Granted(Role.PRINTER, **on),),
            "medic": (Granted(Role.MEDIC, **here),),
            "auditor": (Granted(Role.AUDITOR),),
            "admin": (Granted(Role.ADMIN),),
        }

    def browser(self, name: str) -> FlaskClient:
        """A browser of this person, newly signed in."""
        if name == "anonymous":
            return self.app.test_client()
        return client_of(self.app, self.database, self.people[name])

    def ask(self, name: str, row: Row, which: int) -> tuple[int, int]:
        """Status and length of the answer this person gets; `which` is 0 own, 1 another's, 2 absent."""
        client = self.browser(name)
        path = self.path(row, which)
        if row.method == "GET":
            answer = client.get(path)
        elif row.method == "PUT":
            sent = {"content_type": "application/octet-stream", "headers": {"Convoy-Client": "1"}}
            answer = client.put(path, data=b"", **sent)
        elif row.endpoint.startswith("api."):
            answer = client.post(path, json={}, headers={"Convoy-Client": "1"})
        else:
            # Empty forms: whoever may not act is told so before anything typed is looked at.
            answer = client.post(path, data={"csrf_token": csrf(client), "key": str(uuid4())})
        with answer:
            return answer.status_code, len(answer.get_data())

    def path(self, row: Row, which: int) -> str:
        """The address of the route for an object."""
        (rule,) = (rule for rule in self.app.url_map.iter_rules(row.endpoint) if row.method in rule.methods)
        values = {name: _value(rule, name) for name in rule.arguments}
        if row.kind:
            name = next(name for name in ("code", "reference") if name in values)
            values[name] = self.codes[row.kind][which]
        with self.app.test_request_context():
            return self.app.url_for(row.endpoint, **values)


def _value(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else VALUES.get(name, "")


def _codes(db: Session, make: Callable, places, convoys) -> tuple[str, str, str]:
    """The codes of the own object, of another's, and of none."""
    mine, other = (make(db, place, convoy) for place, convoy in zip(places, convoys, strict=True))
    prefix, dash, _ = mine.partition("-")
    absent = references.new(prefix) if dash and len(prefix) == 2 else ""
    # Answers repeat what was asked for: of equal length, they can be compared.
    absent = absent if len(absent) == len(mine) else "0" * len(mine)
    return mine, other, absent


def _person(db: Session, place, convoy) -> str:
    new = users.NewUser(f"at-{place.code}", "Petro", "!")
    return users.create(db, CONSOLE, new, Granted(Role.DESK, place_id=place.id)).code


def _invitation(db: Session, place, convoy) -> str:
    invitations.invite(db, CONSOLE, invitations.Invite(uuid4(), Granted(Role.DESK, place_id=place.id)))
    newest = db.query(Invitation).order_by(Invitation.id.desc()).first()
    return newest.token_hash[: invitations.REFERENCE]


def _card(db: Session, place, convoy) -> str:
    now = datetime.now(UTC)
    hours = (now, now + timedelta(hours=8))
    cards.make(db, CONSOLE, cards.MakeCards(uuid4(), Granted(Role.DESK, place_id=place.id), *hours))
    return db.query(Card).order_by(Card.id.desc()).first().code


def _signed_in(db: Session, place) -> SignIn:
    """A sign-in of the person who works there."""
    user_id = db.query(Grant).filter_by(place_id=place.id, role=Role.DESK).first().user_id
    devices.come_in(db, user_id, devices.At("", "Firefox"))
    return db.query(SignIn).order_by(SignIn.id.desc()).first()


def _sign_in(db: Session, place, convoy) -> str:
    return _signed_in(db, place).token_hash[: sign_ins.REFERENCE]


def _device(db: Session, place, convoy) -> str:
    return db.get_one(Device, _signed_in(db, place).device_id).code


def _donation(db: Session, place, convoy) -> str:
    a_gift_at(db, place, an_item(db, code=f"BEEF-{place.id}"))
    return db.query(Donation).filter_by(place_id=place.id).one().code


def _draft(db: Session, place, convoy) -> str:
    return drafts.keep(db, CONSOLE, drafts.KeepDraft(uuid4(), place.code, (("donor", "Rail"),))).code


def _pool(db: Session, place, convoy) -> str:
    bags = RecordDonation(uuid4(), place.code, date(2026, 10, 3), unsorted=(Unsorted(3),))
    donations.record(db, CONSOLE, bags)
    pool = f"{place.code}-2026-10-03"
    rags = pool_decisions.PartWithBags(uuid4(), pool, PoolFate.THROWN_AWAY, "torn")
    pool_decisions.part_with_bags(db, CONSOLE, rags)
    return pool


def _convoy(db: Session, place, convoy) -> str:
    a_run(db, convoy, (StopKind.DELIVERY, place))
    return convoy.code


def _paper(db: Session, place, convoy) -> str:
    return papers.issue(db, CONSOLE, papers.manifest(uuid4(), convoy.code, None)).number


def _box(db: Session, place, convoy) -> str:
    # The donation made before took short numbers of this place.
    db.refresh(place)
    return a_box(db, place).code


def _pallet(db: Session, place, convoy) -> str:
    return a_pallet(db, place, a_box(db, place)).code


def _organisation(db: Session, place, convoy) -> str:
    facts = organisations.OrganisationFacts(f"Union of {place.name}", OrganisationKind.TRADE_UNION)
    return organisations.record(db, CONSOLE, organisations.RecordOrganisation(uuid4(), facts)).code


def _place(db: Session, place, convoy) -> str:
    return place.code


def _vehicle(db: Session, place, convoy) -> str:
    kind = db.query(VehicleClass).filter_by(code="VAN").one_or_none() or VehicleClass(
        code="VAN",
        name="van",
        licence="B",
        max_mass_g=3_500_000,
        payload_g=1_000_000,
        hold_length_mm=3_000,
        hold_width_mm=1_700,
        hold_height_mm=1_900,
        pallet_places=3,
    )
    vehicle = Vehicle(code=references.new("VH"), name="White van", vehicle_class=kind)
    # On a van of its own: the empty form for van 1 takes that one's vehicle away.
    a_run(db, convoy, (StopKind.DELIVERY, place), vehicle=vehicle)
    db.flush()
    return vehicle.code


def _public_place(db: Session, place, convoy) -> str:
    now = datetime.now(UTC)
    db.merge(PublicPage(place_id=place.id, opened_at=now, announcing_since=now))
    db.flush()
    return place.code


def _appeal(db: Session, place, convoy, *, is_shown=False) -> str:
    item = an_item(db, code=f"CALL{place.id}{is_shown:d}", name="Called for")
    command = appeals.KeepAppeal(
        uuid4(),
        "Winter appeal",
        "",
        date(2026, 10, 1),
        date(2030, 1, 31),
        (place.code,),
        (appeals.Called(item.code),),
        is_shown=is_shown,
    )
    return appeals.keep(db, CONSOLE, command).code


def _shown_appeal(db: Session, place, convoy) -> str:
    _public_place(db, place, convoy)
    return _appeal(db, place, convoy, is_shown=True)


def _announced(db: Session, place, convoy) -> str:
    now = datetime.now(UTC)
    gift = AnnouncedGift(
        code=references.new("AG"), place_id=place.id, made_at=now, expires_at=now + timedelta(days=14)
    )
    db.add(gift)
    return gift.code


def _destination(db: Session, place, convoy) -> str:
    there = a_place(db, code=f"D{place.code[1:]}", kind=PlaceKind.DESTINATION)
    db.add(ConvoyRecipient(convoy_id=convoy.id, place_id=there.id))
    db.flush()
    return there.code


def _consignee(db: Session, place, convoy) -> str:
    code = references.new("OR")
    name = f"Hospital of {place.name}"
    host = Organisation(code=code, kind=OrganisationKind.HOSPITAL, name=name, name_key=name.casefold())
    db.add(host)
    db.flush()
    there = a_place(db, code=f"H{place.code[1:]}", kind=PlaceKind.DESTINATION, organisation_id=host.id)
    db.add(ConvoyRecipient(convoy_id=convoy.id, place_id=there.id))
    return code


def _kit(db: Session, place, convoy) -> str:
    item = an_item(db, code=f"KIT{place.id}", name="Kit goods")
    return kits.keep(db, CONSOLE, kits.KeepKit(uuid4(), f"Kit {place.id}", ((item.code, 1),))).code


def _item(db: Session, place, convoy) -> str:
    return an_item(db, code=f"PEAS{place.id}", name="Peas").code


def _recipient(db: Session, place, convoy) -> str:
    there = a_place(db, name=f"{place.id} hospital", code=f"HO{place.id}", kind=PlaceKind.DESTINATION)
    db.add(ConvoyRecipient(convoy_id=convoy.id, place_id=there.id))
    db.flush()
    return there.code


def _letter(db: Session, place, convoy) -> str:
    upload = uploads.read(f"%PDF-1.4 letter {place.code} %%EOF".encode(), "letter.pdf")
    command = letters.KeepLetter(uuid4(), LetterKind.NEED, upload.sha256, convoy=convoy.code)
    return letters.keep(db, CONSOLE, command, upload).code


def _van_paper(db: Session, place, convoy) -> str:
    # Where a convoy loads, its coordinators see the boxes: those of the own place must not be among them.
    yard = a_place(db, name=f"{place.id} yard", code=f"YD{place.id}")
    run = a_run(db, convoy, (StopKind.LOADING, yard))
    db.refresh(convoy)
    wish = papers.IssuePaper(uuid4(), "AL", f"{convoy.code}/{run.number}")
    return papers.issue(db, CONSOLE, wish).number


def _signed(db: Session, place, convoy) -> str:
    number = _paper(db, place, convoy)
    upload = uploads.read(f"%PDF-1.4 signed {place.code} %%EOF".encode(), "signed.pdf")
    command = signed_copies.KeepCopy(uuid4(), number, 1, upload.sha256)
    return signed_copies.keep(db, CONSOLE, command, upload).code


def _sign_off(db: Session, place, convoy) -> str:
    item = an_item(db, code=f"VEST{place.id}", name="Vest", dual_use=True)
    line = Line(item.code, 2, Condition.NEW)
    gift = donations.record(db, CONSOLE, RecordDonation(uuid4(), place.code, date(2026, 10, 3), (line,)))
    asker = users.create(
        db, CONSOLE, users.NewUser(f"asks-{place.code}", "Ira", "!"), Granted(Role.COORDINATOR)
    )
    actor = Actor(asker.id, "Ira", (Granted(Role.COORDINATOR),))
    command = controls.DecideGoods(uuid4(), (f"{gift.code}/1",), Decision.RELEASE, "asked for")
    controls.decide(db, actor, command)
    return db.query(SignOff).order_by(SignOff.id.desc()).first().code


def _stock_take(db: Session, place, convoy) -> str:
    return stock_takes.start(db, CONSOLE, stock_takes.StartStockTake(uuid4(), place.code)).code


def _gift_sheet(db: Session, place, convoy) -> str:
    grid = tables.read_grid(f"date;item;quantity\n2026-10-03;{place.code};3\n".encode())
    return gift_sheets.keep(db, CONSOLE, place.code, "gifts.csv", place.code, grid)


def _count(db: Session, place, convoy) -> str:
    run = a_run(db, convoy, (StopKind.DELIVERY, place))
    entry = audit.note(db, CONSOLE, "goods:receive", references.new("GR"), about=[convoy.code])
    now = datetime.now(UTC)
    stop = run.stops[0].id
    db.add(
        GoodsReceipt(code=entry.subject, stop_id=stop, occurred_at=now, recorded_at=now, audit_id=entry.id)
    )
    return entry.subject


def _photo(db: Session, place, convoy) -> str:
    gift = db.query(Donation).filter_by(place_id=place.id).first()
    picture = pictures.Photo(b"drawn anew", 1, 1, "0" * 64)
    return photos.keep(db, CONSOLE, photos.KeepPhoto(uuid4(), gift.code, picture.sha256), picture).code


def _sheet(db: Session, place, convoy) -> str:
    return intake_sheets.issue(db, CONSOLE, intake_sheets.IssueSheets(uuid4(), place.code, 1))[0].number


OBJECTS: dict[str, Callable[..., str]] = {
    "person": _person,
    "invitation": _invitation,
    "card": _card,
    "sign_in": _sign_in,
    "device": _device,
    "announced": _announced,
    "appeal": _appeal,
    "shown appeal": _shown_appeal,
    "donation": _donation,
    "gift_sheet": _gift_sheet,
    "draft": _draft,
    "pool": _pool,
    "box": _box,
    "pallet": _pallet,
    "convoy": _convoy,
    "paper": _paper,
    "organisation": _organisation,
    "place": _place,
    "public place": _public_place,
    "destination": _destination,
    "consignee": _consignee,
    "vehicle": _vehicle,
    "item": _item,
    "kit": _kit,
    "recipient": _recipient,
    "letter": _letter,
    "signed": _signed,
    "count": _count,
    "photo": _photo,
    "van-paper": _van_paper,
    "sign-off": _sign_off,
    "stock_take": _stock_take,
    "sheet": _sheet,
}
