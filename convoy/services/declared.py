"""Declared versus loaded: what a final manifest says against what is on the van now."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from convoy.documents.cargo import ByHand, Line, Party, Stop
from convoy.documents.layout.snapshot import but_for_pen, from_json
from convoy.documents.papers import coded_list, manifest
from convoy.documents.papers.manifest import ConvoyManifest, Manifest
from convoy.documents.registry import KINDS
from convoy.domain.departure import PaperState
from convoy.domain.lifecycle import FINISHED
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Convoy, Paper
from convoy.queries import papers as query
from convoy.services import contents, paper_changes, paper_targets, pen_lines, snapshots, van_loads
from convoy.services.gathering import Gathering
from convoy.services.paper_changes import FactChange, Key


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of some goods: pieces in base units, packages, grams; `is_exact` without estimates."""

    pieces: int = 0
    packages: int = 0
    grams: int = 0
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class GoodsChange:
    """Goods for a stop whose amount is not as declared; `names` by language, for each item of a line."""

    stop: str
    names: tuple[dict[str, str], ...]
    declared: Amount
    now: Amount


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that makes a new version due."""

    goods: tuple[GoodsChange, ...]
    facts: tuple[FactChange, ...]
    by_pen: tuple[GoodsChange, ...] = ()
    """Packages the paper says by hand that the van does not carry so: no new version mends that."""

    def __bool__(self) -> bool:
        return bool(self.goods or self.facts)


def against(snapshot: str, now: Manifest | ConvoyManifest) -> Differences:
    """Return how the load differs from what a final paper's snapshot declares.

    Times, telephones, seals, translations and notes may change without making a paper wrong.
    """
    then = manifest.from_json(snapshot)
    if isinstance(then, Manifest) and isinstance(now, Manifest):
        return Differences(_goods(then, now), _van_facts(then, now), _by_pen(then, now))
    if isinstance(then, ConvoyManifest) and isinstance(now, ConvoyManifest):
        return Differences(_vans(then, now), _convoy_facts(then, but_for_pen(now, then)))
    message = "a van's manifest and a convoy's cannot be compared"
    raise ValueError(message)


_Named = tuple[dict[str, str], ...]


def _goods(then: object, now: object) -> tuple[GoodsChange, ...]:
    declared, loaded = _amounts(then), _amounts(now)
    nothing: tuple[_Named, Amount] = ((), Amount())
    changes = []
    for key in sorted({*declared, *loaded}):
        names, before = declared.get(key, nothing)
        other_names, after = loaded.get(key, nothing)
        if before != after:
            changes.append(GoodsChange(key[0], names or other_names, before, after))
    return tuple(changes)


def _amounts(said: object) -> dict[Key, tuple[_Named, Amount]]:
    return {key: (_names(group[0]), _amount(group)) for key, group in _by_item(said).items()}


def _by_item(said: object) -> dict[Key, list[Line]]:
    lines: dict[Key, list[Line]] = defaultdict(list)
    for stop in paper_changes.stops(said):
        for line in stop.lines:
            lines[paper_changes.key_of(stop, line)].append(line)
    return lines


def _names(line: Line) -> _Named:
    return tuple(dict(goods.names) for goods in line.goods)


def _amount(lines: list[Line]) -> Amount:
    return Amount(
        pieces=sum(goods.quantity for line in lines for goods in line.goods),
        packages=sum(line.totals.packages for line in lines),
        grams=sum(line.totals.grams for line in lines),
        is_exact=not any(line.totals.not_weighed for line in lines),
    )


def _changed(pairs: list[tuple[str, str, str]], stop: str = "") -> list[FactChange]:
    return [FactChange(what, before, after, stop) for what, before, after in pairs if before != after]


def _van_facts(then: Manifest, now: Manifest) -> tuple[FactChange, ...]:
    facts = _changed(
        [
            (N_("Plate"), then.plate, now.plate),
            (N_("Trailer"), then.trailer_plate, now.trailer_plate),
            (N_("Vehicle"), then.vehicle, now.vehicle),
            (N_("Driver"), then.driver, now.driver),
            (
                N_("Carrier"),
                then.carrier.name if then.carrier else "",
                now.carrier.name if now.carrier else "",
            ),
            (N_("Shipper"), _party(then.shipper), _party(now.shipper)),
            (N_("Border crossing"), then.crossing, now.crossing),
            (N_("Vehicle, part of the donation"), _given(then), _given(now)),
            (N_("By hand"), _by_hand(then), _by_hand(now)),
        ]
    )
    before, after = _stops(then), _stops(now)
    for label in sorted(before.keys() & after.keys()):
        facts += _changed(
            [
                (N_("Recipient"), _party(before[label].consignee), _party(after[label].consignee)),
                (N_("Place of delivery"), before[label].place, after[label].place),
            ],
            label,
        )
    return tuple(facts)


def _by_hand(said: Manifest) -> str:
    return "; ".join(one.remark or f"{one.names.get('en', '')}: {one.written}" for one in said.by_hand)


def _by_pen(then: object, now: object) -> tuple[GoodsChange, ...]:
    """What the pen says on the paper against what is loaded, where it is not so yet."""
    still: tuple[ByHand, ...] = getattr(now, "by_hand", ())
    loaded = pen_lines.packages_by_key(now)
    return tuple(
        GoodsChange(
            one.stop,
            (dict(one.names),),
            Amount(packages=one.written),
            Amount(packages=sum(count for key, count in loaded.items() if _is_of(key, one))),
        )
        for one in getattr(then, "by_hand", ())
        if one.line and one in still
    )


def _is_of(key: Key, one: ByHand) -> bool:
    """Whether goods are those of a corrected line; a key has names with the condition behind them."""
    name = one.names.get("en") or next(iter(one.names.values()), "")
    return key[0] == one.stop and any(item.startswith(name) for item in key[1])


def _given(said: Manifest) -> str:
    given = said.given
    if given is None:
        return ""
    return ", ".join(filter(None, (given.make, given.model, given.plate, given.vin, given.recipient.name)))


def _stops(said: Manifest) -> dict[str, Stop]:
    return {stop.label: stop for stop in said.stops}


def _party(party: Party) -> str:
    return ", ".join(filter(None, (party.name, party.other_name, party.registration, party.address)))


def _vans(then: ConvoyManifest, now: ConvoyManifest) -> tuple[GoodsChange, ...]:
    declared = {run.van: run.totals for run in then.runs}
    loaded = {run.van: run.totals for run in now.runs}
    amounts = {
        van: tuple(
            Amount(0, totals.packages, totals.grams, not totals.not_weighed) if totals else Amount()
            for totals in (declared.get(van), loaded.get(van))
        )
        for van in sorted({*declared, *loaded})
    }
    return tuple(
        GoodsChange(str(van), (), before, after)
        for van, (before, after) in amounts.items()
        if before != after or (van in declared) != (van in loaded)
    )


def _convoy_facts(then: ConvoyManifest, now: ConvoyManifest) -> tuple[FactChange, ...]:
    facts = _changed(
        [
            (N_("Shipper"), _party(then.shipper), _party(now.shipper)),
            (N_("Border crossing"), then.crossing, now.crossing),
            (
                N_("Recipients"),
                "; ".join(map(_party, then.recipients)),
                "; ".join(map(_party, now.recipients)),
            ),
        ]
    )
    before, after = ({run.van: run for run in said.runs} for said in (then, now))
    for van in sorted(before.keys() & after.keys()):
        facts += _changed(
            [
                (N_("Plate"), before[van].plate, after[van].plate),
                (N_("Driver"), before[van].driver_initials, after[van].driver_initials),
                (N_("Manifest"), before[van].manifest_number, after[van].manifest_number),
            ],
            str(van),
        )
    return tuple(facts)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the papers of a van say what it carries, and which version says so."""

    state: PaperState
    paper: Paper | None = None


def state_of(db: Session, actor: Actor, convoy: Convoy) -> dict[int, Standing]:
    """Return by run id the standing of each van's manifest; a fixed number of statements whatever the load.

    `convoy` comes from `queries.papers.printable_convoy`. A van that has unloaded needs no paper any more:
    what it has stays current.
    """
    papers = query.newest(query.of_convoys(db, actor, [convoy.id]))
    valid = {
        run.id: papers[run.id]
        for run in convoy.runs
        if run.id in papers and papers[run.id].cancelled_at is None
    }
    standing = {run.id: Standing(PaperState.MISSING) for run in convoy.runs}
    ahead = [run for run in van_loads.going(convoy) if run.id in valid and run.stage not in FINISHED]
    said = snapshots.of_runs(db, convoy, ahead) if ahead else {}
    written = query.by_hand(db, actor, convoy.id) if ahead else {}
    for run_id, one in said.items():
        about = (query.MANIFEST, run_id, None)
        said[run_id] = replace(one, by_hand=pen_lines.still_by_hand(written.get(about, ()), one))
    texts = query.snapshots(db, actor, [valid[run.id].id for run in ahead])
    for run_id, paper in valid.items():
        text = texts.get(paper.id)
        changed = text is not None and run_id in said and bool(against(text, said[run_id]))
        standing[run_id] = Standing(PaperState.OUT_OF_DATE if changed else PaperState.CURRENT, paper)
    return standing


def since(db: Session, actor: Actor, paper: Paper) -> Differences:
    """Return how things differ now from what a final paper declares; nothing once it was redacted.

    Raises NotFound for a convoy this person may not print.
    """
    if paper.snapshot is None:
        return Differences((), ())
    found = paper_targets.found_of(db, actor, paper)
    now = contents.content(Gathering(db, actor), KINDS[paper.kind], found)
    return differences(paper.snapshot, now)


def between(kind: str, then: str, now: str) -> Differences | None:
    """Return how two versions of a van's list differ; None where one was erased or no such list."""
    read = _LISTS.get(kind)
    return differences(then, read(now)) if read is not None and then and now else None


_LISTS: Mapping[str, Callable[[str], object]] = {
    coded_list.KIND.code: coded_list.from_json,
    query.MANIFEST: manifest.from_json,
}


def differences(snapshot: str, now: object) -> Differences:
    """Return how what a paper of any kind would say now differs from its snapshot."""
    if isinstance(now, (Manifest, ConvoyManifest)):
        return against(snapshot, now)
    if contents.says(snapshot, now):
        return Differences((), (), _by_pen(now, now))
    then = from_json(snapshot, type(now))
    facts = paper_changes.facts(then, but_for_pen(now, then))
    return Differences(_goods(then, now), facts, _by_pen(then, now))
