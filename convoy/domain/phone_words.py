"""What a phone reads by without a network: words and figures of the parsers here, for the same verdict."""

from convoy.domain import intake, measures, quick_lines, rules, unit_words
from convoy.domain.month_names import DAYS_AWAY, FILLERS, MONTH_BY_NAME


def words() -> dict[str, object]:
    """Return the folded words for units, packs, days and boxes, and the limits of one entry, for JSON.

    static/js/intake/reading.js reads by them.
    """
    return {
        "units": {word: [unit.value, factor] for word, (unit, factor) in measures.UNIT_WORDS.items()},
        "packs": sorted(unit_words.PACK_WORDS),
        "months": dict(MONTH_BY_NAME),
        "away": dict(DAYS_AWAY),
        "fillers": sorted(FILLERS),
        "boxes": sorted(quick_lines.BOX_WORDS),
        "links": sorted(quick_lines.LINK_WORDS - {""}),
        "sizes": sorted(quick_lines.SIZE_WORDS),
        "most": {unit.value: most for unit, most in measures.MOST.items()},
        "mostBoxes": intake.MOST_BOXES,
        "mostBags": intake.MOST_BAGS,
        "ahead": intake.AHEAD.days,
        "short": rules.whole("short_date"),
        "winter": list(rules.wholes("winter_months")),
    }
