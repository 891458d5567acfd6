"""What the papers of goods that stop and ask say: medicines, dangerous goods, dual use."""

from convoy.documents.cargo import Goods
from convoy.documents.papers.dangerous_goods import DangerousGoodsNote
from convoy.documents.papers.dual_use import DualUseGoods, DualUseStatement
from convoy.documents.papers.medicines_list import MedicinesList
from convoy.domain import readiness
from convoy.domain.controls import Flag
from convoy.services import van_loads
from convoy.services.gathering import Gathering, van_of
from convoy.services.paper_targets import Found


def medicines(gathering: Gathering, found: Found) -> object:
    """Return the medicines of the van and who released them last."""
    said = gathering.released(found, Flag.MEDICINE).values()
    last = max(said, key=lambda one: one.at, default=None)
    return MedicinesList(
        load=gathering.load(found),
        checked_by=last.by if last else "",
        checked_on=last.at.date() if last else None,
    )


def dangerous_goods(gathering: Gathering, found: Found) -> object:
    """Return the dangerous goods of the van and who has a certificate; its number is written in by hand."""
    convoy, run = van_of(found)
    starts_on = run.departs_at.date() if run.departs_at else convoy.starts_on
    ends_on = readiness.trip_end(starts_on, convoy.ends_on)
    certified = [
        member.name
        for member in van_loads.drivers(run.crew)
        if member.adr_until is not None and (ends_on is None or member.adr_until >= ends_on)
    ]
    return DangerousGoodsNote(load=gathering.load(found), certificate=", ".join(certified))


def dual_use(gathering: Gathering, found: Found) -> object:
    """Return what was looked at twice, item by item, and what was decided."""
    load, said = gathering.load(found), gathering.released(found, Flag.DUAL_USE)
    items: dict[str, list[Goods]] = {}
    for line in load.lines:
        for goods in line.goods:
            if goods.dual_use:
                items.setdefault(goods.code, []).append(goods)
    rows = []
    for code, same in sorted(items.items()):
        decided = said.get(code)
        rows.append(
            DualUseGoods(
                names=same[0].names,
                quantity=sum(goods.quantity for goods in same),
                unit=same[0].unit,
                unreviewed=same[0].unreviewed,
                licence=decided.document if decided else "",
                end_user=load.stops[0].consignee.name if len(load.stops) == 1 else "",
                decided_by=decided.by if decided else "",
                decided_on=decided.at.date() if decided else None,
            )
        )
    return DualUseStatement(load=load, goods=tuple(rows))
