"""How the page of a van before it leaves is put together: its checks in groups, each in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext, ngettext

from convoy.domain import rules
from convoy.domain.check_codes import Code, Severity
from convoy.domain.checks import Check
from convoy.domain.declarations import alarm
from convoy.domain.paper_check_kinds import PAPERS
from convoy.domain.permissions import Actor
from convoy.domain.rules import Rule
from convoy.services.readiness import Gate
from convoy.web import paper_words, vans
from convoy.web.frame import words
from convoy.words import checks

if TYPE_CHECKING:
    from convoy.models import Override, Run

NAMED_AT_MOST = 8
"""Boxes, items and people named with a check; the others are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One check as the page says it."""

    check: Check
    said: str
    about: str
    papers: tuple[tuple[str, str], ...]
    """The papers it concerns, each with its address."""
    press: str
    address: str
    days_left: str
    """How long there is still time, once an alarm is reached."""
    is_doubtful: bool
    override: "Override | None"
    may_ask: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The checks of a van in groups."""

    stops: tuple[Line, ...]
    mend: tuple[Line, ...]
    agreed: tuple[Line, ...]
    in_order: tuple[Line, ...]
    lapsed: "tuple[Override, ...]"
    rules: tuple[tuple[str, Rule], ...]
    """What rests on each, in words, and the rule itself."""


def page(gate: Gate, actor: Actor, *, may: bool) -> Page:
    """Return what the page shows; `may` says whether this person may overrule, or answer, at all."""
    today = datetime.now(UTC).date()
    lines = [_line(gate, check, actor, today, may=may) for check in gate.van.checks]
    unmet = [line for line in lines if not line.check.is_met and not line.check.is_agreed]
    resting = {line.check.kind.rule: gettext(line.check.kind.met) for line in reversed(lines)}
    return Page(
        stops=tuple(line for line in unmet if line.check.severity is Severity.BLOCK),
        mend=tuple(line for line in unmet if line.check.severity is Severity.WARN),
        agreed=tuple(line for line in lines if line.check.is_agreed),
        in_order=tuple(line for line in lines if line.check.is_met),
        lapsed=gate.lapsed,
        rules=tuple((said, rules.RULES[name]) for name, said in reversed(resting.items()) if name),
    )


def _line(gate: Gate, check: Check, actor: Actor, today: date, *, may: bool) -> Line:
    override = gate.override_of(check)
    waits = override is not None and override.answer is None
    return Line(
        check=check,
        said=checks.said(words(), check),
        about="" if check.code in PAPERS else _about(check),
        papers=tuple(_papers(check, gate.van.run)) if check.code in PAPERS and not check.is_met else (),
        press=gettext(check.where.press),
        address=vans.mended(check),
        days_left=_days_left(check, today),
        is_doubtful=bool(check.kind.rule) and rules.RULES[check.kind.rule].is_doubtful,
        override=override,
        may_ask=may and check.blocks and check.kind.two_may_agree and not waits,
        may_answer=may and waits and override is not None and override.by_id != actor.user_id,
    )


def _about(check: Check) -> str:
    if check.is_met:
        return ""
    named = list(check.about[:NAMED_AT_MOST])
    more = len(check.about) - len(named)
    if more:
        named.append(ngettext("%(num)s more", "%(num)s more", more))
    return ", ".join(named)


def _papers(check: Check, run: "Run") -> Iterator[tuple[str, str]]:
    """Each paper a check concerns by its name, and where it is made, looked at or filed."""
    if check.code is Code.PAPER:
        desk = url_for("print_desk.convoy", code=run.convoy.code)
        for about in check.about:
            yield paper_words.named(*about.split(" ")), f"{desk}#{paper_words.anchor(run.number, about)}"
        return
    versions: Mapping[str, int] = check.facts["versions"]  # type: ignore[assignment]  # of papers
    endpoint = "signed_copies.index" if check.code is Code.UNSIGNED_PAPER else "papers.version"
    for number in check.about:
        said = f"{paper_words.named(number.partition('-')[0])} {number}"
        yield said, url_for(endpoint, code=number, version=versions[number])


def _days_left(check: Check, today: date) -> str:
    if check.until is None or check.is_met:
        return ""
    left = (check.until - today).days
    if left < 0:
        return gettext("over since %(day)s", day=words().day(check.until))
    return ngettext("%(num)s day left", "%(num)s days left", left) if alarm(left) is not None else ""
