"""Marking sentences for translation where no language is known yet."""


def N_(message: str) -> str:  # noqa: N802  # the name translation tools look for
    """Return `message` unchanged; translation tools collect it, the edge translates it."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802  # the same for a sentence that counts
    """Return both forms unchanged; the edge chooses between them by the number it says."""
    return one, many
