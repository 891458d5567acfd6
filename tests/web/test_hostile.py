"""Every field of every form, answered with what no form expects: a clear no, nothing half-stored."""

import io
import itertools
import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from werkzeug.test import TestResponse

from tests.engines import on_sqlite
from tests.web.forms import Control, Form, is_marked
from tests.web.hostile import (
    HOSTILE,
    NEVER_TEXT,
    NO_DAY,
    NO_NUMBER,
    SHORT_MARKUP,
    House,
    Kept,
    a_house,
    shows_markup,
)

MEASURED = {"decimal"}
DATED = {"14 Mar 2026", "14 Mar 2026 14:30", "MM/YYYY"}
REFUSED = {400, 403, 404, 409, 422}
MANY = 40
"""A form with more fields than this has the same one for each language."""


@pytest.fixture
def house(settings, database) -> House:
    return a_house(settings, database)


def worst_for(form: Form, control: Control) -> tuple[str, ...]:
    """What this field must refuse."""
    if control.name == "key":
        # A name that is marked as checked twice is marked: no key is needed.
        return () if form.action.endswith("/reviewed") else HOSTILE
    if control.inputmode in MEASURED:
        return NO_NUMBER
    if control.placeholder in DATED:
        return NO_DAY
    return NEVER_TEXT if control.is_typed else ()


def hostile_to(number: int, worst: tuple[str, ...], of: int) -> Iterator[str]:
    """So many values for the field of this number, what it must refuse first; all fields meet every one."""
    values = [*worst, *(value for value in HOSTILE if value not in worst)]
    among = worst if of < len(worst) else values
    return itertools.islice(itertools.cycle(among or values), number, number + min(of, len(values)))


def fields(house: House) -> list[tuple[str, Form, Control]]:
    """Every field of every form once: of lists of lines the first, of many languages a few."""
    found: dict[tuple[str, str], tuple[str, Form, Control]] = {}
    for page, form in house.every_form():
        for control in form.controls[: MANY if len(form.controls) > MANY else None]:
            if control.name != "csrf_token":
                once = (form.action, re.sub("[0-9]+", "0", control.name))
                found.setdefault(once, (page, form, control))
    return list(found.values())


def is_gone_before_it_is_drawn(form: Form, answer: TestResponse) -> bool:
    """Whether a paper was made final, which is kept, and then looked for to be drawn.

    `Kept` undoes what was kept, so that here, and only here, nothing is there any more.
    """
    return form.action.endswith("/final") and answer.status_code == HTTPStatus.NOT_FOUND


def test_no_answer_breaks_a_form_or_half_of_it_is_stored(house, database, count):
    each = count(1, len(HOSTILE))
    tried = house.fewer(fields(house), prove=each > 1)
    kept, wrong, stored, refused = Kept(database), [], 0, 0
    for number, (page, form, control) in enumerate(tried):
        worst = worst_for(form, control)
        for turn, value in enumerate(hostile_to(number, worst, each)):
            buttons = form.buttons()
            button = buttons[(number + turn) % len(buttons)] if buttons else None
            answer = house.client.post(form.action, data=form.filled_but(control.name, value, button))
            written = kept.taken()
            by = f" by {button.name}={button.value}" if button else ""
            where = f"{page} {form.action} {control.name}={value[:30]!r}{by}: {answer.status_code}"
            if answer.status_code >= 500:
                wrong.append(f"{where} breaks")
            elif answer.status_code >= 400 and written and not is_gone_before_it_is_drawn(form, answer):
                wrong.append(f"{where} stores {written}")
            elif answer.status_code not in REFUSED and written and value in worst:
                wrong.append(f"{where} takes what it must refuse {written}")
            if shows_markup(answer):
                wrong.append(f"{where} shows markup")
            stored += bool(written)
            refused += answer.status_code in REFUSED
    assert not wrong, "\n" + "\n".join(wrong)
    # On PostgreSQL only every fifth field is tried, and few of those meet a button that stores.
    assert stored > (len(tried) // 40 if database.is_sqlite else 0)
    assert refused > len(tried) // 3


@on_sqlite
def test_what_no_field_takes_is_said_at_the_field(house):
    """On the forms everybody meets first, where the field itself must say what is wrong."""
    for page in ("/donations/new", "/convoys/new", "/organisations/new", "/places/new", "/vehicles/new"):
        (form,) = house.forms(page)
        for number, control in enumerate(one for one in form.controls if one.is_typed):
            (value,) = hostile_to(number, worst_for(form, control), 1)
            answer = house.client.post(form.action, data=form.filled_but(control.name, value))
            assert answer.status_code == 422, (page, control.name, value[:20])
            assert is_marked(answer.text, control.name), (page, control.name, value[:20])


@on_sqlite
def test_files_where_text_is_expected_break_nothing(house, database):
    kept = Kept(database)
    for page, form in house.every_form():
        texts = [one.name for one in form.controls if one.is_typed]
        files = {name: (io.BytesIO(b"\x89PNG\x00" * 50), "<b>heavy</b>.png") for name in texts}
        answer = house.client.post(form.action, data=dict(form.filled()) | files)
        written = kept.taken()
        assert answer.status_code < 500, page
        assert not (written and answer.status_code >= 400), page
        assert not shows_markup(answer), page


@on_sqlite
def test_markup_is_shown_as_it_was_typed_wherever_it_is_shown(house):
    """Every form is really sent with markup in all its texts, then every page is looked at."""
    for page, form in house.every_form():
        if not page.endswith(("/cancel", "/drop", "/undo")):
            texts = {one.name: SHORT_MARKUP for one in form.controls if one.is_typed and not is_figure(one)}
            sent = dict(form.filled()) | texts | REST.get(page, {})
            house.client.post(form.action, data=sent)
    shown = []
    for page in [*house.pages, *LISTS, *(page.rpartition("/")[0] for page in house.pages)]:
        answer = house.client.get(page, follow_redirects=True)
        assert answer.status_code < 500, page
        assert not shows_markup(answer), page
        if "&lt;img src=x&gt;" in answer.text:
            shown.append(page)
    assert {"/organisations", "/places", "/vehicles", "/convoys", "/donations"} <= set(shown), shown


LISTS = [
    "/",
    "/donations",
    "/boxes",
    "/pallets",
    "/stock",
    "/convoys",
    "/papers",
    "/log",
    "/people",
    "/records",
]
LISTS += ["/organisations", "/places", "/vehicles", "/catalogue"]

REST = {
    "/donations/new": {
        "lines-0-item": "tinned beef",
        "lines-0-quantity": "24",
        "lines-0-boxes": "1",
        "lines-0-expires_on": "2028-01",
        "donor_kind": "union_branch",
    },
    "/catalogue/new": {"unit_gross_g": "1", "unit_volume_ml": "1", "units_per_package": "1"},
}
"""What has to be more than text for anything to be recorded at all."""


def is_figure(control: Control) -> bool:
    figures = (
        "quantity",
        "boxes",
        "count",
        "parts",
        "codes",
        "sheet",
        "announced",
        "payload",
        "pallet",
        "batch",
        "email",
        "country",
        "zone",
    )
    return bool(control.inputmode or control.placeholder in DATED) or any(
        one in control.name for one in figures
    )
