from convoy.documents.cargo import Stop
from tests.documents.freight_samples import a_waybill
from tests.documents.reading import everything, pages
from tests.documents.samples import MINERS
from tests.documents.van_papers import PAPERS

WAYBILL = PAPERS["WB"]


def test_the_act_is_the_back_of_a_short_waybill():
    front, back = pages(WAYBILL.draw(lines=2))
    assert "Dispatched by" in front
    assert "Act of acceptance and transfer" not in front
    assert "Акт приймання-передачі" in back
    assert all(heading in back for heading in ("Good Неушкоджено", "Damaged Пошкоджено", "Missing Бракує"))
    assert "Accepted" in back


def test_both_sides_list_every_line_with_what_was_sent():
    found = pages(WAYBILL.draw(lines=40))
    act = next(place for place, page in enumerate(found) if "Act of acceptance and transfer" in page)
    for said in (" ".join(found[:act]), " ".join(found[act:])):
        assert said.count("240 pieces") == 6
        assert "1,500 pieces" in said


def test_a_batch_is_named_with_its_expiry_and_packages_with_their_kind():
    said = everything(WAYBILL.draw(lines=3))
    assert "LOT 4411 · 03/2027" in said
    assert "3 boxes" in said
    assert "5 cartons" in said
    assert "ITM-100630-01" in said


def test_who_hands_over_where_and_when_is_said_and_what_is_unknown_is_left_for_the_pen():
    said = everything(WAYBILL.draw())
    for fact in ("Leeds, Railway Hall", "Fri 13 Mar 2026, 15:40 (London)", "Request 17/2026", "…417K"):
        assert fact in said
    empty = a_waybill(loading_place="", loaded_from=None, loaded_until=None, driver="", plate="", seals=())
    said = everything(WAYBILL.draw(empty))
    assert "____" in said
    assert "None" not in said


def test_a_waybill_without_a_stop_or_a_line_still_draws():
    assert "Act of acceptance" in everything(WAYBILL.draw(a_waybill(stops=())))
    nothing = Stop(label="A", consignee=MINERS, lines=())
    assert "Act of acceptance" in everything(WAYBILL.draw(a_waybill(stops=(nothing,))))
