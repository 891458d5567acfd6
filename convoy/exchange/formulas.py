"""Text that a spreadsheet would take for a formula, kept from becoming one."""

# Full-width signs too: some spreadsheets take them for the plain ones.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def protected(text: str) -> str:
    """Return `text` for a CSV cell: with an apostrophe before it if it could be taken for a formula."""
    return f"'{text}" if _looks_like_formula(text) else text


def unprotected(text: str) -> str:
    """Return the text of a CSV cell as it was before `protected`."""
    return text[1:] if text.startswith("'") and _looks_like_formula(text) else text


def _looks_like_formula(text: str) -> bool:
    return text.lstrip(" '").startswith(_STARTS)
