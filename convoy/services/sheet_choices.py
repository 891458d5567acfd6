"""What is kept of a sheet of gifts, as JSON: its rows as they came, and what people said about them."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from uuid import UUID

from convoy.domain.messages import N_
from convoy.exchange.layouts import Layout
from convoy.exchange.tables import Grid, Row
from convoy.models import GiftSheet

CHANGED = N_(
    "Somebody else worked on this sheet at the same time. Look at it as it is now; nothing was stored."
)
"""Where what people said of a sheet is not what it was when it was looked at."""

_ROWS, _NEXT = '{"rows": [', ", "
"""How the rows of a kept sheet begin, and what stands between two of them."""

_KEY = 16  # bytes of a row's key


@dataclass(frozen=True, slots=True)
class Became:
    """What became of the rows of a sheet that are in, over all presses.

    `added` gifts, in so many `boxes`; of them `set_aside` and `refused` by the rules. Rows that are in beyond
    these were in before the sheet came.
    """

    added: int = 0
    boxes: int = 0
    set_aside: int = 0
    refused: int = 0

    def __add__(self, other: "Became") -> "Became":
        """Return both together."""
        return Became(
            self.added + other.added,
            self.boxes + other.boxes,
            self.set_aside + other.set_aside,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What people said about a sheet, and what became of it.

    `layout` is None until the columns are chosen. `items` leads from a word to the item it means, `mended`
    from a row's number to what its cells say instead; rows `left_out` are no gifts, those `taken` are in, on
    record under the `keys` (see keys_in).
    """

    layout: Layout | None = None
    items: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    keys: bytes = b""
    became: Became = field(default_factory=Became)

    def packed(self) -> str:
        """Return them as they are kept."""
        layout = self.layout
        said = {
            "layout": layout
            and {
                "heading": layout.heading,
                "height": layout.height,
                "columns": dict(layout.columns),
                "fixed": dict(layout.fixed),
                "same_as_above": layout.same_as_above,
            },
            "items": dict(self.items),
            "mended": {number: dict(cells) for number, cells in self.mended.items()},
            "left_out": sorted(self.left_out),
            "taken": sorted(self.taken),
            # Of 100,000 rows this is two million letters; as a list of numbers it would be twice that.
            "keys": b64encode(self.keys).decode(),
            "became": asdict(self.became),
        }
        return json.dumps(said)


def choices_of(sheet: GiftSheet) -> Choices:
    """Return what people said about a sheet so far."""
    said = json.loads(sheet.choices)
    layout = said["layout"]
    return Choices(
        # JSON has only text for keys.
        layout and Layout(**layout | {"columns": {int(at): name for at, name in layout["columns"].items()}}),
        said["items"],
        {int(number): cells for number, cells in said["mended"].items()},
        frozenset(said["left_out"]),
        frozenset(said["taken"]),
        b64decode(said.get("keys", "")),
        # Sheets kept by an earlier version did not count, nor keep keys.
        Became(**said["became"]) if "became" in said else Became(len(said["taken"])),
    )


def keys_in(kept: bytes) -> frozenset[UUID]:
    """Return the keys of rows that are kept one behind the other."""
    return frozenset(UUID(bytes=kept[at : at + _KEY]) for at in range(0, len(kept), _KEY))


def kept_keys(keys: Iterable[UUID]) -> bytes:
    """Return keys of rows as they are kept."""
    return b"".join(sorted(key.bytes for key in keys))


def packed_cells(grid: Grid) -> str:
    """Return the rows of a sheet as they are kept."""
    rows = [[row.number, *row.cells] for row in grid.rows]
    return json.dumps({"rows": rows, "encoding": grid.encoding, "left_out": grid.left_out})


def rows_from(cells: str, at: int = len(_ROWS)) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a sheet's cells from one of them on, each with where it stands among the cells."""
    read = json.JSONDecoder().raw_decode
    # Row by row, and a text that many cells have only once: a long sheet is read as a whole at times.
    same: dict[str, str] = {}
    while cells[at] != "]":
        (number, *said), end = read(cells, at)
        yield at, Row(number, tuple([same.setdefault(cell, cell) for cell in said]))
        at = end + len(_NEXT) if cells.startswith(_NEXT, end) else end


def grid_of(sheet: GiftSheet) -> Grid:
    """Return the rows of a sheet as they came."""
    rows = tuple(row for _, row in rows_from(sheet.cells))
    kept = json.loads("{" + sheet.cells[sheet.cells.rindex("]" + _NEXT + '"encoding"') + len("]" + _NEXT) :])
    return Grid(rows, kept["encoding"], tuple(kept["left_out"]))
