"""The `convoy` command: everything of the command line, and the server."""

import io
import sys

from convoy.cli import convoy


def _spell_out_what_cannot_be_shown() -> None:
    """Have letters that a terminal or file has no code for written by their number, as Python and JSON do."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _refuse_letters_that_were_lost() -> None:
    """Say so where the system hands on only English letters, whatever was typed."""
    if sys.getfilesystemencoding() == "ascii" and not all(word.isascii() for word in sys.argv):
        sys.exit(
            "Error: This terminal hands on English letters only, so what was typed did not arrive whole. "
            "Nothing was done. Set LC_ALL=C.UTF-8 and PYTHONUTF8=1, and repeat."
        )


def main() -> None:
    """Run the `convoy` command."""
    _spell_out_what_cannot_be_shown()
    _refuse_letters_that_were_lost()
    convoy(prog_name="convoy")


if __name__ == "__main__":
    main()
