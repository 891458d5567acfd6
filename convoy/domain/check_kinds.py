"""The checks before a van leaves: how grave each is, how it is said, where it is mended, and by which rule.

A check that blocks holds back what lies ahead: declaring the van ready and making its border copy final.
That it has left is recorded all the same.
"""

from convoy.domain.check_codes import CheckKind, Code, Mending, Severity, Unit
from convoy.domain.messages import N_, NN_
from convoy.domain.paper_check_kinds import PAPERS


def _alike(message: str) -> tuple[str, str]:
    return message, message


_BLOCK, _WARN = Severity.BLOCK, Severity.WARN
_STOPS = Mending(N_("Add a stop"), "runs.show", "stops")
_TOO_MUCH = Mending(N_("Take boxes off"), "runs.show", "load")
_LOAD = Mending(N_("See them"), "runs.show", "load")
_SET_ASIDE = Mending(N_("See what waits"), "controls.index")
_DECLARATIONS = Mending(N_("See it"), "runs.show", "declarations")
_BORDERS = Mending(N_("Record it"), "runs.show", "borders")
_VAN, _CREW, _VEHICLE, _ITEM = (
    Mending(N_("Enter it"), page) for page in ("runs.edit", "runs.crew", "vehicles.edit", "catalogue.edit")
)

KINDS: dict[Code, CheckKind] = {
    Code.DELIVERY_STOP: CheckKind(
        _BLOCK, N_("Goods are handed over somewhere"), _alike(N_("delivers nowhere yet")), _STOPS
    ),
    Code.RECIPIENT: CheckKind(
        _BLOCK,
        N_("Every stop has a legal recipient"),
        NN_("%(num)s stop without a legal recipient", "%(num)s stops without a legal recipient"),
        Mending(N_("Name who receives there"), "places.edit"),
        rule="recipient",
        two_may_agree=True,
    ),
    Code.MAXIMUM_MASS: CheckKind(
        _BLOCK,
        N_("Within its payload"),
        _alike(N_("%(kg)s kg over its payload")),
        _TOO_MUCH,
        unit=Unit.GRAMS,
        rule="maximum_mass",
        two_may_agree=True,
    ),
    # Who signs these off has said yes or no to them: nobody overrules that here.
    Code.MEDICINE: CheckKind(
        _BLOCK,
        N_("Medicines are released by the medical checker"),
        NN_("%(num)s box with medicine not signed off", "%(num)s boxes with medicine not signed off"),
        _SET_ASIDE,
        rule="medicine",
    ),
    Code.DUAL_USE: CheckKind(
        _BLOCK,
        N_("Dual-use goods are signed off by two persons"),
        NN_(
            "%(num)s box with dual-use goods not signed off",
            "%(num)s boxes with dual-use goods not signed off",
        ),
        _SET_ASIDE,
        rule="dual_use",
    ),
    Code.ANIMAL_ORIGIN: CheckKind(
        _BLOCK,
        N_("Goods of animal origin are signed off for the borders ahead"),
        NN_(
            "%(num)s box with goods of animal origin not signed off",
            "%(num)s boxes with goods of animal origin not signed off",
        ),
        _SET_ASIDE,
        rule="animal_origin",
        two_may_agree=True,
    ),
    Code.WOOD: CheckKind(
        _BLOCK,
        N_("Pallets and crates of wood are stamped"),
        NN_(
            "%(num)s box on or in wood whose stamp nobody confirmed",
            "%(num)s boxes on or in wood whose stamp nobody confirmed",
        ),
        _SET_ASIDE,
        rule="wood",
        two_may_agree=True,
    ),
    Code.ADR_DRIVER: CheckKind(
        _BLOCK,
        N_("Dangerous goods are a small load, or a driver has an ADR certificate"),
        _alike(
            N_("dangerous goods of %(points)s points, and no driver with an ADR certificate for the trip")
        ),
        _CREW,
        unit=Unit.POINTS,
        rule="adr_points",
        two_may_agree=True,
    ),
    Code.PROBLEMS: CheckKind(
        _WARN,
        N_("No open problem"),
        NN_("%(num)s open problem", "%(num)s open problems"),
        Mending(N_("See it"), "dispatch.show"),
    ),
    Code.CLOCK_OVER: CheckKind(
        _WARN,
        N_("No term of a declaration is over"),
        NN_("%(num)s term of a declaration is over", "%(num)s terms of declarations are over"),
        _DECLARATIONS,
        rule="aid_code",
    ),
    Code.CLOCK: CheckKind(
        _WARN,
        N_("No term of a declaration ends soon"),
        NN_("%(num)s term of a declaration ends soon", "%(num)s terms of declarations end soon"),
        _DECLARATIONS,
        rule="alarms",
    ),
    Code.LOADING_STOP: CheckKind(_WARN, N_("It loads somewhere"), _alike(N_("loads nowhere yet")), _STOPS),
    Code.BOXES: CheckKind(
        _WARN, N_("Boxes are on it"), _alike(N_("nothing on it yet")), Mending(N_("Load it"), "loading.index")
    ),
    Code.VOLUME: CheckKind(
        _WARN,
        N_("It fits into the hold"),
        _alike(N_("%(volume)s m³ more than its hold")),
        _TOO_MUCH,
        unit=Unit.MILLILITRES,
    ),
    Code.PLACES: CheckKind(
        _WARN,
        N_("There are pallet places enough"),
        _alike(N_("%(places)s pallet places too many")),
        _TOO_MUCH,
        unit=Unit.PLACES,
    ),
    Code.NEARLY_FULL: CheckKind(
        _WARN,
        N_("There is weight to spare"),
        _alike(N_("%(kg)s kg left of its payload")),
        _LOAD,
        unit=Unit.GRAMS,
        rule="nearly_full",
    ),
    Code.WEIGHTS: CheckKind(
        _WARN,
        N_("Every box is weighed"),
        NN_("%(num)s box not weighed", "%(num)s boxes not weighed"),
        Mending(N_("Weigh"), "weighing.rounds"),
    ),
    Code.CLOSED_BOXES: CheckKind(
        _WARN, N_("Every box is closed"), NN_("%(num)s box not closed", "%(num)s boxes not closed"), _LOAD
    ),
    Code.WEIGHBRIDGE: CheckKind(
        _WARN,
        N_("Weighed by scales or weighbridge"),
        _alike(N_("no figure of a weighbridge, though it is nearly full or not all weighed")),
        _VAN,
    ),
    Code.HS_CODES: CheckKind(
        _WARN,
        N_("Every item has its HS code"),
        NN_("%(num)s item without an HS code", "%(num)s items without an HS code"),
        _ITEM,
        rule="hs_codes",
    ),
    Code.TRANSLATIONS: CheckKind(
        _WARN,
        N_("Every item has a name in the languages of the papers"),
        NN_("%(num)s name of an item not translated", "%(num)s names of items not translated"),
        Mending(N_("Translate"), "catalogue.names"),
        rule="paper_languages",
    ),
    Code.SHELF_LIFE: CheckKind(
        _WARN,
        N_("Nothing expires soon after it arrives"),
        NN_("%(num)s item expires too soon", "%(num)s items expire too soon"),
        _LOAD,
        dated=N_("goods expire on %(day)s, too soon after they arrive"),
        rule="shelf_life",
    ),
    Code.ADR_UNKNOWN: CheckKind(
        _WARN,
        N_("The points of all dangerous goods are known"),
        NN_(
            "%(num)s dangerous item whose points are unknown",
            "%(num)s dangerous items whose points are unknown",
        ),
        _ITEM,
        rule="adr_points",
    ),
    Code.RECIPIENT_NUMBER: CheckKind(
        _WARN,
        N_("Recipients have their EDRPOU code and their number in the register of aid"),
        NN_(
            "%(num)s recipient without its EDRPOU code or its number in the register of aid",
            "%(num)s recipients without their EDRPOU code or their number in the register of aid",
        ),
        Mending(N_("Enter it"), "organisations.edit"),
        rule="recipient",
    ),
    Code.DECLARATION: CheckKind(
        _WARN,
        N_("Every recipient has sent the code of the aid"),
        NN_("no code yet from %(num)s recipient", "no code yet from %(num)s recipients"),
        Mending(N_("Record its steps"), "runs.show", "declarations"),
        rule="declared_in",
    ),
    Code.VALUE: CheckKind(
        _WARN,
        N_("Its value in euros is known, and so whether it may leave without a paper"),
        NN_(
            "%(num)s kind of goods without a value in euros",
            "%(num)s kinds of goods without a value in euros",
        ),
        _LOAD,
        rule="export_oral",
    ),
    Code.EXPORT: CheckKind(
        _WARN,
        N_("The export side is in order"),
        NN_("%(num)s border without a valid export paper", "%(num)s borders without a valid export paper"),
        _BORDERS,
        rule="export_oral",
    ),
    Code.ENTRY: CheckKind(
        _WARN,
        N_("The entry side is in order"),
        NN_(
            "%(num)s border without a valid paper for entering",
            "%(num)s borders without a valid paper for entering",
        ),
        _BORDERS,
    ),
    Code.DRIVER: CheckKind(
        _WARN, N_("Somebody drives it"), _alike(N_("no driver named")), Mending(N_("Name one"), "runs.crew")
    ),
    Code.PASSPORT: CheckKind(
        _WARN,
        N_("Everybody has a passport that holds long enough"),
        NN_(
            "%(num)s person without a passport that holds long enough",
            "%(num)s people without a passport that holds long enough",
        ),
        _CREW,
        rule="passport",
    ),
    Code.LICENCE: CheckKind(
        _WARN,
        N_("Whoever drives has a licence for the whole trip"),
        NN_(
            "%(num)s driver without a licence for the whole trip",
            "%(num)s drivers without a licence for the whole trip",
        ),
        _CREW,
        rule="licence",
    ),
    Code.PAYLOAD: CheckKind(_WARN, N_("Its payload is known"), _alike(N_("payload unknown")), _VAN),
    Code.MASSES: CheckKind(
        _WARN,
        N_("The masses of the registration papers are known"),
        _alike(N_("maximum mass or mass in service unknown (F.2 and G of the registration papers)")),
        _VEHICLE,
        rule="maximum_mass",
    ),
    Code.PLATE: CheckKind(_WARN, N_("Its plate is known"), _alike(N_("plate unknown")), _VAN),
    Code.INSURANCE: CheckKind(
        _WARN,
        N_("Insured for the whole trip"),
        _alike(N_("until when insurance and green card hold is unknown")),
        _VEHICLE,
        dated=N_("insurance and green card end on %(day)s, before the trip does"),
        rule="insurance",
    ),
    Code.TEMPORARY_ADMISSION: CheckKind(
        _WARN,
        N_("The vehicle leaves Ukraine in time"),
        _alike(N_("until when the vehicle may stay in Ukraine is unknown")),
        _VEHICLE,
        dated=N_("the vehicle must have left Ukraine by %(day)s"),
        rule="temporary_admission",
    ),
    **PAPERS,
}
