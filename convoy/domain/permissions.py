"""Who may do what: permissions as `noun:act`, one table of roles, and the person acting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from convoy.domain.errors import NotAllowed
from convoy.domain.messages import N_


class Permission(StrEnum):
    """One act on one noun."""

    DONATION_READ = "donation:read"
    DONATION_RECORD = "donation:record"
    DONATION_CORRECT = "donation:correct"
    LINE_DECIDE = "line:decide"
    BOX_READ = "box:read"
    BOX_PACK = "box:pack"
    BOX_REOPEN = "box:reopen"
    BOX_IMPORT = "box:import"
    LABEL_PRINT = "label:print"
    STOCK_READ = "stock:read"
    STOCK_COUNT = "stock:count"
    LIST_EXPORT = "list:export"
    CATALOGUE_READ = "catalogue:read"
    CATALOGUE_EDIT = "catalogue:edit"
    ITEM_ADD = "item:add"
    KIT_EDIT = "kit:edit"
    DONOR_RECORD = "donor:record"
    DONOR_MERGE = "donor:merge"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_EDIT = "organisation:edit"
    PLACE_READ = "place:read"
    PLACE_EDIT = "place:edit"
    PLACE_REPORT = "place:report"
    VEHICLE_READ = "vehicle:read"
    VEHICLE_EDIT = "vehicle:edit"
    CONVOY_READ = "convoy:read"
    CONVOY_PLAN = "convoy:plan"
    CONVOY_DISPATCH = "convoy:dispatch"
    PAPER_READ = "paper:read"
    PAPER_ISSUE = "paper:issue"
    PAPER_SET_UP = "paper:set_up"
    MEDICINE_RELEASE = "medicine:release"
    CONTROL_SIGN = "control:sign"
    CONTROL_SECOND = "control:second"
    WOOD_CONFIRM = "wood:confirm"
    EARMARK_BIND = "earmark:bind"
    PERSON_READ = "person:read"
    PERSON_INVITE = "person:invite"
    PERSON_ADMIN = "person:admin"
    AUDIT_READ = "audit:read"
    SETTINGS_EDIT = "settings:edit"


class Role(StrEnum):
    """The parts people play; a grant gives a role everywhere, at one place, or for one convoy."""

    DESK = "desk_volunteer"
    IN_CHARGE = "in_charge"
    COORDINATOR = "coordinator"
    PRINTER = "printer"
    MEDIC = "medical_checker"
    AUDITOR = "auditor"
    ADMIN = "admin"


_P = Permission
_DESK = frozenset(
    {
        _P.DONATION_READ,
        _P.DONATION_RECORD,
        _P.BOX_READ,
        _P.BOX_PACK,
        _P.LABEL_PRINT,
        _P.CATALOGUE_READ,
        _P.ITEM_ADD,
        _P.DONOR_RECORD,
    }
)
_IN_CHARGE = _DESK | {
    _P.DONATION_CORRECT,
    _P.DONOR_MERGE,
    _P.KIT_EDIT,
    _P.LINE_DECIDE,
    _P.BOX_REOPEN,
    _P.BOX_IMPORT,
    _P.STOCK_READ,
    _P.STOCK_COUNT,
    _P.LIST_EXPORT,
    _P.PLACE_REPORT,
    _P.PERSON_READ,
    _P.PERSON_INVITE,
    _P.CONTROL_SECOND,
    _P.WOOD_CONFIRM,
}
_COORDINATOR = (_IN_CHARGE - {_P.PERSON_READ, _P.PERSON_INVITE}) | {
    _P.CATALOGUE_EDIT,
    _P.ORGANISATION_READ,
    _P.ORGANISATION_EDIT,
    _P.PLACE_READ,
    _P.PLACE_EDIT,
    _P.VEHICLE_READ,
    _P.VEHICLE_EDIT,
    _P.CONVOY_READ,
    _P.CONVOY_PLAN,
    _P.CONVOY_DISPATCH,
    _P.PAPER_READ,
    _P.PAPER_ISSUE,
    _P.PAPER_SET_UP,
    _P.CONTROL_SIGN,
    _P.EARMARK_BIND,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.DESK: _DESK,
    Role.IN_CHARGE: _IN_CHARGE,
    Role.COORDINATOR: _COORDINATOR,
    # Plates and routes reach a printer only inside the papers of a convoy granted to that person.
    Role.PRINTER: frozenset({_P.PAPER_READ, _P.PAPER_ISSUE}),
    Role.MEDIC: frozenset(
        {_P.DONATION_READ, _P.BOX_READ, _P.CATALOGUE_READ, _P.LINE_DECIDE, _P.MEDICINE_RELEASE}
    ),
    # An auditor sees who did what and every quantity, but no route, crew or consignee.
    Role.AUDITOR: frozenset(
        {_P.DONATION_READ, _P.BOX_READ, _P.STOCK_READ, _P.LIST_EXPORT, _P.CATALOGUE_READ, _P.AUDIT_READ}
    ),
    Role.ADMIN: frozenset(
        {
            _P.CATALOGUE_READ,
            _P.CATALOGUE_EDIT,
            _P.DONOR_MERGE,
            _P.ORGANISATION_READ,
            _P.ORGANISATION_EDIT,
            _P.PLACE_READ,
            _P.PLACE_EDIT,
            _P.PERSON_READ,
            _P.PERSON_INVITE,
            _P.PERSON_ADMIN,
            _P.AUDIT_READ,
            _P.PAPER_SET_UP,
            _P.SETTINGS_EDIT,
        }
    ),
}

# Which roles the holder of a role may hand out; a coordinator is made by an admin only.
MAY_INVITE: dict[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(Role),
    Role.IN_CHARGE: frozenset({Role.DESK}),
}

CARD_ROLES = (Role.DESK, Role.PRINTER)
"""What a weekend card can be for. Not in charge: who lets others in has an account of their own."""

PIN_ROLES = frozenset({Role.DESK, Role.IN_CHARGE, Role.MEDIC})
"""Who may come back to a shared device by PIN. All others see routes or crews, or mend the installation:
they sign in in full each time."""

# (idle, absolute): shared phones at a desk forget soon, offices a little later.
SIGN_IN_LIMITS: dict[Role, tuple[timedelta, timedelta]] = {
    Role.DESK: (timedelta(hours=4), timedelta(hours=14)),
    Role.IN_CHARGE: (timedelta(hours=2), timedelta(hours=14)),
    Role.COORDINATOR: (timedelta(minutes=60), timedelta(hours=12)),
    Role.PRINTER: (timedelta(minutes=60), timedelta(hours=8)),
    Role.MEDIC: (timedelta(hours=2), timedelta(hours=12)),
    Role.AUDITOR: (timedelta(minutes=60), timedelta(hours=8)),
    Role.ADMIN: (timedelta(minutes=30), timedelta(hours=8)),
}


@dataclass(frozen=True, slots=True)
class Granted:
    """One grant: a role everywhere (no scope), at one place, or for one convoy."""

    role: Role
    place_id: int | None = None
    convoy_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a permission holds."""

    everywhere: bool
    places: frozenset[int]
    convoys: frozenset[int]

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.places) or bool(self.convoys)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the console) in whose name something is read or done."""

    user_id: int | None
    name: str
    grants: tuple[Granted, ...] = ()
    language: str = "en"
    is_console: bool = False
    opened: frozenset[int] | None = None
    """Convoys for which it was shown again who is there; None where that is not asked."""

    def scope(self, permission: Permission) -> Scope:
        """Return where this person holds `permission`."""
        if self.is_console:
            return Scope(everywhere=True, places=frozenset(), convoys=frozenset())
        held = [grant for grant in self.grants if permission in GRANTS[grant.role]]
        return Scope(
            any(grant.place_id is None and grant.convoy_id is None for grant in held),
            frozenset(grant.place_id for grant in held if grant.place_id is not None),
            frozenset(grant.convoy_id for grant in held if grant.convoy_id is not None),
        )

    def may(
        self, permission: Permission, *, place_id: int | None = None, convoy_id: int | None = None
    ) -> bool:
        """Whether the permission holds: at the place or for the convoy named, else anywhere at all."""
        scope = self.scope(permission)
        if place_id is None and convoy_id is None:
            return bool(scope)
        return scope.everywhere or place_id in scope.places or convoy_id in scope.convoys

    def must(
        self, permission: Permission, *, place_id: int | None = None, convoy_id: int | None = None
    ) -> None:
        """Raise NotAllowed unless `may`."""
        if not self.may(permission, place_id=place_id, convoy_id=convoy_id):
            raise self.refused()

    def refused(self) -> NotAllowed:
        """Return the refusal of what this person may not do."""
        return NotAllowed(
            N_("You are signed in as %(name)s, who may not do this here. Nothing was changed."),
            name=self.name,
        )

    @property
    def roles(self) -> frozenset[Role]:
        """Every role this person holds anywhere."""
        return frozenset(grant.role for grant in self.grants)


CONSOLE = Actor(None, "console", is_console=True)


def limits_for(roles: Iterable[Role]) -> tuple[timedelta, timedelta]:
    """Return (idle, absolute) sign-in limits: the strictest of all roles held."""
    limits = [SIGN_IN_LIMITS[role] for role in roles] or [SIGN_IN_LIMITS[Role.DESK]]
    return min(idle for idle, _ in limits), min(absolute for _, absolute in limits)
