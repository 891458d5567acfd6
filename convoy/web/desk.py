"""What the desk's form offers, and what is meant by what was typed in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import flash, request, session
from flask_babel import get_locale, gettext, ngettext
from werkzeug.datastructures import MultiDict

from convoy.domain.errors import Invalid, NotAllowed
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.queries import (
    appeals,
    barcodes,
    catalogue,
    catalogue_pages,
    donations,
    donors,
    drafts,
    kits,
    usual,
    wishes,
)
from convoy.services import catalogue_items
from convoy.web import item_words, kit_lines, wish_words
from convoy.web.access import current_actor, do, look
from convoy.web.choices import SelectChoice
from convoy.web.forms.counting import blame
from convoy.web.forms.donations import MOST_LINES, DonationForm
from convoy.web.forms.fields import said
from convoy.web.forms.lines import LineForm
from convoy.web.forms.scanned_lines import put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Around:
    """What stands round the form: what each place asks for and has usually, the last gift, the one before."""

    places: tuple["PlaceHint", ...]
    usual: tuple[tuple[str, str], ...] = ()
    pinned: tuple[tuple[str, str], ...] = ()
    last: str = ""
    drafts: int = 0
    kits: bool = False
    may_add: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """What a place says on the form's page; `wanted` is what it still wishes for, with amounts."""

    code: str
    accepts: str
    do_not_bring: str
    wanted: tuple[str, ...] = ()


def offer_places(form: DonationForm) -> tuple[str, ZoneInfo]:
    """Fill the choice of places; return the first one's code and zone. Raises NotAllowed for none at all."""
    with look() as db:
        places = donations.intake_places(db, current_actor())
        form.place.choices = [SelectChoice(value=place.code, label=place.name) for place in places]
        if not places:
            raise NotAllowed(
                N_("You take gifts in at no place yet. Ask who is in charge to invite you to one.")
            )
        return places[0].code, ZoneInfo(places[0].zone)


def understood(form: DonationForm) -> bool:
    """Whether everything typed is clear; all checks run, so that everything unclear is said at once."""
    checked = form.validate()
    actor, language = current_actor(), str(get_locale())
    with look() as db:
        items = catalogue.load_catalogue(db)
        form.scan(lambda gtin: barcodes.item_of(db, gtin))
        resolved = form.resolve(
            items,
            lambda codes: catalogue.facts(db, actor, codes, language),
            donor_is_known=bool(form.donor.data) and donors.donor_is_known(db, actor, form.donor.data),
        )
        asked = usual.wishes(db, actor, items, form.place.data or "")
    if not (checked and resolved):
        form.note_cautions(asked)
        return False
    return form.look_out(asked)


def start(form: DonationForm) -> None:
    """Give a new form its places, and today at the own one unless a gift or a sheet said otherwise."""
    first, zone = offer_places(form)
    asked = request.args.get("place", "")[:40]
    form.place.data = form.place.data or asked or session.get("place") or first
    form.sheet.data = request.args.get("sheet", "")[:40]
    form.received_on.data = form.received_on.data or datetime.now(zone).date()


def begun(like: str, after: str) -> dict[str, object]:
    """Return what a form begins with: all of the gift `like`, or donor, place and day of that `after`."""
    if not (like or after):
        return {}
    with look() as db:
        actor = current_actor()
        gift = donations.found(db, actor, like or after)
        typed = donations.as_typed(db, gift, str(get_locale()))
    kept = ("donor", "anonymous", "place") if like else ("donor", "anonymous", "place", "received_on")
    begun = {name: typed[name] for name in kept}
    return begun | {"lines": typed["lines"]} if like else begun


def scanned(form: DonationForm) -> None:
    """Fill a new form with what was scanned before: one line for each kind of goods."""
    typed = request.args.getlist("scanned")
    if (left := len(typed) - MOST_LINES) > 0:
        told = ngettext(
            "One gift takes %(most)s lines: the last %(num)s code is left out. Scan it for another gift.",
            "One gift takes %(most)s lines: the last %(num)s codes are left out. Scan them for another gift.",
            left,
            most=MOST_LINES,
        )
        flash(told, "info")
    typed = typed[:MOST_LINES]
    while len(form.lines) < len(typed):
        form.lines.append_entry()
    with look() as db:
        for entry, code in zip(form.lines, typed, strict=False):
            line: LineForm = entry.form
            put(line.item, code[:200])
            line.scan(lambda gtin: barcodes.item_of(db, gtin))
            named = catalogue.facts(db, current_actor(), [line.stands_for], str(get_locale()))
            line.facts = named.get(line.stands_for)
            if line.facts is not None:
                put(line.item, line.facts.name)


def resumed(code: str) -> DonationForm:
    """Return the form of a draft as it was typed. Raises Conflict where another person has it open."""
    with look() as db:
        draft = drafts.found(db, current_actor(), code)
        typed = MultiDict(drafts.fields(draft))
    form = DonationForm(typed)
    offer_places(form)
    return form


def helped(form: DonationForm) -> bool:
    """Whether a button only asked for help with typing: lines, a usual item, a kit, a new item."""
    if "add" in request.form:
        form.add_lines()
    elif "take" in request.form:
        take(form, request.form["take"])
    elif "drop" in request.form:
        drop(form, request.form["drop"])
    elif "put" in request.form:
        put_into_catalogue(form, request.form["put"])
    else:
        return fill(form)
    return True


def take(form: DonationForm, code: str) -> None:
    """Put an item into the first line without one; a new line where all have one."""
    blank = next((entry.form for entry in form.lines if not entry.form.item.data), None)
    if blank is None:
        form.add_lines()
        blank = next((entry.form for entry in form.lines if not entry.form.item.data), None)
    with look() as db:
        named = catalogue.facts(db, current_actor(), [code], str(get_locale()))
        if blank is not None and code in named:
            blank.scan(lambda gtin: barcodes.item_of(db, gtin))
            blank.facts = named[code]
            put(blank.item, named[code].name)
            blank.ask()


def drop(form: DonationForm, prefix: str) -> None:
    """Forget the barcode of the line of this name: something else was scanned."""
    for entry in form.lines:
        if entry.name == prefix:
            entry.form.drop()


def put_into_catalogue(form: DonationForm, prefix: str) -> None:
    """Make what was typed in the line of this name an item of the catalogue, and mean that by it."""
    line = next((entry.form for entry in form.lines if entry.name == prefix), None)
    command = line.addition(form.key.data) if line is not None and form.key.data else None
    if line is None or command is None:
        blame(form.lines, *([line.errors] if line is not None else []))
        return
    try:
        item = do(catalogue_items.add_at_desk, command)
    except Invalid as error:
        blame(line.new_name, said(error))
        blame(form.lines, line.errors)
        return
    put(line.item, command.name)
    line.item.errors = []
    told = gettext(
        "%(name)s is in the catalogue as %(code)s. Whoever keeps the catalogue completes it.",
        name=command.name,
        code=item.code,
    )
    flash(told, "done")


def fill(form: DonationForm) -> bool:
    """Whether a kit was chosen: its goods, so many times, are in the lines now, to be looked at."""
    if not form.kit.data:
        return False
    if not form.kits.data:
        blame(form.kits, *(form.kits.process_errors or [gettext("Say how many.")]))
        return True
    actor = current_actor()
    with look() as db:
        kit = kits.found(db, actor, form.kit.data)
        if form.fill(kit_lines.typed(kits.parts(kit, form.kits.data), str(get_locale()))):
            told = gettext("The lines of “%(kit)s” are filled in. Nothing is recorded yet.", kit=kit.name)
            flash(told, "info")
    return True


def around(db: "Session", actor: Actor, form: DonationForm) -> Around:
    """Return what stands round the form."""
    places = donations.intake_places(db, actor)
    here = form.place.data or ""
    pinned = wishes.pinned(db, actor, here)
    held = {item.code for item in pinned}
    offered = [code for code in usual.often(db, actor, here) if code not in held]
    named = catalogue.facts(db, actor, offered, str(get_locale()))
    groups = item_words.groups(catalogue_pages.categories(db))
    for entry in form.lines:
        entry.form.new_group.choices = [SelectChoice(value="", label=""), *groups]
    form.kit.choices = kit_lines.choices(db, actor)
    wanted = appeals.asked_at(db, places)
    hints = tuple(
        PlaceHint(place.code, place.accepts, place.do_not_bring, wish_words.still_wanted(wanted[place.id]))
        for place in places
    )
    return Around(
        hints,
        usual=tuple((code, named[code].name) for code in offered if code in named),
        pinned=tuple((item.code, item.name_in(str(get_locale()))) for item in pinned),
        last=usual.newest(db, actor, here),
        drafts=drafts.count(db, actor),
        kits=len(form.kit.choices) > 1,
        may_add=actor.may(Permission.ITEM_ADD),
        after=request.args.get("after", "")[:40],
    )
