"""What a phone keeps to log gifts without a network: its places and the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import categories, intake, rules
from convoy.domain.intake import MEDICINE
from convoy.domain.matching import Catalogue, Entry
from convoy.domain.permissions import Actor
from convoy.models import Category, Item, Place
from convoy.queries import appeals, catalogue, donations, usual, visible, wishes
from convoy.words import Words

FEW_PLACES = 12
"""Places whose usual goods are looked up for one phone."""

ASKS = {"ask": "e", "required": "E"}
"""The letter of each rule about an expiry (see catalogue_for_phone)."""


@dataclass(frozen=True, slots=True)
class PlaceForPhone:
    """A place as a phone keeps it: what it asks for, and what is usual there. Items are named by code.

    `usual` says how usual they are, from 0 to 1; `often` what is logged most, in that order.
    """

    code: str
    name: str
    zone: str
    accepts: str = ""
    do_not_bring: str = ""
    most_needed: Sequence[str] = ()
    wanted: Sequence[str] = ()
    unwanted: Sequence[str] = ()
    pinned: Sequence[str] = ()
    often: Sequence[str] = ()
    usual: dict[str, float] = field(default_factory=dict)


def places_for_phone(db: Session, actor: Actor) -> list[PlaceForPhone]:
    """Return the own places that a phone keeps; nothing of convoys, ever.

    What is usual is asked place by place, and so left out for who works at very many.
    """
    places = donations.intake_places(db, actor)
    if len(places) > FEW_PLACES:
        return [PlaceForPhone(place.code, place.name, place.zone) for place in places]
    items = catalogue.load_catalogue(db)
    wanted = appeals.asked_at(db, places)
    return [_place(db, actor, place, items, wanted[place.id]) for place in places]


def _place(
    db: Session, actor: Actor, place: Place, items: Catalogue, wanted: Sequence[wishes.Wanted]
) -> PlaceForPhone:
    asked = usual.wishes(db, actor, items, place.code)
    pinned = [item.code for item in wishes.pinned(db, actor, place.code)]
    grouped = (
        select(Item.code)
        .join(Category, Category.id == Item.category_id)
        .where(Category.code.in_(asked.groups), Item.is_active)
    )
    return PlaceForPhone(
        place.code,
        place.name,
        place.zone,
        accepts=place.accepts,
        do_not_bring=place.do_not_bring,
        most_needed=[_wish(one, actor.language) for one in wanted if one.is_open],
        wanted=sorted(asked.wanted.union(db.scalars(grouped)) - asked.unwanted),
        unwanted=sorted(asked.unwanted),
        pinned=pinned,
        often=[code for code in usual.often(db, actor, place.code) if code not in pinned],
        usual=usual.on_a_phone(db, actor, items, place.code),
    )


def _wish(wanted: wishes.Wanted, language: str) -> str:
    """What is asked for, in words: an item or a group."""
    wish = wanted.wish
    if wish.item is not None:
        return wish.item.kept.name_in(language)
    return Words(language).gettext(categories.name_of(wish.category.code)) if wish.category else ""


def catalogue_for_phone(
    db: Session, actor: Actor
) -> list[tuple[str, str, str, str, dict[str, list[str]], int]]:
    """Return every item that may come in: code, unit, intake rule, what is to be known, words, its pack.

    To be known, a letter each: e its packs have an expiry, E it must be there, b a batch, B it must be there,
    m a medicine, d dual use, w of use in winter. The words of a language begin with the name in it; under ""
    stand those of a language without a name. The pack is how many "a pack" holds, 0 where that is not known.
    The ordinary before the special.
    """
    items = db.execute(
        visible.items(actor)
        .where(Item.is_active)
        .join(Category, Category.id == Item.category_id)
        .order_by(Item.id)
        .with_only_columns(
            Item.code,
            Item.unit_code,
            Item.intake_rule,
            Item.expiry_rule,
            Item.batch_required,
            Item.dual_use,
            Item.units_per_package,
            Category.code.label("category"),
        )
    ).all()
    entries = catalogue.load_catalogue(db).entries
    return [
        (
            row.code,
            row.unit_code,
            row.intake_rule,
            _letters(
                row.code, row.expiry_rule, row.category, batch=row.batch_required, dual_use=row.dual_use
            ),
            _said(entries[row.code]),
            intake.pack(row.unit_code, row.units_per_package) or 0,
        )
        for row in items
        if row.code in entries
    ]


def _letters(code: str, expiry_rule: str, category: str, *, batch: bool, dual_use: bool) -> str:
    is_medicine = category == MEDICINE
    told = (
        (ASKS.get(expiry_rule, ""), True),
        ("b", batch),
        ("B", batch and is_medicine),
        ("m", is_medicine),
        ("d", dual_use),
        ("w", code in rules.texts("winter_goods")),
    )
    return "".join(letter for letter, is_so in told if is_so)


def _said(entry: Entry) -> dict[str, list[str]]:
    said = {language: [name] for language, name in entry.names.items()}
    for language, words in entry.synonyms.items():
        said.setdefault(language if language in said else "", []).extend(words)
    return said
