"""Papers as files."""

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import click

from convoy.cli.console import Console, as_json, in_a_folder, pass_console, plainly, show
from convoy.documents.registry import Variant
from convoy.domain import references, targets
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import CONSOLE
from convoy.domain.targets import Target
from convoy.queries import paper_defaults, paper_lists, untranslated
from convoy.queries.paper_defaults import Defaults
from convoy.queries.papers import MANIFEST
from convoy.services import bundles, coded_lists, offers, papers, renditions
from convoy.services.bundles import IssueBundle
from convoy.services.papers import IssuePaper
from convoy.words import LANGUAGES

_variant = click.Choice([one.value for one in Variant])

_spoken = click.option(
    "--languages", help="One or two, such as en,uk; without it, those set for the kind, else en,uk."
)

_on_page = click.option(
    "--page",
    type=click.Choice([*PageSize], case_sensitive=False),
    help="The paper in the printer; without it, as set for the kind, else A4.",
)

_to_file = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=in_a_folder,
    help="The file to write.",
)


@click.command()
@click.argument("convoy_code", metavar="CONVOY")
@click.option("--run", "run_number", type=click.IntRange(min=1), help="One van; without it, the convoy.")
@_spoken
@_on_page
@click.option("--variant", default="full", show_default=True, type=_variant)
@click.option("--reprint", is_flag=True, help="Give the kept bytes again instead of making final.")
@_to_file
@pass_console
@plainly
def manifest(  # noqa: PLR0913  # what the command line names, word for word
    console: Console,
    convoy_code: str,
    run_number: int | None,
    languages: str | None,
    variant: str,
    output: Path,
    *,
    page: PageSize | None,
    reprint: bool,
) -> None:
    """Make the cargo manifest final and write it as a PDF."""
    code = references.in_one_form(convoy_code, "CV")
    defaults = _defaults(console)
    wish = papers.manifest(
        uuid4(),
        code,
        run_number,
        variant=Variant(variant),
        languages=_languages(languages) or defaults.languages(MANIFEST),
        copies=defaults.copies(MANIFEST, 1),
        page=page or defaults.page(MANIFEST),
    )
    _write(console, wish, output, reprint=reprint)


def _languages(typed: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in typed.split(",")) if typed else ()


def _defaults(console: Console) -> Defaults:
    with console.ready().look() as db:
        return paper_defaults.known(db)


def _write(console: Console, wish: IssuePaper, output: Path, *, reprint: bool) -> None:
    made = papers.to_file(console.ready(), CONSOLE, wish, reprint=reprint, address=console.settings.url)
    output.write_bytes(made.content)
    void = ", VOID" if made.is_void else ""
    click.echo(f"{made.number} version {made.version}{void}, {_pages(made.pages)}: {output}")
    _note_untranslated(console, wish)


def _write_sheet(console: Console, wish: IssuePaper, output: Path, form: str) -> None:
    database = console.ready()
    made = papers.make(database, CONSOLE, wish)
    command = coded_lists.HandOut(uuid4(), made.number, made.version, form, wish.languages[0])
    output.write_bytes(database.do(coded_lists.hand_out, CONSOLE, command))
    click.echo(f"{made.number} version {made.version} as a sheet: {output}")


def _note_untranslated(console: Console, wish: IssuePaper) -> None:
    """Say on stderr which goods the paper names in English for want of a name in one of its languages."""
    about = targets.read(wish.target)
    with console.ready().look() as db:
        for one in untranslated.on_vans(db, CONSOLE, about.code, wish.languages, about.van):
            click.echo(f"not translated: {one.name} ({one.code}): {', '.join(one.languages)}", err=True)


def _pages(pages: int) -> str:
    return "1 page" if pages == 1 else f"{pages} pages"


@click.command("papers")
@click.option("--convoy", "convoy_code", metavar="CONVOY", help="Of one convoy only.")
@click.option("--kinds", is_flag=True, help="What can be printed, of what, in which languages, when.")
@as_json
@pass_console
@plainly
def list_papers(console: Console, convoy_code: str | None, *, kinds: bool, machine: bool) -> None:
    """List the papers that were made final, or the kinds there are."""
    if kinds:
        columns = ("code", "title", "target", "languages", "when", "copies", "page")
        show(_kinds(machine=machine), columns, machine=machine)
        return
    code = references.in_one_form(convoy_code, "CV") if convoy_code else None
    with console.ready().look() as db:
        made = paper_lists.listed(db, CONSOLE, code)
    columns = ("number", "version", "kind", "target", "state", "made_at", "sha256")
    nothing = (
        "No paper was made final yet. In the browser that is done under Papers; here convoy bundle makes all "
        "that a van needs, convoy paper one of them. convoy papers --kinds says which there are."
    )
    show((dataclasses.asdict(one) for one in made), columns, machine=machine, nothing=nothing)


def _kinds(*, machine: bool) -> list[dict[str, object]]:
    def joined(values: Iterable[str]) -> object:
        listed = list(values)
        return listed if machine else ", ".join(listed)

    return [
        {
            "code": kind.code,
            "title": kind.title,
            "target": joined(
                target.value if machine or target is not Target.RUN else "van" for target in kind.plan.targets
            ),
            "languages": joined(LANGUAGES) if machine else f"1 or {kind.most_languages} of {len(LANGUAGES)}",
            "when": kind.plan.offer.words,
            "copies": len(kind.plan.copies),
            "page": kind.plan.page,
        }
        for kind in offers.IN_ORDER
        if kind.plan.targets
    ]


@click.command()
@click.argument("kind")
@click.argument("target")
@_spoken
@_on_page
@click.option("--variant", default="full", show_default=True, type=_variant)
@click.option(
    "--copies",
    type=int,
    help="How many times all its pages follow each other; without it, as set for the kind, else 1.",
)
@click.option("--reprint", is_flag=True, help="Give the kept bytes again instead of making final.")
@_to_file
@pass_console
@plainly
def paper(  # noqa: PLR0913  # what the command line names, word for word
    console: Console,
    kind: str,
    target: str,
    languages: str | None,
    variant: str,
    copies: int | None,
    output: Path,
    *,
    page: PageSize | None,
    reprint: bool,
) -> None:
    """Make a paper final and write it as a PDF; the list for the declaration (AL) as .xlsx or .csv too.

    KIND is a code of `convoy papers --kinds`. TARGET is a convoy (CV-…), its van 2 (CV-…/2), the stop B of
    that van (CV-…/2/B), or a box, pallet or gift by its code.
    """
    code, defaults = papers.kind_of(kind).code, _defaults(console)
    wish = IssuePaper(
        uuid4(),
        code,
        str(targets.read(target)),
        Variant(variant),
        _languages(languages) or defaults.languages(code),
        defaults.copies(code, 1) if copies is None else copies,
        page or defaults.page(code),
    )
    if papers.kind_of(kind).plan.is_numbered:
        form = output.suffix.lower().lstrip(".")
        if code == coded_lists.CODED_LIST and form in coded_lists.FORMS:
            _write_sheet(console, wish, output, form)
        else:
            _write(console, wish, output, reprint=reprint)
        return
    drawn = renditions.preview(console.ready(), CONSOLE, wish, console.settings.url)
    output.write_bytes(drawn)
    click.echo(f"{code} of {target}, {_pages(renditions.pages_of(drawn))}: {output}")
    _note_untranslated(console, wish)


@click.command()
@click.argument("convoy_code", metavar="CONVOY")
@click.option("--run", "run_number", type=click.IntRange(min=1), help="One van; without it, all vans.")
@_spoken
@_on_page
@click.option("--variant", default="full", show_default=True, type=_variant)
@click.option(
    "--two-sided/--one-sided",
    default=None,
    help="On both sides, each copy begins on a front side; without it, as set.",
)
@_to_file
@pass_console
@plainly
def bundle(  # noqa: PLR0913  # what the command line names, word for word
    console: Console,
    convoy_code: str,
    run_number: int | None,
    languages: str | None,
    variant: str,
    output: Path,
    *,
    page: PageSize | None,
    two_sided: bool | None,
) -> None:
    """Make all papers that a van calls for final and write them as one PDF, with a cover list."""
    code = references.in_one_form(convoy_code, "CV")
    command = IssueBundle(uuid4(), code, run_number, Variant(variant), _languages(languages), page)
    both = _defaults(console).says_two_sided if two_sided is None else two_sided
    made = bundles.to_file(console.ready(), CONSOLE, command, address=console.settings.url, two_sided=both)
    output.write_bytes(made.content)
    cover = made.cover
    click.echo(
        f"{len(cover.papers)} papers, {cover.sheets} sheets to load, {cover.to_sign} pages to sign or stamp: "
        f"{output}"
    )
