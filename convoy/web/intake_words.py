"""What the intake page of a phone says by itself: sentences its script fills in, without the server."""

from functools import cache

from babel import Locale
from flask_babel import get_domain, get_locale

from convoy.domain.cautions import Caution
from convoy.domain.messages import N_, NN_
from convoy.web import caution_words

SENTENCES: dict[str, str] = {
    "draft": N_("draft"),
    "waiting": N_("on this phone, not sent yet"),
    "sending": N_("being sent"),
    "received": N_("received"),
    "attention": N_("needs attention"),
    "count-waiting": N_("not sent yet"),
    "count-received": N_("received, last day"),
    "draft-saved": N_("Draft saved on this phone, sealed."),
    "saved": N_("Saved on this phone, not sent yet ({n})."),
    "all-sent": N_("Everything is received. Receipt of the last one: {receipt}."),
    "nothing": N_("Ready. What you log is saved on this phone first."),
    "offline": N_("No network. Not sent yet: {n}. It is tried again by itself."),
    "stranger": N_(
        "Something else than our server answered, such as the sign-in page of a Wi-Fi. "
        "Nothing counts as received; it is tried again by itself."
    ),
    "sign-in-needed": N_("Sign in to send. Not sent yet: {n}. Nothing is lost; you can go on logging."),
    "later": N_("The server is busy. Not sent yet: {n}. It is tried again by itself."),
    "silent": N_("The server does not answer. Not sent yet: {n}. It is tried again by itself."),
    "under-way": N_("What is on this phone is being sent. Not sent yet: {n}."),
    "elsewhere": N_(
        "Convoy is open twice on this phone; the other page sends everything. Not sent yet: {n}."
    ),
    "received-now": N_("Received. Receipt: {receipt}."),
    "refused": N_("The server did not take {n}. {why} Open it below and mend it; until then it stays here."),
    "needs-you": N_("The rest is sent. Look below at what was not taken: {n}."),
    "kept-beside": N_("The server keeps it; who is in charge settles it."),
    "unreadable": N_(
        "The storage of this phone is full or cannot be read. What you typed is still on this page. "
        "Make room, then try again."
    ),
    "other-tab": N_(
        "Another tab saved or changed this gift. "
        "What is typed here is kept beside it, as a draft of its own: compare before you save."
    ),
    "first": N_("Open this page once with a network and sign in; afterwards it works without."),
    "insecure": N_("This page works only over https: ask who runs the server."),
    "other-keys": N_(
        "This phone knows another installation at this address. "
        "Nothing was sent to it. Clear this phone to begin anew."
    ),
    "full": N_(
        "The storage of this phone is full. Nothing was saved now; what you typed is still on this page. "
        "Send what waits, or make room."
    ),
    "day-old": N_("Not sent for more than a day ({age}). Find a network, or save it as a file."),
    "days-old": N_(
        "Not sent for more than three days ({age}). Save it as a file and give it to whoever is in charge."
    ),
    "refused-old": N_("A refused gift is not mended ({age}). Open and mend it, or save it as a file."),
    "draft-old": N_("A draft is not finished ({age}). Go on with it, or save it as a file."),
    "others": N_("Of others on this phone: {n}. They are sent too; only who logged them can open them."),
    "open-draft": N_("Go on with it"),
    "open-attention": N_("Open and mend"),
    "throw-away": N_("Throw away"),
    "throw-away-sure": N_("Throw away for ever: {what}"),
    "begun": N_("begun {at}"),
    "anonymous": N_("anonymous"),
    "off-list": N_("Take it off this list"),
    "going-out": N_("Opening that page …"),
    "no-way-out": N_("That page cannot be reached now. What you wrote stays here; you can go on."),
    "needs-network": N_("The server opens this, for whoever logged it: it needs a network and a sign-in."),
    "not-yours": N_("Only who logged this, or who is in charge, can open it."),
    "at-desk": N_(
        "This came twice, and different. Both are on the server, and who is in charge settles it there. "
        "Nothing is to be done here."
    ),
    "at-desk-unknown": N_(
        "The server keeps this, since it does not know this phone any more. "
        "Who is in charge records it there. Nothing is to be done here."
    ),
    "line": N_("Line {n}"),
    "to-do-mend": N_("Not recorded. Open it, put this right and save it again."),
    "to-do-again": N_(
        "Not recorded. Open it and save it again once you may log gifts, or give who is in charge the file."
    ),
    "photos-todo": N_("Their gift is received. Send them again, or throw them away."),
    "say-donor": N_("Name the donor, or say that the donor stays anonymous."),
    "say-kind": N_("Say what kind of donor it is."),
    "say-item": N_("Choose the item from the list, or keep it there as something else."),
    "say-quantity": N_("Say how many."),
    "say-expiry": N_("This item needs the earliest month of expiry."),
    "say-reason": N_("Say why this line is not taken."),
    "say-something": N_("Nothing is listed yet: name at least one item, or bags."),
    "say-barcode": N_("The barcode stands for something else. Clear it, or choose that item."),
    "barcode-known": N_("Barcode {gtin}: {item}"),
    "barcode-new": N_("Barcode {gtin} is new here. Say what it is."),
    "barcode-taught": N_("Barcode {gtin} is new here."),
    "remember": N_("Remember {gtin} as “{item}”?"),
    "say-remember": N_("Say whether the barcode is to be remembered: yes or no."),
    "code-wrong": N_("This code cannot be right. Scan it again, or type what is printed."),
    "say-number": N_("“{typed}” is no number that can be read. Write it like 240, 2 dozen or 20 x 24."),
    "say-boxes": N_("“{typed}” is no number of boxes. Write digits, such as 10."),
    "say-empty": N_("More boxes than pieces: some would be empty."),
    "say-most": N_("“{typed}” is more than one line takes: at most {n}."),
    "say-month": N_("“{typed}” is no month that can be read. Write it like 03/2027 or 31.03.2027."),
    "say-day": N_("“{typed}” is no day of receipt. Write it like 2026-10-03 or 03.10.2026."),
    "say-weight": N_("“{typed}” is no weight that can be. Write it like 12.5, 12.5 kg or 800 g."),
    "say-batch": N_("This needs its batch number, as printed on the packs."),
    "look-first": N_("{item}: {said} Save again to record it all the same."),
    "unlisted": N_("Something else: keep it unsorted as “{words}”"),
    "kept-unlisted": N_("Not in the catalogue: it is kept unsorted under these words."),
    "lines-taken": N_("Lines taken: {n}."),
    "line-aside": N_("Set aside: {item}. {reason}."),
    "line-refused": N_("Refused: {item}. {reason}."),
    "not-taken": N_("Lines set aside or refused: {n}. The receipt says why."),
    "taken-back": N_("The last gift is open again. Nothing of it was sent."),
    "sent-already": N_("It was sent already. The page of its receipt undoes it, with a network."),
    "look-again": N_("Look at this once more."),
    "found": N_("Found: {n}"),
    "not-found": N_("Nothing found"),
    "by-weight": N_("A number alone is kilograms."),
    "boxes": N_("boxes: {boxes}"),
    "exported": N_(
        "The file is saved: {n}, {size}. Give it to whoever is in charge; "
        "here nothing is deleted before it is received."
    ),
    "exported-left": N_(
        "Not in it, since it would be too long: {n}. They stay on this phone until they are sent."
    ),
    "photo-working": N_("The photo is made small and sealed …"),
    "photo-kept": N_("The photo is on this phone, sealed. It is sent after the gift."),
    "photo-unread": N_(
        "That photo was not kept: the browser cannot read it. Take it as JPEG. The gift is as it was."
    ),
    "photo-full": N_(
        "The storage of this phone is nearly full: that photo was not kept. The gift can be saved without it."
    ),
    "photos-most": N_("A gift has at most {n} photos here. The others were not kept."),
    "photos-dropped": N_("The photos are thrown away."),
    "newer-needs-network": N_(
        "Save this gift first, or find a network: a draft cannot be opened again without one."
    ),
    "unsent": N_("Not sent yet: {n}."),
    "cleared": N_("This phone is cleared."),
    "working": N_("Opening what is on this phone …"),
}
"""By the name the script calls them; what is in {braces} it fills in."""

COUNTED: dict[str, tuple[str, str]] = {
    "count-draft": NN_("draft not finished", "drafts not finished"),
    "drafts-left": NN_("%(num)s draft is not finished.", "%(num)s drafts are not finished."),
    "lines-here": NN_("%(num)s line", "%(num)s lines"),
    "count-attention": NN_("gift needs attention", "gifts need attention"),
    "gifts": NN_("%(num)s gift", "%(num)s gifts"),
    "pictures": NN_("%(num)s photo", "%(num)s photos"),
    "count-photos": NN_("photo not sent yet", "photos not sent yet"),
    "count-refused": NN_("photo was refused", "photos were refused"),
    "photos-waiting": NN_("%(photos)s photo on this phone", "%(photos)s photos on this phone"),
    "photos-received": NN_("%(photos)s photo received", "%(photos)s photos received"),
    "photos-attention": NN_("%(photos)s photo was refused.", "%(photos)s photos were refused."),
}
"""The same, for what is said of a number."""

SCANNED = NN_("%(num)s different code, the last:", "%(num)s different codes, the last:")

_TRIED = range(1_000)


def cautions() -> list[tuple[str, str]]:
    """Return what the desk is told of goods, by the names the script calls them."""
    return [(f"caution-{one.replace(' ', '-')}", caution_words.said(one)) for one in Caution]


def forms(one: str, many: str) -> list[tuple[str, str]]:
    """Return how a sentence is said of the numbers of each kind that the page's language tells apart.

    The kinds are CLDR's ("one", "few", …), as scripts know them too; {n} stands for the number.
    """
    kinds = _kinds(str(get_locale()))
    said = get_domain().get_translations().ungettext
    numbers = dict.fromkeys(("num", "photos"), "{n}")
    return [(kind, said(one, many, number) % numbers) for kind, number in kinds]


def unsent_forms() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return how gifts and photos are counted that lie on this phone: said on every other page, too."""
    return [(name, forms(*COUNTED[name])) for name in ("gifts", "pictures")]


def scanned_forms() -> list[tuple[str, str]]:
    """Return how the codes are counted that stand in a list so far."""
    return forms(*SCANNED)


@cache
def _kinds(language: str) -> list[tuple[str, int]]:
    """Return each kind of number with the least number of it."""
    kind_of = Locale.parse(language).plural_form
    return sorted({kind_of(number): number for number in reversed(_TRIED)}.items())
