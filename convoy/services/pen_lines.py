"""What the pen wrote on the lines of papers: which line it was, and what the next versions say of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convoy.documents.cargo import ByHand
from convoy.documents.layout.snapshot import from_json
from convoy.documents.papers.manifest import Manifest
from convoy.documents.papers.packing_list import PackingList
from convoy.documents.papers.waybill import Waybill
from convoy.models import HandCorrection, Paper
from convoy.services import paper_changes
from convoy.services.paper_changes import Key

LISTS: Mapping[str, type[object]] = {"CM": Manifest, "WB": Waybill, "PL": PackingList}
"""The papers whose lines the pen corrects, by kind."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a version as it was printed."""

    number: int
    stop: str
    key: Key
    names: Mapping[str, str]
    packages: int


def printed_on(paper: Paper) -> tuple[PrintedLine, ...]:
    """Return the lines of a version; nothing for papers without, and once its content was erased."""
    if paper.kind not in LISTS or paper.snapshot is None:
        return ()
    try:
        said = from_json(paper.snapshot, LISTS[paper.kind])
    except ValueError:
        return ()
    return tuple(
        PrintedLine(
            line.number,
            stop.label,
            paper_changes.key_of(stop, line),
            dict(line.goods[0].names) if line.goods else {},
            line.totals.packages,
        )
        for stop in paper_changes.stops(said)
        for line in stop.lines
    )


def frozen(line: PrintedLine, lines: Sequence[PrintedLine]) -> str:
    """Return what is kept of a line: enough to find the same goods on a later load."""
    kept = {
        "line": line.number,
        "stop": line.stop,
        "items": list(line.key[1]),
        "names": dict(line.names),
        "printed": line.packages,
        "all": sum(one.packages for one in lines if one.key == line.key),
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def still_by_hand(keyed: Sequence[tuple[int, HandCorrection]], now: object) -> tuple[ByHand, ...]:
    """Return what a list says now of what the pen wrote on its earlier versions.

    Of a line the last word counts, and only until the load is as the pen says; remarks stay.
    """
    loaded = packages_by_key(now)
    lines: dict[Key, ByHand] = {}
    remarks: list[ByHand] = []
    for version, one in keyed:
        if one.remark:
            remarks.append(ByHand(version, one.written_on, remark=one.remark))
        if one.of_line is None or one.packages is None:
            continue
        said = json.loads(one.of_line)
        key = said["stop"], tuple(said["items"])
        lines.pop(key, None)
        if loaded.get(key, 0) != said["all"] + one.packages - said["printed"]:
            lines[key] = ByHand(
                version=version,
                written_on=one.written_on,
                line=said["line"],
                stop=said["stop"],
                names=said["names"],
                printed=said["printed"],
                written=one.packages,
            )
    return (*lines.values(), *remarks)


def packages_by_key(said: object) -> dict[Key, int]:
    """Return how many packages a list has of each goods for each stop."""
    found: dict[Key, int] = {}
    for stop in paper_changes.stops(said):
        for line in stop.lines:
            key = paper_changes.key_of(stop, line)
            found[key] = found.get(key, 0) + line.totals.packages
    return found
