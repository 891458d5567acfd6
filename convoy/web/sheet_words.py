"""What the pages of a sheet say: its columns, its cells, and what became of it."""

from collections.abc import Mapping
from enum import Enum

from flask_babel import gettext, ngettext

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.exchange import donation_words
from convoy.exchange.writer import Cell
from convoy.services.gift_sheets import Step
from convoy.services.sheet_rows import Looked
from convoy.web import labels
from convoy.web.frame import words


def column_label(field: str) -> str:
    """Return what a column is called on the page."""
    label = gettext(donation_words.LABELS[field])
    return label[:1].upper() + label[1:]


CHOSEN: Mapping[str, tuple[type[OrganisationKind] | type[Condition], Mapping[str, Enum]]] = {
    "donor_kind": (OrganisationKind, donation_words.KIND_BY_WORD),
    "condition": (Condition, donation_words.CONDITION_BY_WORD),
}
"""Columns that hold one of a few words: these, and what people write for them."""


def in_words(field: str, written: str) -> str:
    """Return what a cell says; where it holds a value as it is stored, its word in the page's language."""
    members = CHOSEN[field][0] if field in CHOSEN else ()
    return next((labels.label(member) for member in members if str(member.value) == written), written)


def in_words_that_are_read(field: str, written: str) -> str:
    """Return the same for a file that may come back: only a word that means this and nothing else."""
    word = in_words(field, written)
    meant = CHOSEN[field][1].get(donation_words.key(word)) if field in CHOSEN else None
    return word if meant is not None and meant.value == written else written


def offered(field: str, written: str, wrong: object) -> list[tuple[str, str, bool]]:
    """Return what a cell of a few words may say: value, word, whether it says so.

    Nothing for other columns, and where a word stands in which nothing is wrong. What is written stays the
    value of what it means, so that looking at a cell does not change it.
    """
    if field not in CHOSEN or not (wrong or in_words(field, written) != written):
        return []
    members, by_word = CHOSEN[field]
    meant = by_word.get(donation_words.key(written)) if written.strip() else None
    found = [
        (written if member is meant else str(member.value), labels.label(member), member is meant)
        for member in members
    ]
    as_it_is = written if meant is None else ""
    return [(as_it_is, as_it_is and f"“{as_it_is.strip()}”", meant is None), *found]


def unclear(looked: Looked) -> tuple[list[str], list[list[Cell]]]:
    """Return rows that are unclear for a file, each with its reasons: headings and cells."""
    headings = [
        *(column_label(name) for name in looked.columns),
        gettext("What is unclear"),
        gettext("Row in the sheet"),
    ]
    rows: list[list[Cell]] = [
        [
            *(in_words_that_are_read(name, row.cells.get(name, "")) for name in looked.columns),
            " ".join(words().refusal(one) for said in row.problems.values() for one in said),
            row.name,
        ]
        for row in looked.rows
    ]
    return headings, rows


def closing(step: Step) -> str:
    """What became of the whole sheet, however many presses it took."""
    became = step.became
    said = [
        ngettext("%(num)s gift of this sheet is in.", "%(num)s gifts of this sheet are in.", became.added)
    ]
    if became.boxes:
        said.append(ngettext("They fill %(num)s box.", "They fill %(num)s boxes.", became.boxes))
    if step.before:
        said.append(ngettext("%(num)s row was in before.", "%(num)s rows were in before.", step.before))
    if step.left_out:
        said.append(ngettext("%(num)s row is left out.", "%(num)s rows are left out.", step.left_out))
    if step.unclear:
        said.append(
            ngettext(
                "%(num)s row stays here to be mended.", "%(num)s rows stay here to be mended.", step.unclear
            )
        )
    return " ".join(said)
