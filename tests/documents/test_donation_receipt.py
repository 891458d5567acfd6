from dataclasses import replace

from convoy.documents.papers import donation_receipt
from convoy.words import Words
from tests.documents.reading import codes, everything, outside, pages
from tests.documents.samples import ISSUE, a_receipt

MM = 72 / 25.4
NUMBERED = replace(ISSUE, number="DR-LEE-2026-0042", version=1, replaces=None)


def draw(receipt, issue=NUMBERED, second=None) -> bytes:
    return donation_receipt.render(receipt, Words("en"), second, issue)


def test_one_sheet_holds_the_copy_of_the_donor_and_of_the_file():
    (said,) = pages(draw(a_receipt(lines=3)))
    assert "Donor's copy" in said
    assert "File copy" in said
    for fact in (
        "DR-LEE-2026-0042",
        "Unite NE/407/12 branch",
        "240 pieces",
        "14.000 kg est.",
        "Resolution 14/2026",
    ):
        assert said.count(fact) >= 2


def test_a_refused_line_says_why():
    said = everything(draw(a_receipt()))
    assert "refused: opened packs, returned" in said


def test_where_nothing_was_taken_the_paper_is_a_slip_with_the_reasons_and_no_receipt():
    receipt = a_receipt()
    refused = tuple(replace(line, refused=True, reason="opened packs") for line in receipt.lines)
    said = everything(draw(replace(receipt, lines=refused, boxes=0), second=Words("uk")))
    assert "Not taken, and why" in said
    assert "Nothing was taken in: the goods stay with who brought them." in said
    for wrong in (
        "Donation receipt",
        "free gift",
        "Received by",
        "Received at",
        "Received on",
        "not yet allocated",
    ):
        assert wrong not in said
    assert "Brought to" in said
    assert "Brought on" in said


def test_an_anonymous_gift_and_a_purchase_are_told_apart():
    assert "Anonymous" in everything(draw(a_receipt(donor="")))
    assert "Bought by us" in everything(draw(a_receipt(donor="", bought=True)))
    assert "free gift" not in everything(draw(a_receipt(bought=True)))


def test_a_gift_for_no_convoy_yet_says_so():
    assert "For: not yet allocated" in everything(draw(a_receipt()))
    assert "For: Spring convoy" in everything(draw(a_receipt(intended_for="Spring convoy")))


def test_the_code_leads_the_donor_to_the_secret_link_on_both_copies():
    assert codes(draw(a_receipt())) == ["HTTPS://AID.EXAMPLE.ORG/T/7K3F2MQX"] * 2


def test_a_long_receipt_goes_on_with_page_numbers_and_signs_once_a_copy():
    found = pages(draw(a_receipt(lines=20), second=Words("uk")))
    assert len(found) > 2
    assert found[0].count(f"Page 1 of {len(found)}") == 2
    assert sum(page.count("Received by") for page in found) == 2
    assert "Petrol generator" in found[-1]


def test_nothing_leaves_the_paper():
    for lines in (0, 1, 3, 12):
        assert outside(draw(a_receipt(lines=lines)), 20 * MM, 9 * MM, 15 * MM, 9 * MM) == []


def test_a_preview_has_no_number():
    said = everything(draw(a_receipt(), issue=None))
    assert "DRAFT" in said
    assert "DR-" not in said


def test_bags_are_on_the_receipt_uncounted_with_their_weight():
    bags = (
        donation_receipt.UnsortedBags(3, grams=12_000, description="mixed clothes"),
        donation_receipt.UnsortedBags(1, refused=True, reason="wet"),
    )
    receipt = replace(a_receipt(lines=0), unsorted=bags)
    said = everything(draw(receipt, second=Words("uk")))
    for fact in ("3 bags", "3 мішки", "Unsorted, to be counted", "12.000 kg", "mixed clothes", "wet"):
        assert fact in said
    assert outside(draw(receipt), 20 * MM, 9 * MM, 15 * MM, 9 * MM) == []


def test_a_receipt_kept_before_there_were_bags_is_read_as_it_was():
    kept = donation_receipt.to_json(a_receipt()).replace('"unsorted":[]', "").replace(",}", "}")
    kept = kept.replace(",,", ",")
    assert "unsorted" not in kept
    assert donation_receipt.from_json(kept) == a_receipt()
