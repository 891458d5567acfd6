"""Sheets taken in."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from convoy.cli.console import SAY, Console, pass_console, plainly, progress
from convoy.domain import references, text
from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.kinds import OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import CONSOLE
from convoy.services import box_imports, imports, sheets
from convoy.services.donors import NAME_LIMIT


def meanings(_context: click.Context, _option: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """Return what each ambiguous word was said to mean: the word, and the code of an item."""
    for pair in pairs:
        word, _, code = pair.partition("=")
        if not (word.strip() and code.strip()):
            raise click.BadParameter(f"{pair} is not WORD=CODE, such as soap=HYG-SOAP-01.")
    return dict(pair.partition("=")[::2] for pair in pairs)


def told(
    unused: Iterable[str], problems: Sequence[sheets.Problem], remarks: Iterable[sheets.Problem]
) -> None:
    """Say what a sheet's reader says; raises RuleBroken where a row cannot be taken in."""
    for heading in unused:
        click.echo(f"Nothing was read from the column “{heading}”.", err=True)
    for problem in problems:
        click.echo(f"row {problem.row_number}: {SAY.refusal(problem.refusal)}", err=True)
    if problems:
        has_word = any(isinstance(one.refusal, Invalid) and one.refusal.field == "item" for one in problems)
        if has_word:
            click.echo("What a word of the sheet means can be said here too: --item WORD=CODE", err=True)
        raise RuleBroken(
            N_("%(count)s rows cannot be taken in, so nothing was stored. Mend them and repeat."),
            count=len({problem.row_number for problem in problems}),
        )
    for remark in remarks:
        click.echo(f"row {remark.row_number}: {SAY.refusal(remark.refusal)}", err=True)


@click.group(name="import")
def import_() -> None:
    """Take in sheets."""


@import_.command(name="donations")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--place", "place_code", required=True, help="Where the goods are: the place's code.")
@click.option(
    "--item",
    "chosen",
    multiple=True,
    metavar="WORD=CODE",
    callback=meanings,
    help="What an ambiguous word means; may be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Check the sheet and store nothing.")
@pass_console
@plainly
def import_donations(
    console: Console, file: Path, place_code: str, chosen: dict[str, str], *, dry_run: bool
) -> None:
    """Record the donations in a .csv or .xlsx sheet: all of them, or none. Safe to repeat."""
    result = imports.import_file(
        console.ready(),
        CONSOLE,
        place_code=references.in_capitals(place_code),
        name=file.name,
        data=file.read_bytes(),
        chosen=chosen,
        dry_run=dry_run,
        progress=progress,
    )
    told(result.unused, result.problems, result.remarks)
    verb = "would be recorded" if dry_run else "recorded"
    click.echo(
        f"{result.added} donations {verb} in {result.boxes} boxes; {result.already} were there already."
    )


@import_.command(name="boxes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--place", "place_code", required=True, help="Where the boxes are: the place's code.")
@click.option("--from", "partner", default="", help="Whose list it is; without it, the numbers are our own.")
@click.option(
    "--from-type",
    "partner_kind",
    type=click.Choice([kind.value for kind in OrganisationKind]),
    help="What kind of organisation that is, where it is new here.",
)
@click.option("--reference", default="", help="The list's own number, where one partner sends several.")
@click.option(
    "--item",
    "chosen",
    multiple=True,
    metavar="WORD=CODE",
    callback=meanings,
    help="What an ambiguous word means; may be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Check the list and store nothing.")
@pass_console
@plainly
def import_boxes(  # noqa: PLR0913  # one word for each option
    console: Console,
    file: Path,
    place_code: str,
    partner: str,
    partner_kind: str | None,
    reference: str,
    chosen: dict[str, str],
    *,
    dry_run: bool,
) -> None:
    """Record the boxes of a .csv or .xlsx list: all of them, or none. Safe to repeat.

    Rows below each other with one number are one box; a row without a number goes on with the box above.
    """
    asked = box_imports.BoxList(
        place=place_code.strip().upper(),
        name=file.name,
        data=file.read_bytes(),
        partner=text.clean(partner, limit=NAME_LIMIT, field="partner"),
        partner_kind=OrganisationKind(partner_kind) if partner_kind else None,
        reference=text.clean(reference, limit=NAME_LIMIT, field="reference"),
        chosen=chosen,
    )
    result = box_imports.import_file(console.ready(), CONSOLE, asked, dry_run=dry_run, progress=progress)
    told(result.unused, result.problems, result.remarks)
    verb = "would be recorded" if dry_run else "recorded"
    click.echo(f"{result.added} boxes {verb}; {result.already} were there already.")
    boxes = result.added + result.already
    if result.not_weighed:
        known = SAY.number(result.known_g // 1000)
        click.echo(f"At least {known} kg; {result.not_weighed} of {boxes} not weighed.")
