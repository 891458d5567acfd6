"""What two versions of any paper say differently, found by walking what they are made of."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from convoy.documents.cargo import Line, Stop
from convoy.domain.messages import N_

_NAMES = {
    "plate": N_("Plate"),
    "trailer_plate": N_("Trailer"),
    "vehicle": N_("Vehicle"),
    "driver": N_("Driver"),
    "driver_phone": N_("Driver's phone"),
    "carrier": N_("Carrier"),
    "shipper": N_("Shipper"),
    "consignee": N_("Recipient"),
    "place": N_("Place of delivery"),
    "crossing": N_("Border crossing"),
    "departure": N_("Departure"),
    "arrival": N_("Planned arrival"),
    "crew": N_("Crew"),
    "given": N_("Vehicle, part of the donation"),
    "seals": N_("Seals"),
    "aid_code": N_("Aid code (AHARS)"),
    "by_hand": N_("By hand"),
}
OTHER = N_("Other details")


@dataclass(frozen=True, slots=True)
class FactChange:
    """Something else the paper says that is not so any more; `what` is a message, `stop` a letter or ""."""

    what: str
    declared: str
    now: str
    stop: str = ""


Key = tuple[str, tuple[str, ...]]
"""What tells goods of a load from others: the stop's letter, and the items with their condition."""


def key_of(stop: Stop, line: Line) -> Key:
    """Return what tells the goods of a line from others, whatever its number and amounts."""
    return stop.label, tuple(sorted(_name(dict(goods.names)) + goods.condition for goods in line.goods))


def _name(names: dict[str, str]) -> str:
    return names.get("en") or next(iter(names.values()), "")


def stops(said: object) -> tuple[Stop, ...]:
    """Return the stops whose goods a paper lists; nothing where it lists none."""
    return tuple(_stops(said))


def _stops(said: object) -> Iterator[Stop]:
    if isinstance(said, Stop):
        yield said
    elif isinstance(said, tuple):
        for one in said:
            yield from _stops(one)
    elif is_dataclass(said) and not isinstance(said, Line):
        for field in fields(said):
            yield from _stops(getattr(said, field.name))


def facts(then: object, now: object) -> tuple[FactChange, ...]:
    """Return what else differs, goods apart, each by its name and once."""
    found = _facts(then, now, OTHER, "")
    return tuple(dict.fromkeys(found))


def _facts(then: object, now: object, name: str, stop: str) -> Iterator[FactChange]:
    if then == now:
        return
    if isinstance(then, Line) or isinstance(now, Line):
        return
    if is_dataclass(then) and type(then) is type(now):
        label = then.label if isinstance(then, Stop) else stop
        for field in fields(then):
            if field.name not in {"lines", "totals"}:
                called = _NAMES.get(field.name, name)
                yield from _facts(getattr(then, field.name), getattr(now, field.name), called, label)
    elif isinstance(then, tuple) and isinstance(now, tuple) and len(then) == len(now):
        for before, after in zip(then, now, strict=True):
            yield from _facts(before, after, name, stop)
    else:
        yield FactChange(name, _said(then), _said(now), stop)


def _said(value: object) -> str:
    """A plain value as text; of a whole part only that it is there is known."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.isoformat() if isinstance(value, date) else ""
