"""Setting how each kind of paper is printed where nobody says otherwise."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from convoy.documents.registry import KINDS, Kind
from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import PaperDefault
from convoy.queries.paper_defaults import Default, known
from convoy.services import audit, bundles, offers, renditions

KINDS_SET = tuple(kind for kind in offers.IN_ORDER if kind.plan.fills_a_page and kind.code != bundles.COVER)
"""The kinds that something can be set for; labels and a bundle's cover follow what they go with."""


def says_page_only(kind: Kind) -> bool:
    """Whether a kind is drawn as it is on its own page, in that page's language: only its page is set."""
    return not (kind.plan.targets and kind.plan.is_numbered)


@dataclass(frozen=True, slots=True)
class SetDefaults:
    """What is set from now on, for every kind; a kind that is not named is as it is without."""

    key: UUID
    defaults: tuple[Default, ...]


def must_set(actor: Actor) -> None:
    """Raise NotAllowed unless the person decides for the whole installation."""
    if not actor.scope(Permission.PAPER_SET_UP).everywhere:
        raise actor.refused()


def keep(db: Session, actor: Actor, command: SetDefaults) -> None:
    """Set how papers are printed. Raises Invalid naming the field (`CM-languages`)."""
    must_set(actor)
    if audit.earlier(db, actor, command.key, "paper:defaults", command) is not None:
        return
    for one in command.defaults:
        _check(one)
    before = known(db)
    db.execute(delete(PaperDefault))
    rows = [
        {
            "kind": one.kind,
            "languages": ",".join(one.languages) or None,
            "copies": one.copies,
            "sides": one.sides,
            "page": one.page,
        }
        for one in command.defaults
        if one.is_set
    ]
    if rows:
        db.execute(insert(PaperDefault), rows)
    changed = sorted(
        one.kind for one in command.defaults if before.of_kind.get(one.kind, Default(one.kind)) != one
    )
    audit.note(
        db, actor, "paper:defaults", ",".join(changed), key=command.key, request=command, kinds=changed
    )


def _check(one: Default) -> None:
    kind = KINDS.get(one.kind)
    if kind is None or kind not in KINDS_SET:
        raise Invalid(
            N_("Nothing is set for the kind of paper %(code)s. Nothing was stored."), code=one.kind[:20]
        )
    if says_page_only(kind) and one != Default(one.kind, page=one.page):
        raise Invalid(N_("Of this kind only the page is set. Nothing was stored."), field=f"{one.kind}-page")
    try:
        renditions.check_choice(
            kind, kind.variants[0], one.languages or ("en",), 1 if one.copies is None else one.copies
        )
    except Invalid as error:
        raise Invalid(error.message, field=f"{one.kind}-{error.field}", **error.facts) from error
    if one.sides not in {None, 1, 2}:
        raise Invalid(N_("A sheet has one side or two. Nothing was stored."), field=f"{one.kind}-sides")
