"""What the makers of the demo share."""

import random
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor


@dataclass(slots=True)
class World:
    """What the makers of the demo share: one random source, the people, the places."""

    db: Session
    random: random.Random
    today: date
    people: dict[str, Actor]

    def key(self) -> UUID:
        """Return the next form's key."""
        return UUID(int=self.random.getrandbits(128), version=4)
