"""Keeping the catalogue: new items, what they weigh, what they are called, which barcodes stand for them."""

from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from convoy.domain import text
from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.kinds import IntakeRule
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.transliteration import latin
from convoy.models import Category, Item, ItemName
from convoy.queries import visible
from convoy.services import audit, estimates, seen

SOURCE = "en"
PREFIX = 3
STEM = 4
COUNTED = frozenset({"H87", "NMP", "SET", "KT", "PR"})
"""Units of new items (UN Rec 20): pieces, packs, sets, kits, pairs."""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of an item: grams, millilitres and cents; None is unknown."""

    category: str
    unit_gross_g: int
    unit_volume_ml: int
    unit_net_g: int | None = None
    net_content: str = ""
    package_code: str = "CT"
    units_per_package: int = 1
    package_gross_g: int = 0
    package_volume_ml: int = 0
    hs6: str = ""
    hs6_description: str = ""
    expiry_rule: str = "no"
    batch_required: bool = False
    cold_chain: bool = False
    dangerous: bool = False
    un_number: str = ""
    dual_use: bool = False
    serial_required: bool = False
    intake_rule: IntakeRule = IntakeRule.ACCEPT
    unit_value_cents: int | None = None
    note: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class AddItem:
    """An item that is not in the catalogue yet, with its names by language; English is needed."""

    key: UUID
    facts: ItemFacts
    names: tuple[tuple[str, str], ...]
    unit_code: str = "H87"


@dataclass(frozen=True, slots=True)
class EditItem:
    """Other facts of an item, as it was when change number `seen` was shown; its unit stays what it is."""

    key: UUID
    code: str
    facts: ItemFacts
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AddAtDesk:
    """An item that came in and is not in the catalogue: what is surely known of it at the desk.

    `words` is what was typed for it in `language`; `grams` what one weighs, with its own packing.
    """

    key: UUID
    name: str
    category: str
    grams: int
    unit_code: str = "H87"
    words: str = ""
    language: str = SOURCE


def add_at_desk(db: Session, actor: Actor, command: AddAtDesk) -> Item:
    """Put an item into the catalogue from the desk and return it; who keeps the catalogue adds the rest.

    Raises Invalid naming the field (`name_en`) where it is there already.
    """
    actor.must(Permission.ITEM_ADD)
    facts = ItemFacts(command.category, command.grams, 0)
    names = {command.language: command.words, SOURCE: command.name}
    return _add(db, actor, AddItem(command.key, facts, tuple(names.items()), command.unit_code))


def add(db: Session, actor: Actor, command: AddItem) -> Item:
    """Put a new item into the catalogue and return it. Raises Invalid where its name is taken or missing."""
    actor.must(Permission.CATALOGUE_EDIT)
    return _add(db, actor, command)


def _add(db: Session, actor: Actor, command: AddItem) -> Item:
    if earlier := audit.earlier(db, actor, command.key, "item:add", command):
        return found(db, actor, earlier)
    names = {language: name for language, name in command.names if name}
    if SOURCE not in names:
        raise Invalid(N_("An item needs its English name: other languages fall back on it."), field="name_en")
    if command.unit_code not in COUNTED:
        raise Invalid(N_("New items are counted: in pieces, packs, sets, kits or pairs."), field="unit_code")
    _free_name(db, names[SOURCE])
    category = _category(db, command.facts.category)
    item = Item(
        code=_free_code(db, category, names[SOURCE]), unit_code=command.unit_code, category_id=category.id
    )
    item.names = [ItemName(language=language, name=name) for language, name in names.items()]
    _describe(item, category, command.facts)
    db.add(item)
    audit.note(db, actor, "item:add", item.code, key=command.key, request=command)
    return item


def edit(db: Session, actor: Actor, command: EditItem) -> Item:
    """Change what is known of an item and return it; boxes in stock that hold it are estimated anew."""
    actor.must(Permission.CATALOGUE_EDIT)
    if earlier := audit.earlier(db, actor, command.key, "item:edit", command):
        return found(db, actor, earlier)
    item = found(db, actor, command.code)
    seen.must_be_newest(db, "item", item.code, command.seen)
    before = (item.unit_gross_g, item.unit_volume_ml)
    _describe(item, _category(db, command.facts.category), command.facts)
    audit.note(db, actor, "item:edit", item.code, key=command.key, request=command)
    if (item.unit_gross_g, item.unit_volume_ml) != before:
        estimates.reestimate(db, item)
    return item


def found(db: Session, actor: Actor, code: str) -> Item:
    """Return the item to change, locked; raises NotFound."""
    item = db.scalar(visible.items(actor).where(Item.code == code).with_for_update(of=Item))
    if item is None:
        raise NotFound(N_("There is no item %(code)s in the catalogue."), code=code)
    if item.merged_into_id is not None:
        raise RuleBroken(
            N_("%(code)s is merged into %(kept)s: change that one. Nothing was stored."),
            code=code,
            kept=item.kept.code,
        )
    return item


def _describe(item: Item, category: Category, facts: ItemFacts) -> None:
    item.category = category
    for one in fields(facts):
        if one.name != "category":
            setattr(item, one.name, getattr(facts, one.name))
    item.expiry_required = facts.expiry_rule == "required"


def _category(db: Session, code: str) -> Category:
    category = db.scalar(select(Category).where(Category.code == code))
    if category is None:
        raise NotFound(N_("The catalogue has no group %(code)s."), code=code)
    return category


def _free_name(db: Session, name: str) -> None:
    """An item of the same name would never be found by it again: the word would mean two things."""
    wanted = text.fold(name)
    of_source = select(ItemName.name, Item.code).join(Item).where(ItemName.language == SOURCE)
    for other, code in db.execute(of_source):
        if text.fold(other) == wanted:
            raise Invalid(
                N_("%(name)s is in the catalogue already, as %(code)s. Nothing was stored."),
                field="name_en",
                name=other,
                code=code,
            )


def _free_code(db: Session, category: Category, name: str) -> str:
    """Return a code as the catalogue has them: FOD-RICE-01 for rice, then FOD-RICE-02."""
    of_group = select(func.min(Item.code)).where(Item.category_id == category.id)
    prefix = (db.scalar(of_group) or category.code.upper())[:PREFIX]
    letters = "".join(letter for letter in latin(name).upper() if letter.isascii() and letter.isalpha())
    stem = f"{prefix}-{(letters + 'XXXX')[:STEM]}"
    taken = set(db.scalars(select(Item.code).where(Item.code.startswith(stem))))
    return next(code for n in range(1, 1000) if (code := f"{stem}-{n:02d}") not in taken)
