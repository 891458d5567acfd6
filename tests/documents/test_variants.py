"""Canaries planted in every field: each copy sings only what it may."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime

import pytest

from convoy.documents.cargo import Party
from convoy.documents.layout.issue import Variant
from convoy.documents.papers import manifest
from convoy.documents.papers.manifest import Manifest, RunRow, for_border, for_public
from convoy.words import Words
from tests.documents.reading import everything
from tests.documents.samples import ISSUE, a_convoy, a_manifest

ENGLISH, UKRAINIAN = Words("en"), Words("uk")
DEPARTURE = datetime(2031, 7, 29, 21, 43, tzinfo=UTC)

PARTY = Party(
    name="CanaryName",
    other_name="CanaryOther",
    address="CanaryAddress",
    phone="CanaryPhone",
    registration="CanaryNumber",
    contact="CanaryContact",
)
SECRETS = {
    "plate": "CANARY-1",
    "trailer_plate": "CANARY-2",
    "driver": "CanaryDriver",
    "driver_phone": "CanaryDriverPhone",
    "seals": ("CanarySeal",),
    "crossing": "CanaryCrossing",
    "aid_code": "CanaryAid",
    "emergency_phone": "CanaryEmergency",
    "notes": "CanaryNote",
    "vehicle": "CanaryVehicle",
    "convoy_code": "CanaryConvoy",
    "convoy_name": "CanaryConvoyName",
    "carrier": PARTY,
}


def planted() -> Manifest:
    paper = a_manifest(departure=DEPARTURE, **SECRETS)
    stops = tuple(
        replace(stop, consignee=PARTY, place="CanaryPlace", arrival=DEPARTURE) for stop in paper.stops
    )
    boxes = tuple(replace(box, donor="CanaryDonor", code="CanaryBox") for box in paper.boxes)
    shipper = replace(
        paper.shipper, address="CanaryShipperAddress", phone="CanaryShipperPhone", contact="CanaryPerson"
    )
    return replace(paper, stops=stops, boxes=boxes, shipper=shipper)


def test_the_public_copy_names_no_plate_person_route_time_or_address():
    issue = replace(ISSUE, made_by="CanaryPrinter", made_at=DEPARTURE)
    data = manifest.render(planted(), ENGLISH, UKRAINIAN, Variant.PUBLIC, issue)
    said = everything(data)
    assert "canary" not in said.lower()
    assert b"anary" not in data
    for trace in ("2031", "21:43", "Jul"):
        assert trace not in said
    assert "Medical supplies" in said
    assert ENGLISH.fixed(planted().totals.grams, 3) in said


def test_the_border_copy_keeps_what_the_law_needs_and_drops_donors_boxes_and_notes():
    said = everything(manifest.render(planted(), ENGLISH, UKRAINIAN, Variant.BORDER, ISSUE))
    for kept in (
        "CANARY-1",
        "CanaryDriver",
        "CanaryCrossing",
        "CanaryAid",
        "CanaryName",
        "CanaryAddress",
        "CanarySeal",
    ):
        assert kept in said
    for dropped in ("CanaryDonor", "CanaryBox", "CanaryNote"):
        assert dropped not in said


def test_the_full_copy_has_all_of_it():
    said = everything(manifest.render(planted(), ENGLISH, UKRAINIAN, Variant.FULL, ISSUE))
    for kept in ("CANARY-1", "CanaryDonor", "CanaryBox", "CanaryNote", "CanaryPlace"):
        assert kept in said


def test_the_public_summary_of_a_convoy_names_nothing_of_its_vans():
    runs = (
        RunRow(
            1,
            a_manifest().totals,
            "CANARY-1",
            "CanaryVehicle",
            "CanaryInitials",
            1,
            "CanaryManifest",
            "CanaryAid",
        ),
    )
    paper = a_convoy(
        runs=runs,
        recipients=(PARTY,),
        departure=DEPARTURE,
        crossing="CanaryCrossing",
        lead_name="CanaryLead",
        lead_phone="CanaryLeadPhone",
        emergency_phone="CanaryEmergency",
        convoy_code="CanaryCode",
        convoy_name="CanaryName",
    )
    said = everything(manifest.render(paper, ENGLISH, UKRAINIAN, Variant.PUBLIC, ISSUE))
    assert "canary" not in said.lower()
    assert "2031" not in said
    assert "Food" in said


@pytest.mark.parametrize("name", [field.name for field in fields(Manifest)])
def test_a_field_nobody_named_stays_out_of_the_border_copy(name):
    """Every field is either carried over on purpose or at its default."""
    kept = getattr(for_border(planted()), name)
    assert kept == getattr(planted(), name) or kept in ((), "")


def test_the_public_content_holds_only_numbers_categories_and_our_own_name():
    def strings(thing):
        if isinstance(thing, str):
            yield thing
        elif is_dataclass(thing):
            for field in fields(thing):
                yield from strings(getattr(thing, field.name))
        elif isinstance(thing, dict):
            yield from strings(tuple(thing.items()))
        elif isinstance(thing, tuple):
            for one in thing:
                yield from strings(one)

    assert not [said for said in strings(for_public(planted())) if "canary" in said.lower()]
