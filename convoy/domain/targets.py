"""What a paper is about, as people and commands write it: CV-7K3F-2M-Q/2/B, BX-…, PT-…, DN-…, a place."""

import re
from dataclasses import dataclass
from enum import StrEnum

from convoy.domain import references
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_


class Target(StrEnum):
    """What a paper is about."""

    CONVOY = "convoy"
    RUN = "run"
    STOP = "stop"
    BOX = "box"
    PALLET = "pallet"
    DONATION = "donation"
    PLACE = "place"


_OF_PREFIX = {"BX": Target.BOX, "PT": Target.PALLET, "PL": Target.PALLET, "DN": Target.DONATION}
_VAN = re.compile(r"[1-9][0-9]{0,4}")
_STOP = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Aim:
    """A target as it was named: its kind, the code, and of a convoy perhaps the van and the stop's letter."""

    kind: Target
    code: str
    van: int | None = None
    stop: str = ""

    def __str__(self) -> str:
        """The target as `read` takes it."""
        van = f"/{self.van}" if self.van is not None else ""
        return f"{self.code}{van}{'/' if self.stop else ''}{self.stop}"


def read(text: str) -> Aim:
    """Return the target that `text` names; whether there is such a thing is not said.

    CV-… is a convoy, CV-…/2 its van 2, CV-…/2/B where that van hands over at its stop B; codes of boxes,
    pallets and gifts stand for themselves, anything else is a place's code. Raises Invalid.
    """
    code, *parts = (part.strip() for part in text.strip().split("/"))
    prefix = code[:2].upper()
    if prefix == "CV" and len(code) > 2:  # noqa: PLR2004
        return _of_convoy(references.in_one_form(code, "CV"), parts, text)
    if parts or not code:
        raise _unread(text)
    if prefix in _OF_PREFIX and code[2:3] == "-":
        kind = _OF_PREFIX[prefix]
        return Aim(kind, references.in_one_form(code, "PT" if kind is Target.PALLET else prefix))
    return Aim(Target.PLACE, references.in_capitals(code))


def _of_convoy(code: str, parts: list[str], text: str) -> Aim:
    if not parts:
        return Aim(Target.CONVOY, code)
    van, *stops = parts
    if not _VAN.fullmatch(van) or len(stops) > 1:
        raise _unread(text)
    if not stops:
        return Aim(Target.RUN, code, int(van))
    stop = references.in_capitals(stops[0])
    if not _STOP.fullmatch(stop):
        raise _unread(text)
    return Aim(Target.STOP, code, int(van), stop)


def _unread(text: str) -> Invalid:
    return Invalid(
        N_(
            "“%(typed)s” is nothing a paper is about; write a convoy's code, CODE/2 for its van 2, CODE/2/B "
            "for that van's stop B, the code of a box, pallet or gift, or a place's code."
        ),
        field="target",
        typed=text.strip()[:60],
    )
