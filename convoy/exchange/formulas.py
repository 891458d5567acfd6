"""Text that a spreadsheet would take for a formula, kept from becoming one.

Where semicolons part the cells, as over most of Europe, a spreadsheet splits our rows at the semicolons, tabs
and line ends inside a text, whatever quotation marks stand around: what follows one begins a cell, too.
"""

import re

# Full-width signs too: some spreadsheets take them for the plain ones.
_SIGNS = r"=+\-@＝＋－＠"
_BEGINS = re.compile(rf"[ ']*[{_SIGNS}\t\r\n]")
_WITHIN = re.compile(rf"([;\t\r\n] *)(?=[ '\"]*[{_SIGNS}])")
_PROTECTED_WITHIN = re.compile(rf"([;\t\r\n] *)'(?=[ '\"]*[{_SIGNS}])")


def protected(text: str) -> str:
    """Return `text` for a CSV cell: with an apostrophe before all that could be taken for a formula."""
    within = _WITHIN.sub(r"\1'", text)
    return f"'{within}" if _BEGINS.match(text) else within


def unprotected(text: str) -> str:
    """Return the text of a CSV cell as it was before `protected`."""
    begun = text[1:] if text.startswith("'") and _BEGINS.match(text) else text
    return _PROTECTED_WITHIN.sub(r"\1", begun)
