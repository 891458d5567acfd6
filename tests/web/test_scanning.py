"""Scanning without a script: codes typed, sent by a scanner that types, or read in a photo by the server."""

import io
import re
from datetime import UTC, datetime
from uuid import uuid4

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import event, select

from convoy.documents.papers.box_labels import render
from convoy.domain.kinds import EventKind, StopKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Box, GoodsReceipt, Load, Place
from convoy.services import dispatch, labels
from convoy.services.dispatch import RecordStep
from convoy.words import Words
from tests.engines import on_sqlite
from tests.factories import (
    a_box,
    a_code,
    a_convoy,
    a_gift_at,
    a_load,
    a_pallet,
    a_place,
    a_run,
    an_item,
)
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def hall(database):
    """Codes of three closed boxes of 24 tins in Leeds; Bradford is another place."""
    with database.work() as db:
        leeds = a_place(db)
        a_place(db, name="Bradford", code="BRA")
        return [box.code for box in a_gift_at(db, leeds, an_item(db), boxes=3)]


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def planner(app, database, hall):
    return signed_in(app, database, Granted(Role.COORDINATOR))


@pytest.fixture
def desk(app, database, hall):
    with database.look() as db:
        leeds = db.scalars(select(Place.id).where(Place.code == "LEE")).one()
    return signed_in(app, database, Granted(Role.DESK, place_id=leeds))


def sent(client, address, codes, **fields):
    return post(client, address, {"key": str(uuid4()), "codes": "\n".join(codes), **fields})


def shelves(database):
    with database.look() as db:
        return dict(db.execute(select(Box.code, Box.shelf)).all())


def photo_of(database, codes):
    """A photo of the printed sheet of these boxes' labels."""
    with database.look() as db:
        drawn = labels.box_labels(db, CONSOLE, codes, "https://aid.example")
    picture = pypdfium2.PdfDocument(render(drawn, Words("en")))[0].render(scale=2).to_pil().convert("RGB")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def test_a_scanner_that_types_moves_many_boxes_with_one_press_and_each_counts_once(desk, database, hall):
    lines = [hall[0], f"HTTPS://AID.EXAMPLE/B/{hall[1]}", hall[0].lower(), hall[2].replace("-", ""), ""]
    answer = sent(desk, "/scan/move", lines, place="LEE", shelf="B3")
    assert answer.location == "/scan/move?place=LEE&shelf=B3"
    assert set(shelves(database).values()) == {"B3"}
    assert "3 boxes moved to LEE B3." in desk.get(answer.location).text


def test_what_is_no_box_stops_all_of_them_until_it_is_left_out(desk, database, hall):
    answer = sent(desk, "/scan/move", [*hall, "4006381333931"], place="LEE", shelf="B3")
    assert answer.status_code == 422
    assert "There is no box “4006381333931” here" in answer.text
    assert "Move the other 3" in answer.text
    assert set(shelves(database).values()) == {""}
    answer = sent(
        desk, "/scan/move", [*hall, "4006381333931"], place="LEE", shelf="B3", others="4006381333931"
    )
    assert answer.status_code == 303
    assert set(shelves(database).values()) == {"B3"}


def test_a_box_that_cannot_take_part_is_named_and_can_be_left_out(planner, database, hall):
    with database.work() as db:
        leeds, lviv = db.scalars(select(Place).where(Place.code == "LEE")).one(), a_place(db, name="Lviv")
        run = a_run(db, a_convoy(db), (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        a_load(db, db.scalars(select(Box).where(Box.code == hall[1])).one(), run)
    answer = sent(planner, "/scan/move", hall, place="BRA")
    assert answer.status_code == 422
    assert hall[1] in answer.text
    assert f'value="{hall[1]}"' in answer.text
    # Enter in a field presses the first button: it must leave nothing out.
    assert answer.text.index("Move all of them") < answer.text.index('name="others"')
    answer = sent(planner, "/scan/move", hall, place="BRA", others=hall[1])
    assert answer.status_code == 303
    with database.look() as db:
        stand = dict(db.execute(select(Box.code, Place.code).join(Place, Place.id == Box.place_id)).all())
    assert stand == {hall[0]: "BRA", hall[1]: "LEE", hall[2]: "BRA"}


@pytest.fixture
def delivered(database, hall):
    """The short name of the second box, which is delivered."""
    with database.work() as db:
        box = db.scalars(select(Box).where(Box.code == hall[1])).one()
        box.stage, box.place_id = BoxStage.DELIVERED, None
        box.short_number = 747
        return "Leeds 747"


def test_all_that_is_wrong_with_a_list_is_said_at_once_and_the_others_are_those_that_go(
    planner, database, hall, delivered
):
    typed = [hall[0], delivered, "foo", hall[2]]
    answer = sent(planner, "/scan/move", typed, place="LEE", shelf="B3")
    assert answer.status_code == 422
    assert "There is no box “foo” here" in answer.text
    assert f"“{delivered}”: Box {hall[1]} is delivered" in answer.text
    assert "Move the other 2" in answer.text
    assert set(shelves(database).values()) == {""}
    left_out = re.search(r'name="others" value="([^"]*)"', answer.text)[1]
    again = sent(planner, "/scan/move", typed, place="LEE", shelf="B3", others=left_out)
    assert again.status_code == 303
    assert shelves(database) == {hall[0]: "B3", hall[1]: "", hall[2]: "B3"}


def test_where_nothing_of_a_list_can_go_no_rest_is_offered(planner, delivered):
    answer = sent(planner, "/scan/move", [delivered, "foo"], place="LEE")
    assert "is delivered" in answer.text
    assert 'name="others"' not in answer.text


def test_a_list_for_a_van_is_told_all_that_is_wrong_with_it_too(planner, database, hall, delivered):
    with database.work() as db:
        leeds, lviv = (
            db.scalars(select(Place).where(Place.code == "LEE")).one(),
            a_place(db, name="Lviv", code="LVI"),
        )
        convoy = a_convoy(db)
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        code = convoy.code
    typed = [*hall[:1], delivered, "foo", hall[2]]
    answer = sent(planner, f"/convoys/{code}/scan", typed, target="1:LVI", act="assign")
    assert answer.status_code == 422
    assert "There is no box “foo” here" in answer.text
    assert f"“{delivered}”: " in answer.text
    left_out = re.search(r'name="others" value="([^"]*)"', answer.text)[1]
    with database.look() as db:
        assert db.scalars(select(Load)).all() == []
    again = sent(planner, f"/convoys/{code}/scan", typed, target="1:LVI", act="assign", others=left_out)
    assert again.status_code == 303
    with database.look() as db:
        assert len(db.scalars(select(Load)).all()) == 2


def test_of_several_wrong_weights_each_says_what_the_contents_should_weigh(desk, database, hall):
    answer = sent(desk, "/scan/weigh", [*hall, "foo"], grams="900")
    assert answer.text.count("kg its contents should weigh") == 3
    assert "There is no box “foo” here" in answer.text
    answer = sent(desk, "/scan/weigh", hall, grams="900")
    for code in hall:
        assert f"Box {code} was not stored" in answer.text


def test_a_photo_of_a_label_sheet_is_read_and_shown_before_anything_is_done(desk, database, hall):
    photo = (io.BytesIO(photo_of(database, hall[:2])), "sheet.jpg")
    answer = sent(desk, "/scan/move", [hall[2]], place="LEE", shelf="B3", photo=photo)
    assert answer.status_code == 200
    assert "2 codes were read in the photo. Nothing is done with them yet." in answer.text
    assert all(f"\n{code}" in answer.text or f">{code}" in answer.text for code in hall)
    assert "://" not in answer.text.split("<textarea")[1].split("</textarea>")[0]
    assert set(shelves(database).values()) == {""}


def test_what_is_no_picture_is_refused_at_its_field(desk, hall):
    answer = sent(desk, "/scan/move", hall, place="LEE", photo=(io.BytesIO(b"GIF89a..."), "x.jpg"))
    assert answer.status_code == 422
    assert "This is no JPEG or PNG" in answer.text


def test_boxes_that_are_alike_are_weighed_at_once_and_each_can_be_taken_back(desk, database, hall):
    answer = sent(desk, "/scan/weigh", hall, grams="9,5")
    assert answer.location == "/scan/weigh"
    assert "3 boxes weigh 9.500 kg each." in desk.get(answer.location).text
    post(desk, f"/boxes/{hall[1]}/weigh/undo", {"key": str(uuid4()), "place": ""})
    with database.look() as db:
        weights = dict(db.execute(select(Box.code, Box.gross_g)).all())
        assert len(db.scalars(select(AuditEntry).where(AuditEntry.action == "box:weigh_alike")).all()) == 1
    assert weights == {hall[0]: 9_500, hall[1]: None, hall[2]: 9_500}
    desk.get("/boxes")
    round_page = desk.get("/boxes/weighing").text
    assert hall[0] in round_page
    assert hall[1] not in round_page


def test_a_doubtful_weight_is_asked_about_once(desk, database, hall):
    answer = sent(desk, "/scan/weigh", hall, grams="900")
    assert answer.status_code == 422
    assert "look once more" in answer.text
    assert sent(desk, "/scan/weigh", hall, grams="900", sure="900000").status_code == 303


def test_boxes_get_a_place_on_a_van_are_ticked_and_received_by_scanning(planner, database, hall):
    with database.work() as db:
        leeds, lviv = db.scalars(select(Place).where(Place.code == "LEE")).one(), a_place(db, name="Lviv")
        convoy = a_convoy(db)
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        code = convoy.code
    page = f"/convoys/{code}/scan"
    assert "Van 1, for Lviv" in planner.get(page).text
    assert sent(planner, page, hall[:2], target="1:LVI", act="assign").status_code == 303
    refused = sent(planner, page, hall, target="1:LVI", act="tick")
    assert refused.status_code == 422
    assert "Do it with the other 2" in refused.text
    assert sent(planner, page, hall[:2], target="1:LVI", act="tick").status_code == 303
    with database.work() as db:
        assert len(db.scalars(select(Load).where(Load.loaded_at.is_not(None))).all()) == 2
        left = datetime(2026, 10, 3, 6, 10, tzinfo=UTC)
        dispatch.record_step(db, CONSOLE, RecordStep(uuid4(), code, EventKind.DEPARTED, left))
    stop = f"/convoys/{code}/runs/1/stops/2/scan"
    refused = sent(planner, stop, [hall[0], hall[2]], occurred_at="2026-10-05 11:30")
    assert refused.status_code == 422
    assert f"Not on this list: {hall[2]}" in refused.text
    with database.look() as db:
        assert db.scalars(select(GoodsReceipt)).all() == []
    assert (
        sent(planner, stop, [hall[0], hall[2]], occurred_at="2026-10-05 11:30", others=hall[2]).status_code
        == 303
    )
    with database.look() as db:
        assert db.scalars(select(Box.code).where(Box.stage == BoxStage.DELIVERED)).all() == [hall[0]]


def test_a_pallet_among_boxes_to_move_is_said_to_be_one_and_can_be_left_out(desk, database, hall):
    with database.work() as db:
        leeds = db.scalars(select(Place).where(Place.code == "LEE")).one()
        pallet = a_pallet(db, leeds, db.scalars(select(Box).where(Box.code == hall[0])).one()).code
    refused = sent(desk, "/scan/move", [pallet, *hall[1:]], place="LEE", shelf="B3")
    assert refused.status_code == 422
    assert f"{pallet} is a pallet. Scan the boxes on it, or leave it out." in refused.text
    assert f'name="others" value="{pallet}"' in refused.text


def test_a_pallet_nobody_knows_is_left_out_by_one_press_and_what_is_known_stays(planner, database, hall):
    with database.work() as db:
        leeds, lviv = db.scalars(select(Place).where(Place.code == "LEE")).one(), a_place(db, name="Lviv")
        convoy = a_convoy(db)
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        on_it = db.scalars(select(Box).where(Box.code == hall[0])).one()
        page, pallet = f"/convoys/{convoy.code}/scan", a_pallet(db, leeds, on_it).code
    strange = a_code("PT")
    codes = [pallet, strange, hall[1]]
    refused = sent(planner, page, codes, target="1:LVI", act="assign")
    assert refused.status_code == 422
    assert f"There is no pallet {strange} here." in refused.text
    assert "Do it with the other 2" in refused.text
    assert f'name="others" value="{strange}"' in refused.text
    not_yet_on_it = sent(planner, page, codes, target="1:LVI", act="tick", others=strange)
    assert not_yet_on_it.status_code == 422
    assert pallet in re.search(r"<textarea[^>]*>([^<]*)", not_yet_on_it.text)[1]
    assert sent(planner, page, codes, target="1:LVI", act="assign", others=strange).status_code == 303
    with database.look() as db:
        loaded = db.scalars(select(Box.code).join(Load, Load.box_id == Box.id)).all()
    assert set(loaded) == set(hall[:2])


@pytest.mark.parametrize("between", [" ", "  ", "\t", ", ", ";", "\r\n", " \n\n "])
def test_a_pasted_list_is_taken_apart_however_it_was_written(desk, database, hall, between):
    answer = sent(desk, "/scan/move", [between.join(hall)], place="LEE", shelf="B3")
    assert answer.status_code == 303
    assert set(shelves(database).values()) == {"B3"}


def test_what_is_there_twice_in_any_form_counts_once_and_is_said(desk, database, hall):
    lines = [hall[0], hall[0], f"HTTPS://AID.EXAMPLE/B/{hall[0]}", hall[1]]
    answer = sent(desk, "/scan/move", lines, place="LEE", shelf="B3")
    page = desk.get(answer.location).text
    assert "2 boxes moved to LEE B3." in page
    assert "2 codes were there twice and counted once." in page
    # The page that waits with a list on a phone hears once that the server has acted on it.
    assert 'data-acted="True"' in page
    assert "data-acted" not in desk.get("/scan/move").text


def test_of_thirty_codes_each_that_cannot_take_part_is_said_and_one_press_leaves_all_of_them_out(
    desk, database, hall
):
    unknown = [a_code("BX") for _ in range(14)]
    foreign = f"https://other.example/b/{a_code('BX')}"
    answer = sent(desk, "/scan/move", [*hall, *unknown, foreign, "LEEDS 9999"], place="LEE", shelf="B3")
    assert answer.status_code == 422
    assert f"There is no box “{unknown[0]}” here. Nothing was stored." in answer.text
    assert "And 6 more that are no box here." in answer.text
    left_out = re.search(r'name="others" value="([^"]*)"', answer.text)[1].split("\n")
    assert len(left_out) == 17  # the one of another system as it was typed, too
    assert set(shelves(database).values()) == {""}
    again = sent(
        desk,
        "/scan/move",
        [*hall, *unknown, foreign, "LEEDS 9999"],
        place="LEE",
        shelf="B3",
        others="\n".join(left_out),
    )
    assert again.status_code == 303
    assert set(shelves(database).values()) == {"B3"}
    with database.look() as db:
        assert len(db.scalars(select(AuditEntry).where(AuditEntry.action == "box:move")).all()) == 1


def test_the_label_of_another_system_is_said_to_be_one_and_nothing_leads_there(desk, hall):
    for line in (f"https://other.example/b/{a_code('BX')}", "https://other.example/sign-in?next=//evil"):
        for page in ("/scan", "/scan/move"):
            answer = sent(desk, page, [line, hall[0]], place="LEE")
            assert "leads to other.example, not to here" in answer.text
            assert 'href="https://other' not in answer.text


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    "A" * 10_000,
    "https://" + "a" * 9_000,
]


@pytest.mark.parametrize("page", ["/scan", "/scan/move", "/donations/new"])
def test_whatever_a_code_holds_is_shown_as_text_and_not_at_length(desk, hall, page):
    fields = {"place": "LEE", "shelf": "B3", "anonymous": "y", "received_on": "2026-10-03"}
    for text in HOSTILE:
        fields |= {"lines-0-item": text, "lines-0-gtin": text[:40], "lines-0-quantity": "1"}
        answer = sent(desk, page, [text, hall[0]], **fields)
        assert answer.status_code in {200, 422}
        shown = answer.text.replace("<textarea", "").replace("<script type", "").replace("<script src", "")
        assert "<script>" not in shown
        assert "<img src=x" not in shown
        assert 'href="javascript' not in shown
        assert " 49 " not in shown
    # What was sent is in the field to be mended, at the most, and not all over the page.
    assert answer.text.count("a" * 100) <= 96


def without_the_code(answer, code):
    """An answer without what differs from one sending to the next."""
    text = re.sub(r'(name="(?:key|csrf_token)"[^>]*value=")[^"]*', r"\1", answer.text)
    return answer.status_code, text.replace(code, "CODE").replace(code.replace("-", ""), "CODE")


@pytest.mark.parametrize("page", ["/scan", "/scan/move", "/scan/weigh", "of the convoy"])
@pytest.mark.parametrize("kind", ["box", "pallet"])
def test_what_one_may_not_see_is_answered_as_what_does_not_exist(app, database, hall, page, kind):
    with database.work() as db:
        leeds, bradford = (
            db.scalars(select(Place).where(Place.code == code)).one() for code in ("LEE", "BRA")
        )
        hidden = a_pallet(db, bradford) if kind == "pallet" else a_box(db, bradford)
        there, absent = hidden.code, a_code("PT" if kind == "pallet" else "BX")
        ours, other = a_convoy(db), a_convoy(db)
        for convoy in (ours, other):
            a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, bradford))
        code, granted = ours.code, Granted(Role.DESK, place_id=leeds.id)
        if page == "of the convoy":
            granted = Granted(Role.COORDINATOR, convoy_id=ours.id)
    somebody = signed_in(app, database, granted)
    address = f"/convoys/{code}/scan" if page == "of the convoy" else page
    fields = {"place": "LEE", "grams": "9,5", "target": "1:BRA", "act": "assign"}
    answers = [
        without_the_code(sent(somebody, address, [one, "Leeds 9999"], **fields), one)
        for one in (there, absent)
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] in {200, 422}


@pytest.mark.parametrize("line", ["box", "pallet", "gift", "nothing"])
def test_what_was_scanned_leads_to_it_or_is_said_to_be_unknown(desk, database, hall, line):
    gift = a_code("DN")
    typed = {"box": hall[0], "pallet": "PT-0000-00-0", "gift": gift, "nothing": "7K"}[line]
    answer = sent(desk, "/scan", [typed])
    if line == "box":
        assert answer.location == f"/boxes/{hall[0]}"
    elif line == "gift":
        assert answer.location == f"/donations/{typed}"
    else:
        assert answer.status_code == 200
        assert "There is no box" in answer.text


def test_five_hundred_lines_are_looked_up_in_as_many_statements_as_three_of_each_kind(desk, database, hall):
    kinds = [
        *hall,
        f"HTTPS://AID.EXAMPLE/B/{hall[0]}",
        "Leeds 1",
        "2",
        "Leeds 999",
        "96385074",
        "4006381333931",
        "beans",
    ]
    unknown = [f"Hall{number} {number}" for number in range(1000, 1488)]
    desk.get("/scan")
    counted = []
    for lines in (kinds, [*kinds, *unknown]):
        asked = []
        listener = lambda *told, asked=asked: asked.append(told[2])  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", listener)
        answer = sent(desk, "/scan", lines)
        event.remove(database.engine, "before_cursor_execute", listener)
        assert answer.status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert f'<span class="code">{hall[0]}</span>' in answer.text
    assert "AID.EXAMPLE" not in answer.text.split("</table>")[0]


def test_only_these_pages_may_run_webassembly_and_they_say_what_is_not_built_in(
    desk, app, tmp_path, monkeypatch
):
    for page in ("/scan", "/donations/new"):
        policy = desk.get(page).headers["Content-Security-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "wasm" not in desk.get("/boxes").headers["Content-Security-Policy"]
    monkeypatch.setattr("convoy.web.static_files.Path.is_file", lambda _file: False)
    page = desk.get("/scan").text
    assert 'data-reader=""' in page
    # Without a script there is no camera: the photo is in sight then.
    assert '<details class="more" open="" data-photo="">' in page
    assert "The camera cannot read codes here: what reads them is not on this server." in page
    assert "zxing" not in page


def test_where_the_library_is_not_installed_the_page_says_that_photos_cannot_be_read(desk, monkeypatch):
    monkeypatch.setattr("convoy.exchange.symbols.find_spec", lambda _name: None)
    page = desk.get("/scan").text
    assert "Photos cannot be read here" in page
    # Nobody is sent to take a photo that cannot be read.
    assert "Take a photo" not in page
    assert "Type the codes as they are printed." in page


def test_what_was_found_has_the_focus_and_says_how_much_of_it_is_known(desk, hall):
    page = sent(desk, "/scan", [hall[0], hall[1], "4006381333931"]).text
    section = page.split('id="found"')[1].split("</section>")[0]
    assert section.startswith(' tabindex="-1" autofocus')
    assert "3 codes: known here 2, not known 1." in section
    assert "autofocus" not in page.split("<textarea")[1]


def test_a_photo_without_a_code_says_why_and_what_to_do_and_keeps_what_was_typed(desk, hall):
    for shade, told in [(20, "too dark to read"), (250, "too bright, or blank"), (None, "No code was found")]:
        picture = Image.effect_noise((400, 300), 120) if shade is None else Image.new("L", (400, 300), shade)
        file = io.BytesIO()
        picture.save(file, "PNG")
        photo = (io.BytesIO(file.getvalue()), "x.png")
        answer = sent(desk, "/scan/move", [hall[0]], place="LEE", photo=photo)
        assert answer.status_code == 422
        assert told in answer.text
        assert f">{hall[0]}" in answer.text.replace("\r\n", "")


def test_a_photo_that_was_not_chosen_is_asked_for_and_not_the_codes(desk):
    answer = post(desk, "/scan", {"key": str(uuid4()), "read": "photo"})
    assert answer.status_code == 422
    assert re.search(r'id="photo-error".*?Choose a photo first\.', answer.text, re.DOTALL)
    assert 'id="codes-error"' not in answer.text


def test_too_many_codes_are_counted_as_codes(desk):
    codes = "\n".join(f"Leeds {number}" for number in range(699))
    answer = post(desk, "/scan/move", {"key": str(uuid4()), "place": "LEE", "codes": codes})
    assert "699 codes are too many at once: at most 500." in answer.text


def test_one_code_is_not_counted_as_several(desk):
    post(desk, "/language", {"language": "uk"})
    said = dict(re.findall(r'<span data-of="(\w+)" hidden>(.*?)</span>', desk.get("/scan").text))
    assert said["one"] == "<b data-count></b> різний код, останній:"
    assert said["few"] == "<b data-count></b> різні коди, останній:"
    assert said["many"] == "<b data-count></b> різних кодів, останній:"
