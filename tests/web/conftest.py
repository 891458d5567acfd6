"""What every page test stands on."""

from datetime import UTC, datetime, tzinfo
from typing import Self

import pytest

from convoy.web import guessing


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries come within one moment: on a slow machine a wait of two seconds would end between two of them."""
    moment = datetime.now(UTC)

    class Held(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(moment.timestamp(), tz)

    monkeypatch.setattr(guessing, "datetime", Held)
