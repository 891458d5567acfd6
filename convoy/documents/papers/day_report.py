"""Day report of a place: a working paper of one A4 page, without a number, drawn anew each time.

The page on the screen shows the same sections in the same words.
"""

from dataclasses import dataclass
from itertools import zip_longest

from convoy.documents.kind import Kind, Plan, Use
from convoy.documents.layout import snapshot, units
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.issue import Issue, Variant
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import BODY, Align, Sheet
from convoy.documents.layout.text import fit, text, wrap_at_most
from convoy.domain.categories import name_of
from convoy.domain.days import Bags, DayReport, Moved, Refused
from convoy.words import N_, Words

_GIVERS = {
    "trade_union": N_("trade union"),
    "union_branch": N_("union branch"),
    "student_group": N_("student group"),
    "popular_organisation": N_("popular organisation"),
    "solidarity_committee": N_("solidarity committee"),
    "company": N_("company"),
    "charity": N_("charity"),
    "hospital": N_("hospital"),
    "school": N_("school"),
    "municipality": N_("municipality"),
    "carrier": N_("carrier"),
    "workplace": N_("workplace"),
    "community_group": N_("community group"),
    "individual": N_("individual"),
}
"""What kinds of givers are called; who is no organisation comes with a message already."""
_LINE = 12.0
_LABELS = 0.3
"""The part of the width that labels take."""
_TITLE_ROOM = 46.0
_MOST_LINES = 2
"""Of one row on paper; the page has all of it."""
_MOST_ROWS = 12
"""Of one section on paper."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and rows of a label and what is said of it; without rows `none` is said."""

    title: str
    rows: tuple[tuple[str, str], ...]
    none: str = ""


def to_json(report: DayReport) -> str:
    """Return the canonical snapshot of a report; it is not kept anywhere."""
    return snapshot.to_json(report)


def from_json(said: str) -> DayReport:
    """Return the report a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, DayReport)


def sections(report: DayReport, words: Words) -> tuple[Section, ...]:
    """Return what a report says, in one language, in the order in which it is read."""
    found = [
        Section(words.gettext("Who gave"), _givers(report, words), words.gettext("No gift on this day.")),
        Section(words.gettext("What came in"), _goods(report, words), words.gettext("Nothing was taken in.")),
        Section(words.gettext("Boxes of the day"), _boxes(report, words)),
        Section(
            words.gettext("Not taken, or taken out"),
            tuple(_refused(one, words) for one in report.refused),
            words.gettext("Nothing."),
        ),
        Section(
            words.gettext("Carried between our places"),
            tuple(_moved(one, words) for one in report.moved),
            words.gettext("Nothing; what goes with a convoy is not listed here."),
        ),
        Section(
            words.gettext("What waits, as of %(when)s", when=_made(report, words)), _waiting(report, words)
        ),
    ]
    if report.on_duty:
        names = ((words.gettext("First names"), ", ".join(report.on_duty)),)
        found.append(Section(words.gettext("Who worked here"), names))
    return tuple(found)


def bags(words: Words, said: Bags) -> str:
    """Return bags in a few words: how many packages of any kind, how heavy, how many not weighed."""
    count = words.ngettext(
        "%(count)s package", "%(count)s packages", said.packages, count=words.number(said.packages)
    )
    weight = words.fixed(said.grams, 3)
    if said.not_weighed == said.packages:
        return f"{count}, {words.gettext('not weighed')}" if said.packages else count
    if said.not_weighed:
        known = words.gettext(
            "at least %(kg)s kg; %(count)s of %(total)s not weighed",
            kg=weight,
            count=words.number(said.not_weighed),
            total=words.number(said.packages),
        )
        return f"{count}, {known}"
    known = words.gettext("%(weight)s kg", weight=weight)
    return f"{count}, {known}"


def _made(report: DayReport, words: Words) -> str:
    return units.moment(words, report.made_at, report.zone)


def _givers(report: DayReport, words: Words) -> tuple[tuple[str, str], ...]:
    rows = []
    for one in report.givers:
        count = words.ngettext("%(num)s gift", "%(num)s gifts", one.gifts)
        rows.append(
            (
                words.gettext(_GIVERS.get(one.kind, one.kind)),
                f"{count}: {'; '.join(one.names)}" if one.names else count,
            )
        )
    if len(rows) > 1:
        together = words.ngettext("%(num)s gift", "%(num)s gifts", report.gifts)
        rows.append((words.gettext("together"), together))
    return tuple(rows)


def _goods(report: DayReport, words: Words) -> tuple[tuple[str, str], ...]:
    rows = []
    for one in report.categories:
        lines = words.ngettext("%(num)s line", "%(num)s lines", one.lines)
        amounts = ", ".join(units.quantity(words, each.quantity, each.unit) for each in one.amounts)
        rows.append((words.gettext(name_of(one.category)), f"{amounts} ({lines})"))
    if report.bags.packages:
        rows.append((words.gettext("Unsorted bags"), bags(words, report.bags)))
    return tuple(rows)


def _boxes(report: DayReport, words: Words) -> tuple[tuple[str, str], ...]:
    return (
        (words.gettext("boxes packed"), words.number(report.boxes_packed)),
        (words.gettext("boxes closed"), words.number(report.boxes_closed)),
        (words.gettext("boxes weighed"), words.number(report.boxes_weighed)),
    )


def _refused(one: Refused, words: Words) -> tuple[str, str]:
    if one.amount is not None:
        return one.name, f"{units.quantity(words, one.amount.quantity, one.amount.unit)}: {one.reason}"
    if one.packages is not None:
        amount = units.packages(words, one.packages, "BG")
    elif one.grams is not None:
        amount = units.kilograms(words, one.grams, weighed=True)
    else:
        amount = words.gettext("unknown")
    return words.gettext("Unsorted bags"), f"{amount}: {one.reason}"


def _moved(one: Moved, words: Words) -> tuple[str, str]:
    place = one.place or words.gettext("another place")
    said = words.gettext("in from %(place)s") if one.is_in else words.gettext("out to %(place)s")
    return said % {"place": place}, words.ngettext("%(num)s box", "%(num)s boxes", one.boxes)


def _waiting(report: DayReport, words: Words) -> tuple[tuple[str, str], ...]:
    return (
        (words.gettext("boxes here"), words.number(report.boxes_now)),
        (words.gettext("of them open"), words.number(report.open_now)),
        (words.gettext("of them not weighed"), words.number(report.not_weighed_now)),
        (words.gettext("Unsorted bags"), bags(words, report.bags_now)),
        (words.gettext("lines set aside"), words.number(report.aside_now)),
    )


def render(report: DayReport, words: Words) -> bytes:
    """Return the PDF: one page of A4 for all but the busiest days."""
    title = words.gettext("Day report")
    sheet = Sheet(portrait(), title=title, language=words.language, top=_TITLE_ROOM, bottom=2 * _LINE)
    for section in sections(report, words):
        _section(sheet, section, words)

    def furniture(page: int, pages: int, _copy: int) -> None:
        y = sheet.height - sheet.margin - 14
        sheet.write(sheet.left, y, text(title), Face.BOLD, 16)
        sheet.write(sheet.right, y, words.weekday(report.day), Face.BOLD, 13, Align.RIGHT)
        place = fit(text(report.place), Face.BOLD, 11, sheet.breadth)
        sheet.write(sheet.left, y - 16, place, Face.BOLD, 11)
        sheet.rule(sheet.left, y - 22, sheet.right, y - 22, 1.2)
        foot = sheet.margin + _LINE
        sheet.rule(sheet.left, foot + 11, sheet.right, foot + 11)
        said = words.gettext("Working paper, no number; for those in charge and coordinators only")
        sheet.write(sheet.left, foot, said)
        number = words.gettext("Page %(page)s of %(pages)s", page=page, pages=pages)
        sheet.write(sheet.right, foot, number, align=Align.RIGHT)
        made = words.gettext("made %(when)s", when=_made(report, words))
        sheet.write(sheet.left, foot - _LINE, text(made))

    return sheet.finish(furniture)


def _section(sheet: Sheet, section: Section, words: Words) -> None:
    rows = section.rows[:_MOST_ROWS]
    if sheet.room < 4 * _LINE:
        sheet.new_page()
    sheet.y -= _LINE + 8
    sheet.write(sheet.left, sheet.y, text(section.title), Face.BOLD, 11)
    sheet.rule(sheet.left, sheet.y - 4, sheet.right, sheet.y - 4)
    sheet.y -= 5
    if not rows and section.none:
        _row(sheet, section.none, "")
    for label, said in rows:
        _row(sheet, label, said)
    if len(section.rows) > len(rows):
        left_out = len(section.rows) - len(rows)
        more = words.ngettext("%(num)s more on the screen", "%(num)s more on the screen", left_out)
        _row(sheet, "", more)


def _row(sheet: Sheet, label: str, said: str) -> None:
    """A label, and what is said of it beside it; a label alone takes the whole width."""
    column = sheet.breadth * _LABELS
    room = column - 6 if said else sheet.breadth
    left = wrap_at_most(text(label), Face.REGULAR, BODY, room, _MOST_LINES)
    right = wrap_at_most(text(said), Face.REGULAR, BODY, sheet.breadth - column, _MOST_LINES)
    if sheet.room < max(len(left), len(right)) * _LINE:
        sheet.new_page()
    for one, other in zip_longest(left, right, fillvalue=""):
        sheet.y -= _LINE
        sheet.write(sheet.left, sheet.y, one)
        sheet.write(sheet.left + column, sheet.y, other)


def _drawn(said: str, _issue: Issue | None, words: tuple[Words, ...], _variant: Variant) -> bytes:
    return render(from_json(said), words[0])


KIND = Kind(
    "DY",
    N_("Day report"),
    N_("What came in at a place on a day, and what waits there; stays in the house"),
    _drawn,
    Plan(use=Use.HOME),
)
