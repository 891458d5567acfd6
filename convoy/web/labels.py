"""A word, an icon and a tone for every member of every vocabulary a person meets."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from flask_babel import gettext

from convoy.documents.kind import Use
from convoy.domain.controls import Decision, Flag
from convoy.domain.customs import PapersState
from convoy.domain.declarations import Clock, DeclarationStep
from convoy.domain.kinds import (
    Condition,
    CrewRole,
    CustomsSide,
    DocumentKind,
    DonationOrigin,
    EventKind,
    IntakeRule,
    LoadEnd,
    OrganisationKind,
    PlaceKind,
    PlaceStatus,
    PoolFate,
    StopKind,
)
from convoy.domain.letters import FileKind, LetterKind
from convoy.domain.lifecycle import BoxStage, ConvoyStage, LineStage, PalletStage, RunStage
from convoy.domain.messages import N_
from convoy.domain.page_sizes import PageSize
from convoy.domain.pen import PenField
from convoy.domain.permissions import Role
from convoy.domain.stocktaking import Reason, Sighting
from convoy.web.choices import SelectChoice


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state looks: its word (a message), its icon, and one of the five tones of the stylesheet."""

    text: str
    icon: str = ""
    tone: str = "neutral"


MARKS: dict[Enum, Mark] = {
    BoxStage.OPEN: Mark(N_("open"), "open", "action"),
    BoxStage.CLOSED: Mark(N_("closed"), "close", "neutral"),
    BoxStage.IN_TRANSIT: Mark(N_("on the road"), "van", "action"),
    BoxStage.ARRIVED: Mark(N_("arrived, not counted"), "stop", "needs"),
    BoxStage.DELIVERED: Mark(N_("delivered"), "check", "confirmed"),
    BoxStage.MISSING: Mark(N_("missing"), "missing", "stopped"),
    BoxStage.DAMAGED: Mark(N_("damaged"), "damaged", "stopped"),
    BoxStage.EMPTIED: Mark(N_("emptied"), "open", "neutral"),
    PalletStage.BUILDING: Mark(N_("being built"), "pallet", "action"),
    PalletStage.WRAPPED: Mark(N_("wrapped"), "pallet", "neutral"),
    PalletStage.BROKEN_DOWN: Mark(N_("broken down"), "split", "neutral"),
    RunStage.PLANNED: Mark(N_("planned"), "clock", "neutral"),
    RunStage.LOADING: Mark(N_("loading"), "box", "action"),
    RunStage.LOADED: Mark(N_("loaded"), "box", "action"),
    RunStage.READY: Mark(N_("ready"), "check", "confirmed"),
    RunStage.DEPARTED: Mark(N_("left"), "van", "action"),
    RunStage.AT_BORDER: Mark(N_("at the border"), "border", "needs"),
    RunStage.CROSSED: Mark(N_("crossed"), "van", "action"),
    RunStage.ARRIVED: Mark(N_("arrived"), "stop", "needs"),
    RunStage.UNLOADED: Mark(N_("unloaded"), "check", "confirmed"),
    RunStage.HANDED_OVER: Mark(N_("handed over"), "check", "confirmed"),
    RunStage.RETURNED: Mark(N_("returned"), "check", "confirmed"),
    RunStage.DROPPED: Mark(N_("dropped out"), "missing", "stopped"),
    ConvoyStage.PLANNING: Mark(N_("planning"), "clock", "neutral"),
    ConvoyStage.LOADING: Mark(N_("loading"), "box", "action"),
    ConvoyStage.ON_THE_ROAD: Mark(N_("on the road"), "van", "action"),
    ConvoyStage.DELIVERED: Mark(N_("delivered"), "check", "confirmed"),
    ConvoyStage.CLOSED: Mark(N_("closed"), "close", "neutral"),
    ConvoyStage.CANCELLED: Mark(N_("cancelled"), "missing", "stopped"),
    LineStage.ACCEPTED: Mark(N_("accepted"), "check", "confirmed"),
    LineStage.SET_ASIDE: Mark(N_("set aside"), "warning", "needs"),
    LineStage.REFUSED: Mark(N_("refused"), "missing", "stopped"),
    LineStage.WITHDRAWN: Mark(N_("withdrawn"), "undo", "neutral"),
    OrganisationKind.TRADE_UNION: Mark(N_("trade union")),
    OrganisationKind.UNION_BRANCH: Mark(N_("union branch")),
    OrganisationKind.STUDENT_GROUP: Mark(N_("student group")),
    OrganisationKind.POPULAR_ORGANISATION: Mark(N_("popular organisation")),
    OrganisationKind.SOLIDARITY_COMMITTEE: Mark(N_("solidarity committee")),
    OrganisationKind.COMPANY: Mark(N_("company")),
    OrganisationKind.CHARITY: Mark(N_("charity")),
    OrganisationKind.HOSPITAL: Mark(N_("hospital")),
    OrganisationKind.SCHOOL: Mark(N_("school")),
    OrganisationKind.MUNICIPALITY: Mark(N_("municipality")),
    OrganisationKind.CARRIER: Mark(N_("carrier")),
    OrganisationKind.WORKPLACE: Mark(N_("workplace")),
    OrganisationKind.COMMUNITY_GROUP: Mark(N_("community group")),
    OrganisationKind.INDIVIDUAL: Mark(N_("individual")),
    PlaceKind.COLLECTION_POINT: Mark(N_("collection point"), "place"),
    PlaceKind.WAREHOUSE: Mark(N_("warehouse"), "warehouse"),
    PlaceKind.HAND_OVER: Mark(N_("hand-over point"), "place"),
    PlaceKind.DESTINATION: Mark(N_("destination"), "stop"),
    PlaceStatus.OPEN: Mark(N_("takes goods"), "check", "confirmed"),
    PlaceStatus.FULL: Mark(N_("full"), "warning", "needs"),
    PlaceStatus.PAUSED: Mark(N_("paused"), "clock", "needs"),
    PlaceStatus.CLOSED: Mark(N_("not in use"), "close", "neutral"),
    DonationOrigin.GIVEN: Mark(N_("given")),
    DonationOrigin.BOUGHT: Mark(N_("bought by us")),
    DonationOrigin.OPENING: Mark(N_("in stock before Convoy")),
    Condition.NEW: Mark(N_("new")),
    Condition.AS_NEW: Mark(N_("as new")),
    Condition.USED_GOOD: Mark(N_("used, good")),
    IntakeRule.ACCEPT: Mark(N_("take it")),
    IntakeRule.ACCEPT_WITH_DOCS: Mark(N_("take it with its papers")),
    IntakeRule.COORDINATOR_ONLY: Mark(N_("a coordinator decides"), "warning", "needs"),
    IntakeRule.REJECT: Mark(N_("do not take it"), "missing", "stopped"),
    PoolFate.THROWN_AWAY: Mark(N_("thrown away"), "missing"),
    PoolFate.REFUSED: Mark(N_("refused"), "missing"),
    PoolFate.RETURNED: Mark(N_("given back to the donor"), "undo"),
    PoolFate.GIVEN_ON: Mark(N_("given to somebody else"), "gift"),
    StopKind.LOADING: Mark(N_("loading"), "box"),
    StopKind.WAREHOUSE: Mark(N_("warehouse"), "warehouse"),
    StopKind.DELIVERY: Mark(N_("delivery"), "stop"),
    Reason.MISCOUNTED: Mark(N_("miscounted before")),
    Reason.BROKEN: Mark(N_("broken")),
    Reason.TAKEN: Mark(N_("taken without a note")),
    Reason.EXPIRED: Mark(N_("past its date")),
    Reason.FOUND: Mark(N_("found")),
    Reason.OTHER: Mark(N_("another reason")),
    Sighting.HERE: Mark(N_("seen"), "check", "confirmed"),
    Sighting.MOVED: Mark(N_("moved here"), "place", "action"),
    Sighting.FOUND_AGAIN: Mark(N_("found again"), "check", "confirmed"),
    Sighting.UNCHANGED: Mark(N_("seen, left as it is"), "warning", "needs"),
    Sighting.MISSING: Mark(N_("missing"), "missing", "stopped"),
    Sighting.NOT_SEEN: Mark(N_("not seen"), "clock", "needs"),
    CrewRole.LEAD_DRIVER: Mark(N_("lead driver")),
    CrewRole.DRIVER: Mark(N_("driver")),
    CrewRole.MEDIC: Mark(N_("medic")),
    CrewRole.INTERPRETER: Mark(N_("interpreter")),
    CrewRole.COMPANION: Mark(N_("companion")),
    PapersState.NEEDED: Mark(N_("paper needed"), "warning", "needs"),
    PapersState.READY: Mark(N_("paper ready"), "check", "confirmed"),
    PapersState.EXPIRED: Mark(N_("paper not valid any more"), "warning", "stopped"),
    PapersState.SHOWN: Mark(N_("paper shown"), "border", "action"),
    PapersState.REFUSED: Mark(N_("paper refused"), "missing", "stopped"),
    PapersState.CLEARED: Mark(N_("cleared"), "check", "confirmed"),
    LoadEnd.FREED: Mark(N_("taken off"), "undo", "neutral"),
    LoadEnd.LEFT_BEHIND: Mark(N_("left behind"), "left-behind", "needs"),
    LoadEnd.MOVED: Mark(N_("moved to another van or stop"), "van", "neutral"),
    LoadEnd.SETTLED: Mark(N_("counted"), "check", "confirmed"),
    LoadEnd.RETURNED: Mark(N_("came back"), "undo", "needs"),
    LoadEnd.TRANSSHIPPED: Mark(N_("went on with another van"), "van", "action"),
    DocumentKind.PASSPORT: Mark(N_("passport")),
    DocumentKind.IDENTITY_CARD: Mark(N_("identity card")),
    DocumentKind.OTHER: Mark(N_("other document")),
    CustomsSide.EXPORT: Mark(N_("leaving a country"), "border"),
    CustomsSide.ENTRY: Mark(N_("entering a country"), "border"),
    Role.DESK: Mark(N_("desk volunteer")),
    Role.IN_CHARGE: Mark(N_("in charge")),
    Role.COORDINATOR: Mark(N_("coordinator")),
    Role.PRINTER: Mark(N_("printer")),
    Role.MEDIC: Mark(N_("medical checker")),
    Role.AUDITOR: Mark(N_("auditor")),
    Role.ADMIN: Mark(N_("admin")),
    EventKind.LOADING: Mark(N_("loading began"), "box", "action"),
    EventKind.LOADED: Mark(N_("loaded"), "box", "action"),
    EventKind.READY: Mark(N_("ready"), "check", "confirmed"),
    EventKind.DEPARTED: Mark(N_("left"), "van", "action"),
    EventKind.AT_BORDER: Mark(N_("at the border"), "border", "needs"),
    EventKind.CROSSED: Mark(N_("crossed"), "border", "confirmed"),
    EventKind.ARRIVED: Mark(N_("arrived"), "stop", "action"),
    EventKind.UNLOADED: Mark(N_("unloaded"), "check", "confirmed"),
    EventKind.HANDED_OVER: Mark(N_("vehicle handed over"), "check", "confirmed"),
    EventKind.TRANSSHIPPED: Mark(N_("boxes changed the van"), "van", "needs"),
    EventKind.GOODS_RETURNED: Mark(N_("boxes came back"), "undo", "needs"),
    EventKind.RETURNED: Mark(N_("returned"), "check", "confirmed"),
    EventKind.DROPPED: Mark(N_("dropped out"), "missing", "stopped"),
    EventKind.REINSTATED: Mark(N_("back in"), "undo", "action"),
    EventKind.CANCELLED: Mark(N_("cancelled"), "missing", "stopped"),
    EventKind.CLOSED: Mark(N_("closed"), "close", "neutral"),
    EventKind.BREAKDOWN: Mark(N_("breakdown"), "warning", "stopped"),
    EventKind.ACCIDENT: Mark(N_("accident"), "warning", "stopped"),
    EventKind.DELAY: Mark(N_("delay"), "clock", "needs"),
    EventKind.BORDER_HELD: Mark(N_("held at the border"), "border", "stopped"),
    EventKind.PAPERWORK_REFUSED: Mark(N_("papers refused"), "print", "stopped"),
    EventKind.ENTRY_REFUSED: Mark(N_("entry refused"), "border", "stopped"),
    EventKind.SEIZURE: Mark(N_("goods seized"), "warning", "stopped"),
    EventKind.DAMAGE: Mark(N_("damage"), "damaged", "stopped"),
    EventKind.LOSS: Mark(N_("loss"), "missing", "stopped"),
    EventKind.DIVERSION: Mark(N_("diverted"), "stop", "needs"),
    EventKind.SECURITY_STOP: Mark(N_("security stop"), "warning", "stopped"),
    EventKind.SEAL_BROKEN: Mark(N_("customs seal broken"), "open", "stopped"),
    EventKind.WEIGHT_OVER: Mark(N_("over weight"), "weigh", "stopped"),
    EventKind.TEMPERATURE: Mark(N_("temperature out of range"), "warning", "stopped"),
    EventKind.RESOLVED: Mark(N_("solved"), "check", "confirmed"),
    EventKind.NOTE: Mark(N_("note"), "note", "neutral"),
    Flag.MEDICINE: Mark(N_("medicine"), "warning", "needs"),
    Flag.DUAL_USE: Mark(N_("dual use: may need a licence"), "warning", "stopped"),
    Flag.ANIMAL_ORIGIN: Mark(N_("animal origin"), "warning", "needs"),
    Flag.WOOD: Mark(N_("wood without a confirmed stamp"), "pallet", "needs"),
    Decision.RELEASE: Mark(N_("released"), "check", "confirmed"),
    Decision.REFUSE: Mark(N_("refused"), "missing", "stopped"),
    DeclarationStep.SENT: Mark(N_("list sent"), "upload", "action"),
    DeclarationStep.ENTERED: Mark(N_("entered by the recipient"), "edit", "action"),
    DeclarationStep.CODE_RECEIVED: Mark(N_("code received"), "key", "confirmed"),
    DeclarationStep.DECLARED: Mark(N_("declaration made"), "paper", "confirmed"),
    DeclarationStep.CLEARED: Mark(N_("cleared by customs"), "border", "confirmed"),
    DeclarationStep.REPORTED: Mark(N_("report filed"), "check", "confirmed"),
    Clock.CODE: Mark(N_("the code is valid")),
    Clock.DECLARATION: Mark(N_("the declaration may be used")),
    Clock.CHANGE: Mark(N_("the list may be changed")),
    Clock.REPORT: Mark(N_("the recipient's report is due")),
    LetterKind.NEED: Mark(N_("need letter of the recipient")),
    LetterKind.GIFT: Mark(N_("our gift letter")),
    LetterKind.EXPORT: Mark(N_("export paper")),
    LetterKind.DECLARATION: Mark(N_("recipient's declaration")),
    LetterKind.LICENCE: Mark(N_("licence or certificate")),
    LetterKind.OTHER: Mark(N_("another paper")),
    PenField.PLATE: Mark(N_("Plate")),
    PenField.TRAILER: Mark(N_("Trailer")),
    PenField.DRIVER: Mark(N_("Driver")),
    PenField.SEAL: Mark(N_("Seal")),
    PenField.PACKAGES: Mark(N_("Packages of a line")),
    PenField.REMARK: Mark(N_("Remark")),
    Use.VAN: Mark(N_("Carried in the van"), "van"),
    Use.RECIPIENT: Mark(N_("Goes to the recipient"), "place"),
    Use.HOME: Mark(N_("Stays at home"), "home"),
    Use.BLANK: Mark(N_("Labels and blanks"), "paper"),
    PageSize.A4: Mark("A4"),
    PageSize.LETTER: Mark("US Letter"),
    FileKind.PDF: Mark("PDF"),
    FileKind.JPEG: Mark("JPEG"),
    FileKind.PNG: Mark("PNG"),
    FileKind.WEBP: Mark("WebP"),
}


def mark(member: Enum) -> Mark:
    """Return the mark of a member with its word in the page's language."""
    found = MARKS[member]
    return Mark(gettext(found.text), found.icon, found.tone)


def label(member: Enum | None) -> str:
    """Return a member's word in the page's language; None is said as unknown."""
    return gettext(MARKS[member].text) if member is not None else gettext("unknown")


def choices(members: Iterable[Enum]) -> list[SelectChoice]:
    """Return value and word of every member, for a form's select."""
    return [SelectChoice(value=str(member.value), label=label(member)) for member in members]
