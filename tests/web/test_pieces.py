"""The pieces of every page say what they must, trust nobody's text, and their script only helps."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from convoy.web import frame, labels
from tests.web.pieces import TOP, gallery, served

LINE = {"item": "", "unit": "piece"}
HOSTILE = "\"'><b onclick=alert(1)>\u202e</b><script>alert(1)</script>{{ 7 * 7 }}"
CSS = (TOP / "static" / "css" / "convoy.css").read_text(encoding="utf-8")
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (TOP / "static" / "icons.svg").read_text(encoding="utf-8")))

ON = [
    ("ink", "bench"),
    ("ink", "paper"),
    ("ink", "sunk"),
    ("soft", "bench"),
    ("soft", "paper"),
    ("soft", "sunk"),
]
ON += [("action", "paper"), ("action", "bench"), ("action", "action-wash"), ("on-action", "action")]
ON += [("on-action", "press"), ("rail-ink", "rail"), ("paper", "stopped"), ("paper", "ink")]
ON += [
    (name, place)
    for name in ("needs", "stopped", "confirmed")
    for place in (f"{name}-wash", "paper", "bench")
]


def markup(page: str, **query: str) -> str:
    app, _ = gallery()
    answer = app.test_client().get(page, query_string=query)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def sent_gift(**fields: str) -> str:
    app, _ = gallery()
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client().post("/gift", data=fields).get_data(as_text=True)


def colours(start: str) -> dict[str, str]:
    block = CSS[CSS.index(start) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block[: block.index("}")]))


def brightness(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [":root {", "@media (prefers-color-scheme: dark) {"])
def test_text_stands_out_seven_to_one_from_what_is_behind_it(scheme):
    here = colours(scheme)
    weak = []
    for text, behind in ON:
        darker, lighter = sorted((brightness(here[text]), brightness(here[behind])))
        if (lighter + 0.05) / (darker + 0.05) < 7:
            weak.append((text, behind))
    assert weak == []


def test_every_icon_that_is_asked_for_is_drawn():
    asked = {mark.icon for mark in labels.MARKS.values()} | {place.icon for place in frame.DESTINATIONS}
    for file in (TOP / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r'icon(?:\(|=)"([a-z-]+)"', text))
    assert asked - {""} <= SPRITE


def test_what_people_typed_never_becomes_markup():
    shown = markup("/everything", text=HOSTILE)
    assert "<b onclick" not in shown
    assert "<script>alert" not in shown
    assert "\"'>" not in shown
    assert "49" not in re.sub(r'v=[0-9a-f]+|value="[^"]*"|d="[^"]*"', "", shown)


def test_what_is_not_known_is_said_so_and_never_zero():
    shown = markup("/everything")
    assert re.search(r"<dd><span[^>]*>unknown</span></dd>", shown)
    assert re.search(r'<b class="quiet">unknown</b>', shown)
    assert re.search(r'<td data-label="Tins"><span class="quiet">unknown</span></td>', shown)


def test_the_summary_of_errors_leads_to_every_field_that_is_wrong():
    shown = sent_gift(**{f"lines-{n}-{name}": given for n in (0, 1) for name, given in LINE.items()})
    summary = shown[shown.index("data-summary") :]
    links = re.findall(r'href="#([^"]+)"', summary[: summary.index("</ul>")])
    assert links == ["donor", "origin", "lines-0-item", "lines-1-item"]
    assert all(f'id="{link}"' in shown for link in links)
    assert "Line 2, Item: Name the item" in re.sub(r"\s+", " ", shown)


def test_an_error_stands_beside_its_field_and_is_read_with_it():
    shown = sent_gift(donor="")
    control = re.search(r'<input[^>]*id="donor"[^>]*>', shown)
    assert control
    assert 'aria-invalid="true"' in control.group()
    assert 'aria-describedby="donor-hint donor-error"' in control.group()
    assert re.search(r'id="donor-error">.*Name the donor', shown)


@pytest.fixture(scope="module")
def there() -> Iterator[tuple[str, list]]:
    with served() as (url, sent):
        yield url, sent


@pytest.fixture
def visit(there: tuple[str, list], page: Page) -> Iterator[Callable[[str], list]]:
    """Open one of the gallery's pages; returns what is sent from now on. No page may upset the browser."""
    url, sent = there
    upset: list[str] = []
    page.on("pageerror", lambda error: upset.append(str(error)))
    page.on("console", lambda said: upset.append(said.text) if said.type == "error" else None)

    def to(path: str) -> list:
        sent.clear()
        page.goto(url + path)
        return sent

    yield to
    assert upset == []


def test_a_button_pressed_twice_sends_once_and_works_again_after_back(visit, page):
    sent = visit("/choosing")
    page.evaluate("() => { const b = document.querySelector('.press'); b.click(); b.click(); b.click(); }")
    expect(page.locator("body")).to_have_text("Taken")
    assert len(sent) == 1
    page.go_back()
    page.get_by_role("button", name="Load").click()
    expect(page.locator("body")).to_have_text("Taken")
    assert len(sent) == 2


def test_lines_are_added_on_the_spot_up_to_the_most_there_may_be(visit, page):
    sent = visit("/gift")
    page.get_by_role("button", name="Add a line").click()
    page.get_by_role("button", name="Add a line").click()
    expect(page.get_by_role("button", name="Add a line")).to_be_hidden()
    expect(page.get_by_role("group", name="Line 3")).to_be_visible()
    page.locator("#lines-2-item").fill("Blanket")
    page.locator("#lines-2-boxes").fill("4")
    page.locator("#lines-2-each").fill("6")
    expect(page.locator("#lines-2 output")).to_have_text("= 24")
    page.get_by_role("button", name="Record").click()
    expect(page.locator("[data-summary]")).to_be_focused()
    assert sent[0]["lines-2-item"] == "Blanket"
    assert sent[0]["then"] == "labels"


def test_without_script_a_line_is_added_by_the_server_and_nothing_typed_is_lost(there, browser: Browser):
    url, sent = there
    sent.clear()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url + "/gift")
    page.locator("#donor").fill("Miners' branch")
    page.get_by_role("button", name="Add a line").click()
    expect(page.get_by_role("group", name="Line 2")).to_be_visible()
    expect(page.locator("#donor")).to_have_value("Miners' branch")
    page.locator("#donor").press("Enter")
    expect(page.get_by_text("Not stored yet")).to_be_visible()
    assert [gift.get("add") for gift in sent] == ["lines", None]
    context.close()


def test_words_offered_while_typing_are_chosen_by_keyboard_alone(visit, page):
    visit("/gift")
    field = page.get_by_role("combobox", name="Item")
    field.fill("tin")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(2)
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(page.get_by_role("option", name="Tinned fish")).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value("Tinned beef")
    expect(page.locator("#lines-0-unit")).to_have_value("kg")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_total_of_chosen_rows_says_at_least_where_a_weight_is_unknown(visit, page):
    visit("/choosing")
    total = page.locator("[data-live-total]")
    expect(total).to_be_hidden()
    page.get_by_label("A", exact=True).check()
    expect(total).to_have_text(re.compile(r"Chosen: 1\s*12\.5 kg"), use_inner_text=True)
    expect(page.get_by_text("at least")).to_be_hidden()
    page.get_by_label("Choose all shown").check()
    expect(page.get_by_text("at least")).to_be_visible()
    expect(total).to_have_text(re.compile(r"Chosen: 3\s*at least 14 kg"), use_inner_text=True)


def test_in_a_weighing_round_enter_goes_on_and_then_sends(visit, page):
    sent = visit("/weighing")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type("BX-7K3F-2M-Q\n")
    expect(page.locator("#kg")).to_be_focused()
    assert sent == []
    page.keyboard.type("12,5\n")
    expect(page.locator("body")).to_have_text("Taken")
    assert sent[0]["kg"] == "12,5"
