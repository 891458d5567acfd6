"""Questions about donors: who is meant by a name, and whom it may mean while somebody types."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from convoy.domain import text
from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.word_index import WordIndex, spellings
from convoy.models import Organisation
from convoy.queries import merged, visible

MOST_GIVERS = 40
"""Donors whose gifts are looked for at once."""

_ALMOST = 0.8
"""A name is meant too when it fits so well, beside the one that fits best."""

_NAMES_AT_ONCE = 200


def donor_is_known(db: Session, actor: Actor, name: str) -> bool:
    """Whether there is a donor of this name, however its capitals, accents and commas are written."""
    key = text.fold(name)
    named = visible.donors(actor).where(merged.named(lambda one: one.name_key == key))
    return db.scalar(named.with_only_columns(Organisation.id).limit(1)) is not None


def any_is_known(db: Session, actor: Actor, keys: Sequence[str]) -> bool:
    """Whether any of these names, as they are compared, is a donor's."""
    for start in range(0, len(keys), _NAMES_AT_ONCE):
        some = keys[start : start + _NAMES_AT_ONCE]

        def called(one: type[Organisation], names: Sequence[str] = some) -> ColumnElement[bool]:
            return one.name_key.in_(names)

        named = visible.donors(actor).where(merged.named(called)).with_only_columns(Organisation.id)
        if db.scalar(named.limit(1)) is not None:
            return True
    return False


def may_look_up(actor: Actor) -> bool:
    """Whether gifts are found for this person by the name of who gave them."""
    return actor.may(Permission.ORGANISATION_READ) or actor.may(Permission.DONOR_RECORD)


def donors_like(db: Session, actor: Actor, typed: str, limit: int = 8) -> list[Organisation]:
    """Return the donors whose name begins with what was typed, then those in which a word begins so."""
    key = text.fold(typed)
    if not key:
        return []
    begins = Organisation.name_key.startswith(key, autoescape=True)

    def called(one: type[Organisation]) -> ColumnElement[bool]:
        inside = one.name_key.contains(f" {key}", autoescape=True)
        return or_(one.name_key.startswith(key, autoescape=True), inside)

    return list(
        db.scalars(
            visible.donors(actor)
            .where(merged.named(called))
            .order_by(begins.desc(), Organisation.name_key, Organisation.id)
            .limit(limit)
        )
    )


def meant(db: Session, actor: Actor, typed: str) -> str:
    """Return the code of the one donor of this name or code; raises NotFound for none and for several."""
    key, code = text.fold(typed), typed.strip().upper()
    exact = merged.named(lambda one: or_(one.name_key == key, one.code == code))
    found = db.scalars(
        visible.donors(actor).where(exact).with_only_columns(Organisation.code).order_by(Organisation.code)
    ).all()
    if len(found) > 1:
        raise NotFound(
            N_("Several are called “%(typed)s”: write the code of the one meant, %(codes)s."),
            typed=typed,
            codes=", ".join(found[:8]),
        )
    if not found:
        raise NotFound(N_("No donor is called “%(typed)s”."), typed=typed)
    return found[0]


def givers_called(db: Session, actor: Actor, typed: str) -> tuple[int, ...]:
    """Return the ids of all under whose name gifts were given: called so, or merged with one called so.

    Every word typed begins a word of the name; where none is called so, it may have another ending, be in the
    other alphabet, or mistyped. By its code a donor is found too. One more than MOST_GIVERS at most.
    """
    called = _called(db, actor, typed) or _almost_called(db, actor, typed)
    if not called:
        return ()
    kept = func.coalesce(Organisation.merged_into_id, Organisation.id)
    as_kept = select(kept).where(Organisation.id.in_(called))
    ids = select(Organisation.id).where(
        or_(Organisation.id.in_(as_kept), Organisation.merged_into_id.in_(as_kept))
    )
    return tuple(db.scalars(ids.order_by(Organisation.id).limit(MOST_GIVERS + 1)))


def with_code(db: Session, code: str) -> tuple[int, ...]:
    """Return the ids of the donor with this code and of whoever was merged into it."""
    kept = select(Organisation.id).where(Organisation.code == code)
    ids = select(Organisation.id).where(or_(Organisation.id.in_(kept), Organisation.merged_into_id.in_(kept)))
    return tuple(db.scalars(ids))


def _called(db: Session, actor: Actor, typed: str) -> list[int]:
    words = text.fold(typed).split()
    if not words:
        return []
    key = Organisation.name_key
    begin = [
        or_(key.startswith(word, autoescape=True), key.contains(f" {word}", autoescape=True))
        for word in words
    ]
    named = visible.givers(actor).with_only_columns(Organisation.id)
    coded = named.where(Organisation.code == typed.strip().upper())
    return list(db.scalars(coded)) or list(db.scalars(named.where(*begin).limit(MOST_GIVERS + 1)))


def _almost_called(db: Session, actor: Actor, typed: str) -> list[int]:
    """Who has a word like each one typed in its names. It reads all donors: they are few beside boxes."""
    names: dict[str, set[int]] = defaultdict(set)
    known = visible.givers(actor).with_only_columns(
        Organisation.id, Organisation.name_key, Organisation.name_uk
    )
    for giver, key, name_uk in db.execute(known):
        for word in spellings(key) | spellings(text.fold(name_uk)):
            names[word].add(giver)
    index = _index(tuple(names))
    fits: dict[int, float] | None = None
    for word in text.fold(typed).split():
        best = _best(index.like(word), names)
        fits = best if fits is None else {one: fits[one] + best[one] for one in fits.keys() & best.keys()}
    least = max((fits or {}).values(), default=0) * _ALMOST
    return sorted(one for one, worth in (fits or {}).items() if worth >= least)[: MOST_GIVERS + 1]


@lru_cache(2)
def _index(words: tuple[str, ...]) -> WordIndex:
    """The words of all names, made ready again when one is new."""
    return WordIndex(words)


def _best(like: Mapping[str, float], names: Mapping[str, set[int]]) -> dict[int, float]:
    best: dict[int, float] = {}
    for known, worth in like.items():
        for one in names[known]:
            best[one] = max(worth, best.get(one, 0))
    return best
