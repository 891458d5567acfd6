"""What collection points write above and into the columns of their sheets, in English and Ukrainian."""

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.text import fold

LABELS = {
    "day": N_("date"),
    "donor": N_("donor"),
    "donor_kind": N_("donor type"),
    "item_text": N_("item"),
    "quantity": N_("quantity"),
    "condition": N_("condition"),
    "expiry": N_("expiry"),
    "boxes": N_("boxes"),
    "grams": N_("total kg"),
    "note": N_("note"),
    "earmark": N_("for whom"),
}
"""The columns by their field: the English heading, which is a message."""

REQUIRED = ("day", "donor", "item_text", "quantity", "condition")

HEADINGS = {
    "day": "date, day, received, received on, дата, день, отримано",
    "donor": "donor, donor name, given by, from, жертводавець, донор, від кого, благодійник",
    "donor_kind": (
        "donor type, donor kind, type, kind, type of donor, kind of donor, вид, вид жертводавця, тип,"
        " тип жертводавця, тип донора"
    ),
    "item_text": "item, items, goods, what, товар, товари, назва, назва товару, предмет, що",
    "quantity": "quantity, qty, number, pieces, how many, кількість, к-сть, к-ть, штук, шт, скільки",
    "condition": "condition, state, стан",
    "expiry": (
        "expiry, expiry date, expires, best before, use by, термін придатності, придатний до, вжити до,"
        " строк придатності, термін"
    ),
    "boxes": "boxes, number of boxes, cartons, коробки, коробок, кількість коробок, ящики, ящиків",
    "grams": (
        "total kg, kg, weight, weight kg, total weight, total weight kg, вага кг, вага, кг, загальна вага,"
        " загальна вага кг"
    ),
    "note": "note, notes, comment, comments, remark, remarks, примітка, примітки, коментар, зауваження",
    "earmark": "for whom, earmark, earmarked for, meant for, для кого, призначено для, призначення, кому",
}
"""What stands above each column, in every spelling."""

_CONDITIONS = {
    Condition.NEW: "new, brand new, unused, нове, новий, нова, нові",
    Condition.AS_NEW: (
        "as new, as-new, like new, nearly new, як нове, як новий, як нова, як нові, майже нове, майже новий"
    ),
    Condition.USED_GOOD: (
        "used good, used-good, used (good), good used, used in good condition, used, good, вживане добре,"
        " вживане в доброму стані, вживаний добрий, вживані добрі, вживане, вживаний, вживана, вживані, б/в,"
        " добре"
    ),
}

_KINDS = {
    OrganisationKind.TRADE_UNION: "trade union, union, federation, профспілка, профспілки",
    OrganisationKind.UNION_BRANCH: (
        "union branch, branch, trade union branch, осередок профспілки, осередок, первинна організація,"
        " відділення профспілки, первинка"
    ),
    OrganisationKind.STUDENT_GROUP: (
        "student group, students, student union, students' union, студентська група, студенти,"
        " студентське самоврядування, студрада"
    ),
    OrganisationKind.POPULAR_ORGANISATION: (
        "popular organisation, popular organization, people's organisation, народна організація,"
        " громадська організація"
    ),
    OrganisationKind.SOLIDARITY_COMMITTEE: "solidarity committee, committee, комітет солідарності, комітет",
    OrganisationKind.COMPANY: "company, firm, business, компанія, підприємство, фірма",
    OrganisationKind.CHARITY: (
        "charity, charitable foundation, foundation, благодійна організація, благодійний фонд, фонд"
    ),
    OrganisationKind.HOSPITAL: "hospital, clinic, лікарня, госпіталь",
    OrganisationKind.SCHOOL: "school, university, college, школа, ліцей, університет",
    OrganisationKind.MUNICIPALITY: "municipality, council, town, city, громада, муніципалітет, міська рада",
    OrganisationKind.CARRIER: "carrier, haulier, transport company, перевізник",
    OrganisationKind.WORKPLACE: "workplace, трудовий колектив, робоче місце, колектив",
    OrganisationKind.COMMUNITY_GROUP: "community group, neighbours, громадська група, спільнота, сусіди",
    OrganisationKind.INDIVIDUAL: "individual, person, private person, приватна особа, фізична особа, особа",
}

_ANONYMOUS = (
    "anonymous, anon, anonym, anonim, anonyme, anonimo, anónimo, anónima, anonymous donor, анонімно, анонім,"
    " анонімний, анонімна, анонімний жертводавець"
)


def key(text: str) -> str:
    """Return what headings and fixed words are compared by: no case, accents, blanks or punctuation."""
    return fold(text).replace(" ", "")


def listed(words: str) -> list[str]:
    """Return the keys of words written with commas between them."""
    return [key(word) for word in words.split(",")]


FIELD_BY_HEADING = {word: field for field, words in HEADINGS.items() for word in listed(words)}
CONDITION_BY_WORD = {word: condition for condition, words in _CONDITIONS.items() for word in listed(words)}
KIND_BY_WORD = {word: kind for kind, words in _KINDS.items() for word in listed(words)}
ANONYMOUS_WORDS = frozenset(listed(_ANONYMOUS))

# A value from another system's export is understood as it is stored here.
CONDITION_BY_WORD |= {key(condition.value): condition for condition in Condition}
KIND_BY_WORD |= {key(kind.value): kind for kind in OrganisationKind}
