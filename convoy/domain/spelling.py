"""How many slips of the finger lie between two words."""


def slips(typed: str, meant: str) -> int:
    """Return the edits that turn `typed` into `meant`; a swap of neighbours is one (restricted Damerau)."""
    return _last_row(typed, meant)[-1]


def slips_so_far(typed: str, meant: str) -> int:
    """Return the edits that turn `typed` into the beginning of `meant` it is nearest to."""
    return min(_last_row(typed, meant))


def _last_row(typed: str, meant: str) -> list[int]:
    previous: list[int] = []
    row = list(range(len(meant) + 1))
    for i, a in enumerate(typed, 1):
        before, previous, row = previous, row, [i]
        for j, b in enumerate(meant, 1):
            cost = min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == meant[j - 2] and typed[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
    return row
