"""A second answer is by another person, whom the first had not just let in, nor the other way round."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from convoy.db import Base
from convoy.models import Grant
from convoy.models.triggers import SECONDS
from convoy.services.differences import Difference
from convoy.services.second_person import NEW_HAND


def check(db: Session) -> Iterator[Difference]:
    """Yield answers of whom the first person had just let in, or who had just let in the first person.

    The triggers refuse them; one that was given before there were triggers, or that a copy brings, stays.
    """
    for answers, requests in SECONDS.items():
        said, asked = Base.metadata.tables[answers], Base.metadata.tables[requests]
        first, second = said.c.first_by_id, said.c.by_id
        second_is_new = and_(Grant.user_id == second, Grant.granted_by_id == first)
        first_is_new = and_(Grant.user_id == first, Grant.granted_by_id == second)
        newest = (
            select(asked.c.code, asked.c.at, second_is_new.label("is_new"), func.max(Grant.granted_at))
            .join(said, said.c[f"{requests}_id"] == asked.c.id)
            .join(Grant, or_(second_is_new, first_is_new))
            .where(Grant.granted_at <= said.c.at)
            .group_by(asked.c.id, asked.c.code, asked.c.at, second_is_new)
            .order_by(asked.c.id)
        )
        for code, at, is_new, granted_at in db.execute(newest):
            if granted_at > at - NEW_HAND:
                yield Difference(f"second answer to {code}", _WHO[bool(is_new)], "by another person", _ADVICE)


_ADVICE = (
    "All else agrees. An answer that was given is never changed, so this stays: ask both of them, and where "
    "it still matters have it agreed anew, by others. convoy backup and convoy restore keep it, and take it "
    "to another database, too; convoy move does not."
)
_WHO = {
    True: "by whom the first person had let in less than a day before",
    False: "by who had let in the first person less than a day before",
}
