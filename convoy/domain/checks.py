"""One check of one van as it came out: met or not, from which facts, and where it is mended."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from convoy.domain.check_codes import CheckKind, Code, Severity
from convoy.domain.check_kinds import KINDS

_OF_CONVOY = frozenset({"dispatch.show", "print_desk.convoy"})
_OF_RECORD = frozenset(
    {"vehicles.edit", "places.edit", "organisations.edit", "catalogue.edit", "catalogue.names"}
)
_OF_NOTHING = frozenset({"controls.index", "weighing.rounds"})


@dataclass(frozen=True, slots=True)
class Where:
    """The page where something is mended: what to press (a message), the page's name, its arguments."""

    press: str
    endpoint: str
    args: Mapping[str, str | int]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one van: met or not, how much (in the unit of its kind), whom or what it concerns.

    `facts` are what it was concluded from: an agreement of two persons holds for exactly these.
    """

    code: Code
    where: Where
    is_met: bool = True
    amount: int = 0
    about: tuple[str, ...] = ()
    until: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    is_agreed: bool = False
    """Whether two persons agreed that the van goes all the same."""

    @property
    def kind(self) -> CheckKind:
        """How it is said, and what it rests on."""
        return KINDS[self.code]

    @property
    def severity(self) -> Severity:
        """Whether it blocks while it is unmet."""
        return self.kind.severity

    @property
    def blocks(self) -> bool:
        """Whether it holds back what lies ahead now."""
        return self.severity is Severity.BLOCK and not self.is_met and not self.is_agreed

    @property
    def sha256(self) -> str:
        """The hash of what it was concluded from: another load, other people or dates give another one."""
        said = {"code": self.code, "amount": self.amount, "about": self.about, "facts": self.facts}
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def agreed(self) -> "Check":
        """Return it as one to which two persons agreed."""
        return replace(self, is_agreed=True)


@dataclass(frozen=True, slots=True)
class CheckedVan:
    """The van whose checks are made: its convoy's code and its number."""

    convoy: str
    number: int

    def check(
        self,
        code: Code,
        amount: int,
        *,
        about: Iterable[str] = (),
        until: date | None = None,
        target: str = "",
        is_met: bool | None = None,
        **facts: object,
    ) -> Check:
        """Return a check that is met where nothing else is said and the amount is 0.

        `target` is the code of the record to mend.
        """
        return Check(
            code,
            self._where(code, target),
            is_met=not amount if is_met is None else is_met,
            amount=int(amount),
            about=tuple(about),
            until=until,
            facts=facts,
        )

    def _where(self, code: Code, target: str) -> Where:
        press, endpoint, anchor = KINDS[code].mending
        if endpoint in _OF_RECORD and not target:
            endpoint = "runs.edit"
        args: Mapping[str, str | int] = {"code": self.convoy, "number": self.number}
        if endpoint in _OF_NOTHING:
            args = {}
        elif endpoint in _OF_CONVOY:
            args = {"code": self.convoy}
        elif endpoint in _OF_RECORD:
            args = {"code": target}
        elif endpoint == "signed_copies.index":
            number, _, version = target.partition(" ")
            args = {"code": number, "version": int(version)} if version else args
        elif endpoint == "loading.index":
            args = {"code": self.convoy, "van": self.number}
        return Where(press, endpoint, args, anchor)
