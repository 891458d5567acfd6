"""Lines of a load: packages with the same contents, their weights and values to the gram and cent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby

from convoy.documents.cargo import Goods, IndexedBox, Line, Totals
from convoy.domain.categories import name_of
from convoy.domain.kinds import Condition
from convoy.queries.cargo_items import Kind
from convoy.queries.manifests import Cargo, Content, Package
from convoy.services import line_goods
from convoy.services.line_goods import Kinds, Pile, Values
from convoy.words import Words

Contents = Mapping[int, Sequence[Content]]
"""What is in each box, by box id."""


def contents_by_box(cargo: Cargo, run_id: int) -> Contents:
    """Return what is in each box of a run, by box id."""
    found: dict[int, list[Content]] = defaultdict(list)
    for content in cargo.contents:
        if content.run_id == run_id:
            found[content.box_id].append(content)
    return found


def lines(
    packages: Sequence[Package], contents: Contents, kinds: Kinds, first_number: int
) -> tuple[list[Line], list[IndexedBox]]:
    """Return the lines of a stop, numbered on from `first_number`, and its packages for the index."""
    alike: dict[Pile, list[Package]] = defaultdict(list)
    for package in packages:
        alike[_pile(contents.get(package.box_id, ()))].append(package)
    found: list[Line] = []
    indexed: list[IndexedBox] = []
    for number, piled in enumerate(sorted(alike, key=lambda one: _order(one, kinds)), first_number):
        same = alike[piled]
        found.append(_line(number, piled, same, contents, kinds))
        said = _said(piled, kinds)
        indexed += [_indexed(package, number, said, contents.get(package.box_id, ())) for package in same]
    return found, indexed


def _pile(contents: Sequence[Content]) -> Pile:
    quantities: dict[tuple[int, Condition], int] = defaultdict(int)
    for content in contents:
        quantities[content.item_id, content.condition] += content.quantity
    return tuple(sorted((item, condition, count) for (item, condition), count in quantities.items()))


def _heaviest(piled: Pile, kinds: Kinds) -> Kind | None:
    """The item that a package is mostly made of gives it its category."""
    item = line_goods.main_item(piled, kinds)
    return kinds[item] if item is not None else None


def _order(piled: Pile, kinds: Kinds) -> tuple[str, str, Pile]:
    heaviest = _heaviest(piled, kinds)
    return (heaviest.category, heaviest.code, piled) if heaviest else ("", "", piled)


def _line(number: int, piled: Pile, same: Sequence[Package], contents: Contents, kinds: Kinds) -> Line:
    heaviest = _heaviest(piled, kinds)
    category = heaviest.category if heaviest else ""
    held = [content for package in same for content in contents.get(package.box_id, ())]
    worth = line_goods.values(held, kinds)
    totals = _totals(piled, same, held, kinds, worth)
    return Line(
        number=number,
        category=category,
        category_names=_category_names(category) if category else {"en": ""},
        goods=line_goods.goods(piled, len(same), totals.grams, held, kinds, worth),
        totals=totals,
        marks=marks(same),
        package=same[0].package_code if len({one.package_code for one in same}) == 1 else "",
    )


def inside(package: Package, held: Sequence[Content], kinds: Kinds) -> tuple[Goods, ...]:
    """Return what one package holds, without values: those are rounded by the line."""
    grams = package.gross_g if package.gross_g is not None else package.estimated_g
    worthless = Values({}, frozenset())
    return line_goods.goods(_pile(held), 1, grams or 0, held, kinds, worthless)


@cache
def _category_names(code: str) -> dict[str, str]:
    spoken = (Words(language) for language in ("en", "uk"))
    return {words.language: words.gettext(name_of(code)) for words in spoken}


def _totals(
    piled: Pile, same: Sequence[Package], held: Sequence[Content], kinds: Kinds, worth: Values
) -> Totals:
    weighed = [package for package in same if package.gross_g is not None]
    estimated = [package for package in same if package.gross_g is None and package.estimated_g is not None]
    measured = [package for package in same if package.millilitres is not None]
    net = line_goods.net_grams(piled, len(same), kinds)
    holding = {content.box_id for content in held}
    items = [kinds[content.item_id] for content in held]
    return Totals(
        packages=len(same),
        grams=sum(one.gross_g or 0 for one in weighed) + sum(one.estimated_g or 0 for one in estimated),
        estimated=len(estimated),
        unknown=len(same) - len(weighed) - len(estimated),
        millilitres=sum(one.millilitres or 0 for one in measured),
        unmeasured=len(same) - len(measured),
        cents=worth.sums,
        unvalued=len(worth.unvalued | {one.box_id for one in same if one.box_id not in holding}),
        pieces=sum(one.quantity for one in held if kinds[one.item_id].unit_code not in line_goods.MEASURED),
        net_grams=sum(grams for grams in net if grams is not None),
        unknown_net=len(same) if None in net else 0,
        cold_chain=any(item.cold_chain for item in items),
        dangerous_goods=any(item.dangerous for item in items),
        controlled=any(item.dual_use for item in items),
    )


def marks(packages: Sequence[Package]) -> str:
    """Return the short numbers of packages, neighbours as ranges: Leeds 47-49, 52; York 3."""
    said = []
    for origin, group in groupby(sorted(packages, key=_mark), key=lambda one: one.origin):
        numbers = [package.short_number for package in group]
        said.append(f"{origin} {', '.join(_ranges(numbers))}")
    return "; ".join(said)


def _mark(package: Package) -> tuple[str, int]:
    return package.origin, package.short_number


def _ranges(numbers: Sequence[int]) -> list[str]:
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [f"{run[0]}\u2013{run[-1]}" if len(run) > 1 else str(run[0]) for run in found]


def _said(piled: Pile, kinds: Kinds) -> dict[str, str]:
    """Return the contents of a package in a few words, in every language that has all their names."""
    goods = [(kinds[item], count) for item, _, count in piled]
    languages = set.intersection(*(set(kind.names) for kind, _ in goods)) if goods else {"en"}
    return {
        language: ", ".join(f"{kind.names[language]} × {count}" for kind, count in goods)
        for language in sorted(languages | {"en"})
        if all(language in kind.names for kind, _ in goods)
    }


def _indexed(package: Package, line: int, said: dict[str, str], contents: Sequence[Content]) -> IndexedBox:
    return IndexedBox(
        code=package.code,
        short=f"{package.origin} {package.short_number}",
        line=line,
        contents=said,
        grams=package.gross_g if package.gross_g is not None else package.estimated_g,
        weighed=package.gross_g is not None,
        donor=", ".join(dict.fromkeys(content.donor for content in contents if content.donor)),
    )
