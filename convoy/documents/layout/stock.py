"""Label stock: how many labels stand where on a sheet or roll. Lengths are hundredths of a millimetre."""

from collections.abc import Mapping
from dataclasses import dataclass

from convoy.documents.layout.sheet import Sheet
from convoy.words import N_

_POINTS = 72 / 2540
"""In a hundredth of a millimetre."""
_A6_HIGH = 14_850


@dataclass(frozen=True, slots=True)
class Stock:
    """One make of label sheet or roll, measured from the upper left corner of the page."""

    name: str
    """A message id, or what the owner of an own size calls it."""
    page_wide: int
    page_high: int
    wide: int
    """Of one label."""
    high: int
    columns: int = 1
    rows: int = 1
    left: int = 0
    """From the edge of the page to the first label."""
    top: int = 0
    across: int = 0
    """From one label's left edge to the next one's; 0 where they touch."""
    down: int = 0
    """From one label's upper edge to the next one's; 0 where they touch."""
    is_cut: bool = False
    """Plain paper, cut apart by hand along dashed lines."""

    def __post_init__(self) -> None:
        """Raise ValueError where the labels overlap or do not fit the page."""
        counts = min(self.columns, self.rows, self.wide, self.high)
        right = self.left + (self.columns - 1) * self.step_across + self.wide
        bottom = self.top + (self.rows - 1) * self.step_down + self.high
        overlap = self.step_across < self.wide or self.step_down < self.high
        if counts < 1 or min(self.left, self.top) < 0 or overlap:
            message = f"{self.name}: labels must have a size and must not overlap"
            raise ValueError(message)
        if right > self.page_wide or bottom > self.page_high:
            message = f"{self.name}: the labels end at {right} × {bottom}, the page is smaller"
            raise ValueError(message)

    @property
    def step_across(self) -> int:
        """From one column to the next."""
        return self.across or self.wide

    @property
    def step_down(self) -> int:
        """From one row to the next."""
        return self.down or self.high

    @property
    def per_sheet(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of the page in points."""
        return self.page_wide * _POINTS, self.page_high * _POINTS

    @property
    def inset(self) -> float:
        """Points a large label keeps free inside its edge: most where paper is cut by hand."""
        if not self.is_cut:
            return 400 * _POINTS
        return (800 if self.high >= _A6_HIGH else 500) * _POINTS

    def spot(self, place: int, offset: "Offset") -> "Spot":
        """Return where the label at `place` (from 0, row by row) stands."""
        row, column = divmod(place % self.per_sheet, self.columns)
        x = self.left + column * self.step_across + offset.right
        y = self.page_high - self.top - row * self.step_down - offset.down
        return Spot(x * _POINTS, y * _POINTS, self.wide * _POINTS, self.high * _POINTS)

    def cut_lines(self, sheet: Sheet) -> None:
        """Draw where to cut plain paper apart."""
        if not self.is_cut:
            return
        for column in range(1, self.columns):
            x = (self.left + column * self.step_across) * _POINTS
            sheet.cut_line(x, 0, x, sheet.height)
        for row in range(1, self.rows):
            y = (self.page_high - self.top - row * self.step_down) * _POINTS
            sheet.cut_line(0, y, sheet.width, y)


@dataclass(frozen=True, slots=True)
class Offset:
    """How far a printer is off, in hundredths of a millimetre; found with a calibration sheet."""

    right: int = 0
    down: int = 0


NO_OFFSET = Offset()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands, in points; `y` is its upper edge."""

    x: float
    y: float
    wide: float
    high: float


_A4 = (21_000, 29_700)
_LETTER = (21_590, 27_940)
A6_FOUR = Stock(N_("A4, four labels of A6"), *_A4, wide=10_500, high=14_850, columns=2, rows=2, is_cut=True)

STOCKS: Mapping[str, Stock] = {
    "a6": A6_FOUR,
    "a5": Stock(N_("A4, two labels of A5"), *_A4, wide=21_000, high=14_850, rows=2, is_cut=True),
    "l7165": Stock(
        "L7165, 99.1 × 67.7 mm",
        *_A4,
        wide=9_910,
        high=6_770,
        columns=2,
        rows=4,
        left=465,
        top=1_310,
        across=10_160,
    ),
    "l7163": Stock(
        "L7163, 99.1 × 38.1 mm",
        *_A4,
        wide=9_910,
        high=3_810,
        columns=2,
        rows=7,
        left=465,
        top=1_515,
        across=10_160,
    ),
    "l7160": Stock(
        "L7160, 63.5 × 38.1 mm",
        *_A4,
        wide=6_350,
        high=3_810,
        columns=3,
        rows=7,
        left=720,
        top=1_515,
        across=6_604,
    ),
    "letter-4": Stock(
        N_("US Letter, four labels"), *_LETTER, wide=10_795, high=13_970, columns=2, rows=2, is_cut=True
    ),
    "5163": Stock(
        "5163, 4 × 2 in",
        *_LETTER,
        wide=10_160,
        high=5_080,
        columns=2,
        rows=5,
        left=397,
        top=1_270,
        across=10_636,
    ),
    "5164": Stock(
        "5164, 4 × 3 1/3 in",
        *_LETTER,
        wide=10_160,
        high=8_466,
        columns=2,
        rows=3,
        left=397,
        top=1_270,
        across=10_636,
    ),
    "thermal-100": Stock(N_("Label printer, 100 × 150 mm"), 10_000, 15_000, wide=10_000, high=15_000),
    "thermal-58": Stock(N_("Label printer, roll of 58 mm"), 5_800, 9_000, wide=4_800, high=9_000, left=500),
}
"""By code. Sizes of the makers' product sheets, from general knowledge: the calibration sheet shows whether
they fit the paper at hand. A roll of 58 mm is printed on 48 mm of its width."""
