"""Gifts sent by phones: recorded once, as their author's, answered by us alone; what differs is kept."""

import json
import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, text, update

from convoy.db import Database
from convoy.domain import references
from convoy.domain.captures import CaptureState
from convoy.domain.errors import Conflict
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import (
    AuditEntry,
    Barcode,
    Box,
    Capture,
    Donation,
    DonationLine,
    Grant,
    Item,
    Movement,
    PhoneKeys,
    SignIn,
    User,
)
from convoy.queries import captures as query
from convoy.services import capture_settling, captures, label_runs, phones, unclaimed_captures
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.phones import HEADERS, Phone, a_gift, a_line, is_signed, seal
from tests.web.people import add_user, client_of, make_app, signed_in


@pytest.fixture
def leeds(database):
    with database.work() as db:
        an_item(db)
        an_item(db, code="FOD-RICE-01", name="Rice", words=("rice",), unit_code="GRM")
        a_place(db, name="Bradford")
        return a_place(db).id


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def desk(app, database, leeds):
    return signed_in(app, database, Granted(Role.DESK, place_id=leeds))


@pytest.fixture
def phone(desk):
    return Phone(desk)


def counts(database):
    with database.look() as db:
        tables = (Donation, DonationLine, Box, Movement)
        return [db.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_sealed_gift_is_recorded_and_its_boxes_get_their_numbers(database, phone):
    (answer,) = phone.send(phone.record())
    assert answer["status"] == 201
    assert answer["receipt"].startswith("DR-LEE-")
    assert len(answer["boxes"]) == 10
    with database.look() as db:
        gift = db.query(Donation).one()
        assert (gift.number, gift.lines[0].quantity, gift.organisation.name) == (
            answer["receipt"],
            240,
            "Rail Workers Branch 12, Leeds",
        )
        (entry,) = db.query(AuditEntry).filter_by(action="donation:record").all()
        assert entry.subject == gift.code


def test_the_same_again_gets_the_first_answer_and_changes_nothing(database, phone):
    record = phone.record()
    (first,) = phone.send(record)
    before = counts(database)
    (again,) = phone.send(record)
    assert again == first | {"status": 200}
    assert counts(database) == before


def test_the_same_envelope_again_is_not_opened(phone, monkeypatch):
    record = phone.record()
    (first,) = phone.send(record)
    monkeypatch.setattr(phones.Envelopes, "content", lambda *_: pytest.fail("opened once more"))
    assert phone.send(record, record) == [first | {"status": 200}] * 2


def test_the_same_twice_in_one_batch_is_recorded_once(database, phone):
    record, other = phone.record(), phone.record()
    answers = phone.send(record, other, record)
    assert [answer["status"] for answer in answers] == [201, 201, 200]
    assert answers[2]["receipt"] == answers[0]["receipt"]
    assert counts(database)[0] == 2


@on_sqlite
def test_a_phone_tries_again_where_others_write_for_too_long(database, settings, phone):
    busy = Database(settings.database_url)
    event.listen(busy.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=1").close())
    record = phone.record()
    phone.client.application.extensions["convoy_database"] = busy
    with database.work() as writing:
        writing.execute(select(1))
        answer = phone.client.post("/api/donations", json={"records": [record]}, headers=HEADERS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert is_signed(phone.kept["keys"]["signing"], answer)
    assert [one["status"] for one in phone.send(record)] == [201]
    busy.close()


def test_other_content_under_a_key_is_refused_and_both_are_kept(database, phone):
    record = phone.record()
    (first,) = phone.send(record)
    other = phone.record(a_line(quantity="300"), id=record["id"])
    before = counts(database)
    assert [answer["status"] for answer in phone.send(other, other)] == [409, 409]
    assert phone.send(record) == [first | {"status": 200}]
    assert counts(database) == before
    with database.look() as db:
        kept = db.query(Capture).filter_by(state=CaptureState.WAITING).one()
        assert json.loads(kept.content)["lines"][0]["quantity"] == "300"
        assert db.query(AuditEntry).filter_by(action="capture:keep").count() == 1


@pytest.mark.parametrize("settle", [capture_settling.correct, capture_settling.drop])
def test_a_person_settles_which_of_two_versions_holds(app, database, leeds, phone, settle):
    record = phone.record()
    (first,) = phone.send(record)
    phone.send(phone.record(a_line(quantity="300"), id=record["id"]))
    lead = add_user(database, Granted(Role.IN_CHARGE, place_id=leeds))
    with database.work() as db:
        actor = Actor(lead, "Petro", (Granted(Role.IN_CHARGE, place_id=leeds),))
        waiting = db.query(Capture).filter_by(state=CaptureState.WAITING).one()
        command = capture_settling.SettleCapture(uuid4(), waiting.id, "counted again")
        is_taken = settle is capture_settling.correct
        meant = [capture_settling.meant(db, actor, command)] if is_taken else []
        settle(db, actor, command, *meant)
    with database.look() as db:
        gift = db.query(Donation).filter_by(withdrawn_at=None).one()
        assert gift.lines[0].quantity == (300 if is_taken else 240)
        assert (gift.number == first["receipt"]) is not is_taken
        assert db.get(Capture, waiting.id).state is (
            CaptureState.CORRECTED if is_taken else CaptureState.DROPPED
        )


def test_whatever_is_sent_in_whatever_order_is_recorded_once(database, phone, count):
    rng = random.Random(7)
    records = [phone.record(a_line(quantity=str(100 + n), boxes="2")) for n in range(count(12, 500))]
    sent = [record for record in records for _ in range(5)]
    rng.shuffle(sent)
    answers: dict[str, set[str]] = {}
    for start in range(0, len(sent), 7):
        for answer in phone.send(*sent[start : start + 7]):
            assert answer["status"] in {200, 201}
            answers.setdefault(answer["id"], set()).add(answer["receipt"])
    assert counts(database) == [len(records), len(records), 2 * len(records), 3 * len(records)]
    assert len(answers) == len(records)
    assert all(len(receipts) == 1 for receipts in answers.values())


def test_one_bad_record_holds_nothing_else_up(database, phone):
    good, unclear = phone.record(), phone.record(a_line(item="unobtainium", quantity="many"))
    torn = {"id": str(uuid4()), "sealed": good["sealed"]}
    answers = phone.send(unclear, torn, good)
    assert [answer["status"] for answer in answers] == [422, 422, 201]
    assert [problem["field"] for problem in answers[0]["problems"]] == [
        "lines-0-item",
        "lines-0-quantity",
    ]
    assert "unobtainium" in answers[0]["problems"][0]["said"]
    assert [problem["field"] for problem in answers[1]["problems"]] == ["sealed"]
    # What was not kept may be mended and sent under its key.
    (mended,) = phone.send(phone.record(id=unclear["id"]))
    assert mended["status"] == 201


def test_a_gift_of_a_phone_whose_clock_is_ahead_waits_to_be_mended_and_is_not_lost(database, phone):
    day = datetime.now(UTC).date() + timedelta(days=53)
    early = phone.record(a_gift() | {"received_on": day.isoformat()})
    (answer,) = phone.send(early)
    assert answer["status"] == 422
    assert [problem["field"] for problem in answer["problems"]] == ["received_on"]
    assert "has not come yet" in answer["problems"][0]["said"]
    assert counts(database)[0] == 0
    (mended,) = phone.send(phone.record(id=early["id"]))
    assert mended["status"] == 201


QUANTITIES = {
    "240": 240, 240: 240, 2_400.0: 2_400, "2 dozen": 24, "1 200": 1_200, "0x10": None, "٣": None, "NaN": None,
    "-5": None, "1e308": None, "1_000": None, "2,5": None, 1e308: None,
}  # fmt: skip


def test_quantities_are_read_as_forms_read_them(database, phone):
    records = [phone.record(a_line(quantity=typed, boxes="")) for typed in QUANTITIES]
    statuses = [answer["status"] for answer in phone.send(*records)]
    assert statuses == [201 if understood else 422 for understood in QUANTITIES.values()]
    with database.look() as db:
        read = [line.quantity for line in db.query(DonationLine).order_by(DonationLine.id)]
    assert read == [understood for understood in QUANTITIES.values() if understood]


KEY = b"9b2f64c8-0a51-4c1e-8f0d-5f5b8f6f3f10"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"records": []}',
        b'{"records": [], "records": []}',
        b"[" * 100_000,
        b'{"records": [{"id": "x", "sealed": "AA"}]}',
        b'{"records": [{"id": "%b", "sealed": "AA", "role": "admin"}]}' % KEY,
        b'{"records": [{"id": "%b", "sealed": NaN}]}' % KEY,
        b'{"records": [{"id": "%b", "sealed": "\\ud800"}]}' % KEY,
    ],
)
def test_what_is_not_as_described_is_refused_whole(database, phone, desk, body):
    before = counts(database)
    answer = desk.post("/api/donations", data=body[:30_000], headers=HEADERS, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["problems"][0]["said"]
    assert is_signed(phone.kept["keys"]["signing"], answer)
    assert counts(database) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "delivered"},
        {"lines": [a_gift()["lines"][0] | {"quantity": True}]},
        {"lines": [a_gift()["lines"][0] | {"quantity": 1.5}]},
        {"lines": [a_gift()["lines"][0] | {"recorded_by_id": 1}]},
        {"lines": [a_gift()["lines"][0]] * 51},
        {"donor": {"name": "x" * 161, "kind": None}},
    ],
)
def test_unknown_fields_and_true_for_one_are_refused(phone, changes):
    (answer,) = phone.send(phone.record(a_gift(**changes)))
    assert answer["status"] == 422


def test_gifts_of_phones_that_are_not_known_count_among_too_many(app, database, leeds, phone, monkeypatch):
    record = phone.record()
    goes_back(database)
    carrier = signed_in(app, database, Granted(Role.DESK, place_id=leeds), name="Carrier")
    monkeypatch.setattr(captures, "MOST_A_MINUTE", 1)
    assert [one["status"] for one in phone.send(record, client=carrier)] == [202]
    slow = carrier.post("/api/donations", json={"records": [record]}, headers=HEADERS)
    assert slow.status_code == 429


def test_too_much_at_once_is_refused_and_too_many_wait(phone, desk, monkeypatch):
    big = desk.post("/api/donations", data=b" " * 40_000, headers=HEADERS, content_type="application/json")
    assert big.status_code == 413
    phone.send(phone.record())
    monkeypatch.setattr(captures, "MOST_A_MINUTE", 1)
    slow = desk.post("/api/donations", json={"records": [phone.record()]}, headers=HEADERS)
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "30")


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {}},
        {"headers": {**HEADERS, "Origin": "https://evil.example"}},
        {"headers": HEADERS, "content_type": "text/plain"},
        {"headers": HEADERS, "content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_page_of_another_site_sends_nothing(database, phone, desk, request_):
    body = json.dumps({"records": [phone.record()]})
    answer = desk.post("/api/donations", **{"data": body, "content_type": "application/json"} | request_)
    assert answer.status_code in {403, 415}
    assert counts(database)[0] == 0


def test_nobody_signed_in_and_somebody_without_a_desk_record_nothing(app, database, phone):
    record = phone.record()
    for client, status in (
        (app.test_client(), 401),
        (signed_in(app, database, Granted(Role.AUDITOR)), 403),
    ):
        answer = client.post("/api/donations", json={"records": [record]}, headers=HEADERS)
        assert answer.status_code == status
        assert "Convoy-Signature" not in answer.headers or status == 403
    assert counts(database)[0] == 0


def test_another_persons_record_is_recorded_as_that_persons(app, database, leeds, phone):
    record = phone.record()
    carrier = signed_in(app, database, Granted(Role.DESK, place_id=leeds), name="Carrier")
    (answer,) = phone.send(record, client=carrier)
    assert answer["status"] == 201
    with database.look() as db:
        capture = db.query(Capture).one()
        assert db.get(User, capture.author_id).name == "Olena"
        assert db.get(User, capture.sent_by_id).name == "Carrier"
        assert capture.donation.recorded_by_id == capture.author_id


def ended(database, when, *, grants=True):
    """The desk's roles (or its sign-in) end at a moment, as a weekend card's do."""
    with database.work() as db:
        table = Grant if grants else SignIn
        who = select(User.id).where(User.name == "Olena")
        db.execute(update(table).where(table.user_id.in_(who)).values(ended_at=when))


@pytest.mark.parametrize("grants", [True, False])
def test_what_was_captured_while_the_card_was_good_is_taken_afterwards(app, database, leeds, phone, grants):
    before = phone.record()
    end = datetime.now(UTC)
    ended(database, end, grants=grants)
    after = phone.record(made_at=end + timedelta(seconds=1))
    carrier = signed_in(app, database, Granted(Role.DESK, place_id=leeds), name="Carrier")
    assert [answer["status"] for answer in phone.send(after, before, client=carrier)] == [403, 201]


def test_a_forged_pass_and_a_clock_gone_wrong_are_told_apart(app, database, leeds, phone):
    forged = phone.record(by="1.1700000000.AAAAAAAAAAAAAAAAAAAAAA")
    wild = phone.record(made_at=datetime.now(UTC) + timedelta(days=5 * 365))
    past = phone.record(a_line(quantity="1", boxes=""), made_at=datetime.now(UTC) - timedelta(days=400))
    assert [answer["status"] for answer in phone.send(forged, wild, past)] == [422, 201, 201]
    with database.look() as db:
        received = {capture.received_at.date() for capture in db.query(Capture)}
        assert received == {datetime.now(UTC).date()}


def an_old_pass(database, phone):
    """The pass as earlier versions gave it: a sign-in by its number alone."""
    said = phone.kept["by"].split(".")[:2]
    with database.look() as db:
        return ".".join([*said, phones._mac(db.get_one(PhoneKeys, 1), ".".join(said))])


def goes_back(database):
    """The installation goes back to before the phone's sign-in, and somebody else gets its number."""
    other = add_user(database, name="Marek")
    with database.work() as db:
        who = select(User.id).where(User.name == "Olena")
        anew = {"user_id": other, "token_hash": "f" * 64, "created_at": datetime.now(UTC)}
        db.execute(update(SignIn).where(SignIn.user_id.in_(who)).values(**anew))


def test_a_pass_of_an_earlier_version_goes_on_working(app, database, leeds, phone):
    (answer,) = phone.send(phone.record(by=an_old_pass(database, phone)))
    assert answer["status"] == 201


@pytest.mark.parametrize("is_old", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("is_taken", [True, False], ids=["recorded", "dropped"])
def test_a_gift_of_a_phone_that_is_not_known_is_nobodys_until_somebody_settles_it(
    app, database, leeds, phone, is_old, is_taken
):
    record = phone.record(by=an_old_pass(database, phone) if is_old else phone.kept["by"])
    goes_back(database)
    carrier = signed_in(app, database, Granted(Role.DESK, place_id=leeds), name="Carrier")
    assert [one["status"] for one in phone.send(record, client=carrier)] == [202]
    assert [one["status"] for one in phone.send(record, record, client=carrier)] == [202, 202]
    assert counts(database)[0] == 0
    lead = add_user(database, Granted(Role.IN_CHARGE, place_id=leeds), name="Petro")
    actor = Actor(lead, "Petro", (Granted(Role.IN_CHARGE, place_id=leeds),))
    with database.work() as db:
        ((kept, name),) = query.unclaimed(db, actor)
        assert name == ("" if is_old else "Olena")
        command = capture_settling.SettleCapture(uuid4(), kept.id, "she says so")
        if is_taken:
            gift = unclaimed_captures.meant(db, actor, command)
            unclaimed_captures.record(db, actor, command, gift)
        else:
            unclaimed_captures.drop(db, actor, command)
    with database.look() as db:
        assert query.unclaimed(db, actor) == []
        assert [gift.recorded_by_id for gift in db.query(Donation)] == [lead] * is_taken
        with pytest.raises(Conflict):
            unclaimed_captures.meant(db, actor, command)
    (again,) = phone.send(record, client=carrier)
    assert (again["status"], bool(again["receipt"])) == ((200, True) if is_taken else (202, False))
    assert [line["stage"] for line in again["lines"]] == ["accepted"] * is_taken


def test_a_draft_of_a_phone_that_is_not_known_is_opened_by_whom_its_pass_names(app, database, leeds, phone):
    record_id = str(uuid4())
    draft = json.dumps({"v": 1, "by": phone.kept["by"], "draft": {"donor": "Half a na"}}).encode()
    envelope = {"id": record_id, "sealed": seal(phone.kept["keys"]["sealing"], record_id, draft)}
    goes_back(database)
    with database.look() as db:
        olena = db.query(User).filter_by(name="Olena").one().id
    clients = [
        signed_in(app, database, Granted(Role.DESK, place_id=leeds), name="Carrier"),
        client_of(app, database, olena),
    ]
    assert [one.post("/api/open", json=envelope, headers=HEADERS).status_code for one in clients] == [
        403,
        200,
    ]


def test_after_ninety_days_and_a_new_sign_in_the_queue_is_taken(app, database, leeds, phone):
    record = phone.record(made_at=datetime.now(UTC) - timedelta(days=90))
    with database.work() as db:
        long_ago = datetime.now(UTC) - timedelta(days=91)
        db.execute(update(Grant).values(granted_at=long_ago))
        db.execute(update(SignIn).values(created_at=long_ago, last_seen_at=long_ago))
    assert phone.client.post("/api/donations", json={"records": [record]}, headers=HEADERS).status_code == 401
    anew = signed_in(app, database, Granted(Role.DESK, place_id=leeds))
    assert phone.send(record, client=anew)[0]["status"] == 201


def test_boxes_keep_the_codes_of_labels_printed_before(database, phone):
    command = label_runs.IssueLabels(uuid4(), "LEE", 4)
    labels = database.do(label_runs.issue, CONSOLE, command)
    codes = [label.code for label in labels]
    (answer,) = phone.send(phone.record(a_line(boxes="3", box_codes=[codes[0].lower(), codes[1]])))
    assert answer["status"] == 201
    assert answer["boxes"][:2] == [f"{label.code} {label.short_number}" for label in labels[:2]]
    (named,) = phone.send(phone.record(a_line(boxes="1", box_codes=[str(labels[2].short_number)])))
    assert named["boxes"] == [f"{codes[2]} {labels[2].short_number}"]
    for box_codes, boxes in ((codes[:1], "1"), ([codes[3]] * 2, "2"), ([references.new("BX")], "1")):
        (refused,) = phone.send(phone.record(a_line(boxes=boxes, box_codes=box_codes)))
        assert refused["problems"][0]["field"] == "lines-0-box_codes"
    (counted,) = phone.send(phone.record(a_line(boxes="", box_codes=codes[3:])))
    assert counted["boxes"] == [f"{codes[3]} {labels[3].short_number}"]


@on_sqlite
def test_a_gift_that_the_database_does_not_take_keeps_no_other_out(database, phone):
    sent = [phone.record(a_line(quantity=str(number), boxes="")) for number in (1, 2, 3, 4, 5)]
    with database.work() as db:
        refused = "BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        when = f"WHEN NEW.key = '{sent[2]['id']}'"
        db.execute(text(f"CREATE TRIGGER poison BEFORE INSERT ON capture {when} {refused}"))
    assert phone.client.post("/api/donations", json={"records": sent}, headers=HEADERS).status_code == 500
    with database.work() as db:
        assert {capture.key for capture in db.query(Capture)} == {sent[at]["id"] for at in (0, 1, 3, 4)}
        db.execute(text("DROP TRIGGER poison"))
    assert [answer["status"] for answer in phone.send(*sent)] == [200, 200, 201, 200, 200]


def test_only_the_author_or_who_is_in_charge_opens_an_envelope(app, database, leeds, phone):
    draft = json.dumps({"v": 1, "by": phone.kept["by"], "draft": {"donor": "Half a na"}}).encode()
    record_id = str(uuid4())
    envelope = {"id": record_id, "sealed": seal(phone.kept["keys"]["sealing"], record_id, draft)}
    statuses = []
    for client in (
        phone.client,
        signed_in(app, database, Granted(Role.IN_CHARGE, place_id=leeds)),
        signed_in(app, database, Granted(Role.DESK, place_id=leeds)),
    ):
        answer = client.post("/api/open", json=envelope, headers=HEADERS)
        statuses.append(answer.status_code)
        assert ("Half a na" in answer.text) == (answer.status_code == 200)
    assert statuses == [200, 200, 403]


def test_the_catalogue_travels_whole_and_only_when_it_changed(phone, desk):
    answer = desk.get("/api/catalogue")
    assert [item[0] for item in answer.json["items"]] == ["FOD-BEEF-01", "FOD-RICE-01"]
    assert answer.json["items"][0][4]["en"] == ["Tinned beef, 400 g", "tinned beef"]
    assert is_signed(phone.kept["keys"]["signing"], answer)
    again = desk.get("/api/catalogue", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@on_sqlite
def test_a_phone_knows_the_barcodes_and_teaches_one_that_is_new(database, phone, desk):
    new, other = "4006381333931", "96385074"
    with database.work() as db:
        db.add(
            Barcode(gtin=other, item_id=db.scalars(select(Item.id).where(Item.code == "FOD-RICE-01")).one())
        )
    first = desk.get("/api/catalogue")
    assert first.json["barcodes"] == {other: "FOD-RICE-01"}
    sent = [a_line(gtin=new, expires_on="2028-05-12"), a_line(gtin=other)]
    assert [phone.send(phone.record(line))[0]["status"] for line in sent] == [201, 201]
    again = desk.get("/api/catalogue", headers={"If-None-Match": first.headers["ETag"]})
    assert again.json["barcodes"] == {new: "FOD-BEEF-01", other: "FOD-RICE-01"}
    (refused,) = phone.send(phone.record(a_line(gtin="4006381333932")))
    assert refused["problems"][0]["field"] == "lines-0-gtin"


@on_sqlite
def test_the_description_names_every_field_that_is_read(app):
    said = app.test_client().get("/api/openapi.json").json
    assert said["openapi"] == "3.1.0"
    assert set(said["paths"]) == {
        "/api/donations",
        "/api/donor",
        "/api/open",
        "/api/phone",
        "/api/photos/{id}",
        "/api/catalogue",
        "/api/sign-out",
    }
    text = json.dumps(said)
    for name in said["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text or name in {"Captured", "PhotoHead"}
    assert said["components"]["schemas"]["Gift"]["additionalProperties"] is False


# Recorded when version 1 was new: what a phone of that day has in its queue must be understood for long.
RECORDED_V1 = {
    "v": 1,
    "made_at": "2026-11-28T05:00:00.000Z",
    "device": "Phone of the hall",
    "gift": {
        "place": "LEE",
        "received_on": "2026-11-28",
        "donor": {"name": "Rail Workers Branch 12, Leeds", "kind": "union_branch"},
        "lines": [
            {"item": "FOD-BEEF-01", "quantity": "2 dozen", "condition": "new", "expires_on": "01/2028",
             "boxes": "2", "weight": "9,5", "batch": "L7", "earmark": "for the mine rescue squad"},
            {"item": "rice", "quantity": "12,5", "condition": "used_good", "decision": "set aside",
             "reason": "open"},
        ],
        "bags": [{"packages": "3", "package": "BG", "weight": "20", "note": "clothes"}],
        "note": "came by bicycle",
    },
}  # fmt: skip


def test_a_queue_recorded_with_version_1_is_still_understood(database, phone):
    (answer,) = phone.send(phone.record(RECORDED_V1["gift"], made_at=None, device="Phone of the hall"))
    assert answer["status"] == 201
    # The digest too: a replay across an upgrade must meet its first answer.
    assert answer["sha256"] == "32e65f9622da4f7f981273bcc61641f24f4d13031ed193b58d3893d968f7cb1c"
    with database.look() as db:
        lines = db.query(DonationLine).order_by(DonationLine.position).all()
        assert [(line.quantity, line.grams, line.stage) for line in lines] == [
            (24, 9_500, "accepted"),
            (12_500, None, "set aside"),
        ]
