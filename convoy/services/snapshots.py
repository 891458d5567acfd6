"""What a manifest says now: the load of a van, or of a whole convoy van by van."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from convoy.documents.cargo import Goods, Line, Stop, Totals, VanLoad, total
from convoy.documents.papers.manifest import CategoryTotal, ConvoyManifest, Manifest, RunRow
from convoy.models import Convoy, Run
from convoy.queries import loading, manifests
from convoy.services import van_loads


def of_runs(db: Session, convoy: Convoy, runs: Sequence[Run]) -> dict[int, Manifest]:
    """Return what the manifest of each of these vans says now, by run id."""
    loads = van_loads.of_runs(db, convoy, runs)
    return {run_id: manifest_of(load) for run_id, load in loads.items()}


def manifest_of(load: VanLoad) -> Manifest:
    """Return what the manifest says of a load: what it does not print must not change its hash."""
    said = {name: getattr(load, name) for name in _PRINTED}
    return Manifest(**said, stops=tuple(map(_stop, load.stops)))


_PRINTED = (
    "convoy_code",
    "convoy_name",
    "van",
    "vans",
    "shipper",
    "carrier",
    "vehicle",
    "plate",
    "trailer_plate",
    "driver",
    "driver_phone",
    "seals",
    "departure",
    "zone",
    "crossing",
    "aid_code",
    "emergency_phone",
    "boxes",
    "notes",
    "given",
)


def _stop(one: Stop) -> Stop:
    lines = tuple(map(_line, one.lines))
    return Stop(one.label, one.consignee, lines, one.place, one.arrival, one.zone)


def _line(one: Line) -> Line:
    goods = tuple(map(_goods, one.goods))
    return Line(one.number, one.category, one.category_names, goods, _sums(one.totals), one.marks)


def _goods(one: Goods) -> Goods:
    return Goods(one.names, one.quantity, one.unit, one.hs6, one.condition, one.expires, one.unreviewed)


def _sums(totals: Totals) -> Totals:
    return replace(totals, pieces=0, net_grams=0, unknown_net=0)


def of_convoy(db: Session, convoy: Convoy, numbers: Mapping[int, str]) -> ConvoyManifest:
    """Return what the convoy's summary says now; `numbers` are the vans' own papers by run id."""
    ours = manifests.our_organisation(db)
    runs = van_loads.going(convoy)
    vans = van_loads.of_runs(db, convoy, runs)
    first = next(iter(vans.values()), None)
    categories: dict[str, list[Line]] = defaultdict(list)
    for van in vans.values():
        for line in van.lines:
            categories[line.category].append(line)
    recipients = dict.fromkeys(stop.consignee for van in vans.values() for stop in van.stops)
    return ConvoyManifest(
        convoy_code=convoy.code,
        convoy_name=convoy.name,
        shipper=van_loads.shipper(ours),
        runs=tuple(_row(run, vans[run.id], numbers.get(run.id, "")) for run in runs),
        recipients=tuple(party for party in recipients if party.name),
        departure=min((van.departure for van in vans.values() if van.departure), default=None),
        zone=first.zone if first else "Europe/Kyiv",
        crossing=van_loads.crossing_of(convoy),
        lead_phone=convoy.lead_phone,
        emergency_phone=ours.emergency_phone if ours else "",
        categories=tuple(
            CategoryTotal(code, lines[0].category_names, _sums(total(line.totals for line in lines)))
            for code, lines in sorted(categories.items())
        ),
    )


def _row(run: Run, van: VanLoad, number: str) -> RunRow:
    driver = van.driver.split(", ", 1)[0]
    return RunRow(
        van=van.van,
        totals=_sums(van.totals),
        plate=van.plate,
        vehicle=van.vehicle,
        driver_initials=" ".join(f"{word[0]}." for word in driver.split()),
        payload_grams=loading.limits(run).payload_g,
        manifest_number=number,
        aid_code=van.aid_code,
    )
