"""Sharing an amount out to the last piece and gram: nothing lost, nothing invented."""

from collections.abc import Sequence


def evenly(amount: int, parts: int) -> list[int]:
    """Return `amount` in `parts` whole shares that differ by one at most, the larger ones first.

    240 in 10 is ten times 24; 7 in 3 is 3, 2, 2. The sum is always `amount`.
    """
    share, more = divmod(amount, parts)
    return [share + 1] * more + [share] * (parts - more)


def in_proportion(amount: int, weights: list[int]) -> list[int]:
    """Return `amount` in whole shares as near to `weights` as whole numbers allow; the sum is `amount`."""
    total = sum(weights)
    shares: list[int] = []
    weight_so_far = given = 0
    for weight in weights:
        weight_so_far += weight
        share = amount * weight_so_far // total - given
        shares.append(share)
        given += share
    return shares


def by_largest_remainder(amount: int, weights: Sequence[int]) -> list[int]:
    """Return `amount` in whole shares by weight, what is left over going to the largest fractions.

    The sum is `amount` and no share is a whole unit away from its exact value; without any weight the
    shares are even.
    """
    whole = sum(weights)
    if not whole:
        return evenly(amount, len(weights)) if weights else []
    shares = [amount * weight // whole for weight in weights]
    fractions = [(-(amount * weight % whole), place) for place, weight in enumerate(weights)]
    for _, place in sorted(fractions)[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def worth(
    quantity: int, stated: int | None, stated_for: int | None, each: int | None
) -> tuple[int | None, bool]:
    """Return what so many pieces are worth in cents, and whether their donor said so.

    What the donor stated counts for their share of the pieces it was stated for, rounded down; else the
    planning value of each. None where nobody knows.
    """
    if stated is not None and stated_for:
        return stated * quantity // stated_for, True
    return (each * quantity if each is not None else None), False
