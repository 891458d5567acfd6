"""How much of a file is read, so that no file can exhaust the server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a file may have or need.

    Bytes; bytes when unpacked (a spreadsheet is a zip); rows under the headings and columns; memory in
    bytes and seconds of processor time for the process that opens a spreadsheet.
    """

    size: int
    unpacked: int
    rows: int
    memory: int
    seconds: int
    columns: int = 60


DESK = Limits(size=2_000_000, unpacked=40_000_000, rows=5_000, memory=500_000_000, seconds=5)
"""What anybody may upload: a year of a collection point."""

SHEET = Limits(size=10_000_000, unpacked=200_000_000, rows=100_000, memory=1_000_000_000, seconds=20)
"""What somebody signed in may send to be looked at row by row before it counts: years of a whole branch."""

OFFICE = Limits(size=50_000_000, unpacked=500_000_000, rows=250_000, memory=4_000_000_000, seconds=60)
"""What the person at the server's own command line may read."""
