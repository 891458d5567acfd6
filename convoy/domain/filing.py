"""The way of a paper that somebody signs: made final, printed, signed, filed."""

from enum import StrEnum


class Filing(StrEnum):
    """How far a version has come; the last one means that nothing is outstanding."""

    FINAL = "final"
    PRINTED = "printed"
    SIGNED = "signed"
    FILED = "filed"


def stands(*, printed: bool, signed: bool, filed: bool) -> Filing:
    """Return how far a version has come by what is known of it; a signed sheet was printed by somebody."""
    if filed:
        return Filing.FILED
    if signed:
        return Filing.SIGNED
    return Filing.PRINTED if printed else Filing.FINAL
