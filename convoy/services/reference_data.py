"""The package's reference data: catalogue with names in fifteen languages, vehicle classes, crossings.

Figures are planning estimates and names are translations no native reader has checked: they are loaded
marked *unreviewed*, and an installation corrects them.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from convoy.domain.text import fold
from convoy.models import AuditEntry, Category, Crossing, Item, ItemName, ItemWord, VehicleClass

DATA = Path(__file__).resolve().parent.parent / "data"


def load(db: Session) -> int:
    """Load what is not there yet and return the number of catalogue items added. Repeating adds nothing.

    Items that are there get the names and words that are new in this version, unless somebody changed what
    they are called: then that stays as it is.
    """
    _load_crossings(db)
    _load_vehicle_classes(db)
    added = _load_catalogue(db)
    _load_new_words(db)
    return added


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _thousandths(text: str) -> int:
    """Kilograms to grams, litres to millilitres, metres to millimetres."""
    return int((Decimal(text or "0") * 1000).to_integral_value())


def _load_crossings(db: Session) -> None:
    known = set(db.scalars(select(Crossing.code)))
    for row in _rows("border-crossings.csv"):
        code = f"{row['country']}-{row['name_local'].split(' (')[0].upper().replace(' ', '-')}"
        if code not in known:
            db.add(
                Crossing(
                    code=code,
                    name=row["name_local"],
                    name_uk=row["name_ua"],
                    country=row["country"],
                    unlocode=row["unlocode"],
                    latitude=row["lat"],
                    longitude=row["lon"],
                    traffic=row["traffic"],
                )
            )


def _load_vehicle_classes(db: Session) -> None:
    known = set(db.scalars(select(VehicleClass.code)))
    for row in _rows("vehicle-classes.csv"):
        if row["code"] not in known:
            db.add(
                VehicleClass(
                    code=row["code"],
                    name=row["name"],
                    licence=row["licence"],
                    max_mass_g=_thousandths(row["max_mass_kg"]),
                    payload_g=_thousandths(row["payload_kg"]),
                    hold_length_mm=int(row["cargo_length_mm"]),
                    hold_width_mm=int(row["cargo_width_mm"]),
                    hold_height_mm=int(row["cargo_height_mm"]),
                    pallet_places=int(row["euro_pallets"]),
                    note=row["note"],
                )
            )


def _load_catalogue(db: Session) -> int:
    known = set(db.scalars(select(Item.code)))
    customs = {row["code"]: row for row in _rows("catalogue-customs.csv")}
    rows = [row for row in _rows("catalogue.csv") if row["code"] not in known]
    categories = _categories(db, [row["category"] for row in rows])
    items = [_item(row, customs[row["code"]], categories[row["category"]]) for row in rows]
    db.add_all(items)
    db.flush()
    _load_names(db, {item.code: item.id for item in items})
    return len(items)


def _categories(db: Session, codes: list[str]) -> dict[str, int]:
    known = {category.code: category for category in db.scalars(select(Category))}
    for code in dict.fromkeys(codes):
        if code not in known:
            known[code] = Category(code=code, position=len(known) + 1)
            db.add(known[code])
    db.flush()
    return {code: category.id for code, category in known.items()}


def _item(row: dict[str, str], customs: dict[str, str], category_id: int) -> Item:
    item = Item(
        code=row["code"],
        category_id=category_id,
        net_content=row["net_content"],
        unit_code=row["unit_code"],
        unit_net_g=_thousandths(customs["unit_net_kg"]) or None,
        unit_gross_g=_thousandths(row["unit_gross_kg"]),
        unit_volume_ml=_thousandths(row["unit_volume_l"]),
        package_code=row["package_code"],
        units_per_package=int(row["units_per_package"] or 1),
        package_gross_g=_thousandths(row["package_gross_kg"]),
        package_volume_ml=_thousandths(row["package_volume_m3"]) * 1000,
        hs6=row["hs6"],
        hs6_description=row["hs6_description"],
        hs_confidence=row["hs_confidence"],
        expiry_required=row["expiry_required"] == "yes",
        batch_required=row["batch_required"] == "yes",
        cold_chain=row["cold_chain"] == "yes",
        # "conditional" and "check" stay flagged until somebody has looked.
        dangerous=row["adr"] != "no",
        dual_use=row["dual_use"] != "no",
        un_number=row["un_number"],
        serial_required=row["serial_required"] == "yes",
        intake_rule=row["intake_rule"],
        unspsc_segment=row["unspsc_segment"],
        unit_value_cents=int(Decimal(customs["unit_value_eur"]) * 100) if customs["unit_value_eur"] else None,
        note=row["notes"] or customs["note"],
        **_customs_facts(customs),
    )
    if item.unit_code == "KGM":
        _count_in_grams(item)
    return item


def _customs_facts(customs: dict[str, str]) -> dict[str, object]:
    texts = (
        "value_basis animal_origin plant_origin expiry_rule handling adr_class adr_packing_group "
        "adr_category adr_small_load_unit special_provision lithium_wh"
    )
    return {
        **{name: customs[name] for name in texts.split()},
        "shelf_months_min": int(customs["shelf_months_min"]) if customs["shelf_months_min"] else None,
        "stack_limit_kg": int(customs["stack_limit_kg"]) if customs["stack_limit_kg"] else None,
        "one_person": customs["one_person"] != "no",
    }


def _count_in_grams(item: Item) -> None:
    """Goods sold by weight are counted in whole grams; a value per gram would be a fraction of a cent."""
    item.unit_code = "GRM"
    item.unit_net_g = 1
    item.unit_gross_g = 1
    item.unit_volume_ml //= 1000
    item.units_per_package *= 1000
    item.unit_value_cents = None


def _load_names(db: Session, ids: dict[str, int]) -> None:
    names, words = _called(ids)
    if names:
        db.execute(insert(ItemName), names)
        db.execute(insert(ItemWord), words)


def _load_new_words(db: Session) -> None:
    """Add names and words that items of the package do not have yet and that mean no item added here."""
    mended = select(AuditEntry.subject).where(AuditEntry.action.in_(("item:name", "item:add")))
    ours = {row["code"] for row in _rows("catalogue.csv")} - set(db.scalars(mended))
    ids = {code: item_id for code, item_id in db.execute(select(Item.code, Item.id)) if code in ours}
    named = {tuple(row) for row in db.execute(select(ItemName.item_id, ItemName.language))}
    words_known = select(ItemWord.item_id, ItemWord.language, ItemWord.word)
    known = {tuple(row) for row in db.execute(words_known)}
    taken = _words_of_others(db)
    names, words = _called(ids)
    names = [row for row in names if (row["item_id"], row["language"]) not in named]
    words = [
        row
        for row in words
        if (row["item_id"], row["language"], row["word"]) not in known and fold(str(row["word"])) not in taken
    ]
    if names:
        db.execute(insert(ItemName), names)
    if words:
        db.execute(insert(ItemWord), words)


def _words_of_others(db: Session) -> set[str]:
    """What the items that were added here are called, as it is searched."""
    added = select(AuditEntry.subject).where(AuditEntry.action == "item:add")
    own = select(Item.id).where(Item.code.in_(added))
    names = db.scalars(select(ItemName.name).where(ItemName.item_id.in_(own)))
    words = db.scalars(select(ItemWord.word).where(ItemWord.item_id.in_(own)))
    return {fold(said) for said in (*names, *words)}


Rows = list[dict[str, object]]


def _called(ids: dict[str, int]) -> tuple[Rows, Rows]:
    """Return the names and the words that the package has for these items, by code, as rows."""
    names: Rows = []
    words: Rows = []
    for file in sorted((DATA / "catalogue-names").glob("*.csv")):
        for row in _rows(f"catalogue-names/{file.name}"):
            if row["code"] not in ids:
                continue
            of_item = {"item_id": ids[row["code"]], "language": file.stem}
            # The source language is written by us; every other name waits for a native reader.
            names.append({**of_item, "name": row["name"], "is_reviewed": file.stem == "en"})
            spoken = dict.fromkeys(word.strip() for word in row["synonyms"].split(";") if word.strip())
            words.extend({**of_item, "word": word} for word in spoken)
    return names, words
