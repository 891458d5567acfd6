"""The fixed vocabularies of the field: kinds of organisation, place, donation, stop, event."""

from convoy.domain.vocabulary import Vocabulary


class OrganisationKind(Vocabulary):
    """What a donor, recipient or carrier is."""

    TRADE_UNION = "trade_union"
    UNION_BRANCH = "union_branch"
    STUDENT_GROUP = "student_group"
    POPULAR_ORGANISATION = "popular_organisation"
    SOLIDARITY_COMMITTEE = "solidarity_committee"
    COMPANY = "company"
    CHARITY = "charity"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    MUNICIPALITY = "municipality"
    CARRIER = "carrier"
    WORKPLACE = "workplace"
    COMMUNITY_GROUP = "community_group"
    INDIVIDUAL = "individual"


class PlaceKind(Vocabulary):
    """What happens at a place."""

    COLLECTION_POINT = "collection_point"
    WAREHOUSE = "warehouse"
    HAND_OVER = "hand_over"
    DESTINATION = "destination"


RECEIVING = (PlaceKind.DESTINATION, PlaceKind.HAND_OVER)
"""Kinds of places that tell where a convoy goes."""


class PlaceStatus(Vocabulary):
    """Whether a place takes goods now."""

    OPEN = "open"
    FULL = "full"
    PAUSED = "paused"
    CLOSED = "closed"


class DonationOrigin(Vocabulary):
    """Given to us, bought by us, or in stock before anything was recorded."""

    GIVEN = "given"
    BOUGHT = "bought"
    OPENING = "opening"


class Condition(Vocabulary):
    """The state of donated goods."""

    NEW = "new"
    AS_NEW = "as_new"
    USED_GOOD = "used_good"


class IntakeRule(Vocabulary):
    """What intake does with a catalogue item."""

    ACCEPT = "accept"
    ACCEPT_WITH_DOCS = "accept_with_docs"
    COORDINATOR_ONLY = "coordinator_only"
    REJECT = "reject"


class HolderKind(Vocabulary):
    """Who holds goods: a place (loose), a box, or one of the ends of the ledger."""

    PLACE = "place"
    SET_ASIDE = "set_aside"
    BOX = "box"
    DELIVERED = "delivered"
    DAMAGED = "damaged"
    MISSING = "missing"
    WRITTEN_OFF = "written_off"


class MovementKind(Vocabulary):
    """Why goods moved in the ledger; see INVERSE."""

    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    FOUND = "found"
    SORTED = "sorted"
    PACKED = "packed"
    UNPACKED = "unpacked"
    MOVED = "moved"
    SET_ASIDE = "set_aside"
    RELEASED = "released"
    DELIVERED = "delivered"
    DAMAGED = "damaged"
    MISSING = "missing"
    TURNED_UP = "turned_up"
    WRITTEN_OFF = "written_off"
    RESTORED = "restored"


INVERSE: dict[MovementKind, MovementKind] = {
    MovementKind.RECEIVED: MovementKind.WITHDRAWN,
    MovementKind.FOUND: MovementKind.WITHDRAWN,
    MovementKind.SORTED: MovementKind.WITHDRAWN,
    MovementKind.WITHDRAWN: MovementKind.RECEIVED,
    MovementKind.PACKED: MovementKind.UNPACKED,
    MovementKind.UNPACKED: MovementKind.PACKED,
    MovementKind.MOVED: MovementKind.MOVED,
    MovementKind.SET_ASIDE: MovementKind.RELEASED,
    MovementKind.RELEASED: MovementKind.SET_ASIDE,
    MovementKind.MISSING: MovementKind.TURNED_UP,
    MovementKind.TURNED_UP: MovementKind.MISSING,
    MovementKind.DELIVERED: MovementKind.RESTORED,
    MovementKind.DAMAGED: MovementKind.RESTORED,
    MovementKind.WRITTEN_OFF: MovementKind.RESTORED,
    MovementKind.RESTORED: MovementKind.WRITTEN_OFF,
}


class PoolFate(Vocabulary):
    """What became of unsorted goods that did not become stock."""

    THROWN_AWAY = "thrown_away"
    REFUSED = "refused"
    RETURNED = "returned"
    GIVEN_ON = "given_on"


class StopKind(Vocabulary):
    """What a van does at a stop: boxes come on, come into our own stock, or reach a recipient."""

    LOADING = "loading"
    WAREHOUSE = "warehouse"
    DELIVERY = "delivery"

    @property
    def is_unloading(self) -> bool:
        """Whether boxes go off here."""
        return self is not StopKind.LOADING


class LoadEnd(Vocabulary):
    """How a box's place on a run ended."""

    FREED = "freed"
    LEFT_BEHIND = "left_behind"
    MOVED = "moved"
    SETTLED = "settled"
    RETURNED = "returned"
    TRANSSHIPPED = "transshipped"


class EventKind(Vocabulary):
    """What happened in the world: the happy steps, the problems, and what ended a problem."""

    LOADING = "loading"
    LOADED = "loaded"
    READY = "ready"
    DEPARTED = "departed"
    AT_BORDER = "at_border"
    CROSSED = "crossed"
    ARRIVED = "arrived"
    UNLOADED = "unloaded"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    TRANSSHIPPED = "transshipped"
    GOODS_RETURNED = "goods_returned"
    DROPPED = "dropped"
    REINSTATED = "reinstated"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    BREAKDOWN = "breakdown"
    ACCIDENT = "accident"
    DELAY = "delay"
    BORDER_HELD = "border_held"
    PAPERWORK_REFUSED = "paperwork_refused"
    ENTRY_REFUSED = "entry_refused"
    SEIZURE = "seizure"
    DAMAGE = "damage"
    LOSS = "loss"
    DIVERSION = "diversion"
    SECURITY_STOP = "security_stop"
    SEAL_BROKEN = "seal_broken"
    WEIGHT_OVER = "weight_over"
    TEMPERATURE = "temperature"
    RESOLVED = "resolved"
    NOTE = "note"


PROBLEMS = frozenset(
    {
        EventKind.BREAKDOWN,
        EventKind.ACCIDENT,
        EventKind.DELAY,
        EventKind.BORDER_HELD,
        EventKind.PAPERWORK_REFUSED,
        EventKind.ENTRY_REFUSED,
        EventKind.SEIZURE,
        EventKind.DAMAGE,
        EventKind.LOSS,
        EventKind.DIVERSION,
        EventKind.SECURITY_STOP,
        EventKind.SEAL_BROKEN,
        EventKind.WEIGHT_OVER,
        EventKind.TEMPERATURE,
    }
)


class EventSource(Vocabulary):
    """How we came to know of an event."""

    WEB = "web"
    PAPER = "paper"
    CONSOLE = "console"
    DRIVER_LINK = "driver_link"


class CrewRole(Vocabulary):
    """What a person does in a vehicle."""

    LEAD_DRIVER = "lead_driver"
    DRIVER = "driver"
    MEDIC = "medic"
    INTERPRETER = "interpreter"
    COMPANION = "companion"


class DocumentKind(Vocabulary):
    """What a person of a crew shows at the border; an identity card alone does not open Ukraine's."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    OTHER = "other_document"


class CustomsSide(Vocabulary):
    """Which side of a border a customs record belongs to."""

    EXPORT = "export"
    ENTRY = "entry"


class InvitationKind(Vocabulary):
    """What a one-time code is good for."""

    FIRST_ADMIN = "first_admin"
    JOIN = "join"
    RECOVERY = "recovery"
