"""What each kind of paper is made of, for whom its copies are, and which vans are offered it unasked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from convoy.documents.cargo import Goods, VanLoad
from convoy.documents.papers import cmr_note
from convoy.domain.targets import Target
from convoy.words import N_


@dataclass(frozen=True, slots=True)
class Offer:
    """When a paper is offered for a van."""

    words: str
    """A message id."""
    holds: Callable[[VanLoad], bool]


def _goods(load: VanLoad) -> list[Goods]:
    return [goods for line in load.lines for goods in line.goods]


def _is_hired(load: VanLoad) -> bool:
    return load.carrier is not None and load.carrier.name != load.shipper.name


ALWAYS = Offer(N_("for every van"), lambda _load: True)
WITH_MEDICINES = Offer(
    N_("with medicines on board"), lambda load: any(goods.medicine for goods in _goods(load))
)
WITH_DANGEROUS_GOODS = Offer(N_("with dangerous goods on board"), lambda load: load.totals.dangerous_goods)
WITH_DUAL_USE = Offer(
    N_("with dual-use goods on board"), lambda load: any(goods.dual_use for goods in _goods(load))
)
WITH_A_HAULIER = Offer(N_("when somebody else's vehicle carries the goods"), _is_hired)
WITH_A_GIVEN_VEHICLE = Offer(
    N_("when the vehicle is not ours or is itself given"),
    lambda load: load.given is not None or _is_hired(load),
)
ASKED_FOR = Offer(N_("when it is asked for"), lambda _load: False)


MOST_COPIES = 20
"""Of one paper in one file."""
SPARE = N_("Spare copy")
OUT = N_("Copy for the border out")
IN = N_("Copy for the border in")
DRIVER = N_("Copy for the driver")
RECIPIENT = N_("Copy for the recipient")
FILES = N_("Copy for our files")
SIGNED = N_("Copy that comes back signed")
LOADERS = N_("Copy for the loaders")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a kind of paper is used. Without a target only a page of its own makes it."""

    targets: tuple[Target, ...] = ()
    copies: tuple[str, ...] = (FILES,)
    """Whose each copy is, as messages; a bundle has as many."""
    offer: Offer = ASKED_FOR
    place: int = 100
    """Its place in the bundle of a van, the first one lowest."""
    page: str = "A4"
    data_class: str = "S1"
    """S3: it holds what is deleted after the trip, and goes with it."""
    is_numbered: bool = True
    signed_pages: int = 0
    """How many pages of a copy somebody signs or stamps."""

    def copy_names(self, copies: int) -> tuple[str, ...]:
        """Return whose each of so many copies is; more than there are names are spare ones."""
        return self.copies[:copies] + (SPARE,) * (copies - len(self.copies))


PLANS: Mapping[str, Plan] = {
    "AL": Plan((Target.RUN,), (RECIPIENT,), page="A4 landscape"),
    "BC": Plan(is_numbered=False),
    "BL": Plan(page="A6, four on A4", is_numbered=False),
    "CL": Plan((Target.RUN,), (OUT, IN, DRIVER), ALWAYS, 60, "A4 landscape", data_class="S3", signed_pages=1),
    "CM": Plan(
        (Target.RUN, Target.CONVOY),
        (OUT, IN, DRIVER, RECIPIENT, FILES),
        ALWAYS,
        10,
        "A4 landscape",
        signed_pages=1,
    ),
    "CN": Plan((Target.STOP,), cmr_note.COPIES, WITH_A_HAULIER, 55, signed_pages=1),
    "DG": Plan((Target.RUN,), (DRIVER, DRIVER), WITH_DANGEROUS_GOODS, 46, signed_pages=1),
    "DI": Plan((Target.STOP,), (RECIPIENT,), signed_pages=1),
    "DR": Plan((Target.DONATION,), (FILES,), page="A5, two on A4"),
    "DS": Plan((Target.RUN,), (DRIVER,), ALWAYS, 70, signed_pages=1),
    "DU": Plan((Target.RUN,), (OUT, FILES), WITH_DUAL_USE, 48, signed_pages=1),
    "GC": Plan((Target.STOP,), (RECIPIENT, FILES), ALWAYS, 30, signed_pages=1),
    "GR": Plan((Target.STOP,), (RECIPIENT, SIGNED, FILES), signed_pages=1),
    "IS": Plan(is_numbered=False),
    "LB": Plan((Target.BOX, Target.PALLET), page="A6, four on A4", is_numbered=False),
    "LR": Plan((Target.RUN,), (DRIVER, RECIPIENT, FILES), signed_pages=1),
    "LS": Plan((Target.RUN,), (LOADERS,), page="A4"),
    "ML": Plan(
        (Target.RUN,), (OUT, IN, RECIPIENT, FILES), WITH_MEDICINES, 44, "A4 landscape", signed_pages=1
    ),
    "PF": Plan((Target.RUN,), (OUT, IN, RECIPIENT, FILES), ALWAYS, 40, "A4 landscape", signed_pages=1),
    "PL": Plan(
        (Target.RUN, Target.BOX, Target.PALLET), (OUT, IN, RECIPIENT, FILES), place=20, page="A4 landscape"
    ),
    "PLT": Plan((Target.PALLET,), page="A5, two on A4", is_numbered=False),
    "VS": Plan((Target.RUN,), (DRIVER, FILES), WITH_A_GIVEN_VEHICLE, 65, signed_pages=1),
    "WB": Plan((Target.STOP,), (RECIPIENT, SIGNED, FILES, SPARE), ALWAYS, 50, signed_pages=2),
}
"""By the code of the kind."""
