"""Simple drawn signs for categories, readable from a step away and without colour."""

_BLUE, _RED, _GREEN, _BLACK = "0 .25 .55", ".7 .08 .08", "0 .4 .2", "0 0 0"
"""The colour code of relief goods: red food, blue clothing and household, green medical."""

_CARTON = "2 4 20 16 re 2 15 m 22 15 l 9 20 m 9 15 l 15 20 m 15 15 l S"
_TIN = "5 3 14 18 re 5 17 m 19 17 l 5 7 m 19 7 l S"
_DROP = "12 22 m 5 13 4 9 7 5 c 9 2 15 2 17 5 c 20 9 19 13 12 22 c S"
_CROSS = "9 3 6 6 re 9 15 6 6 re 3 9 18 6 re f"
_SHIRT = "3 17 m 8 21 l 16 21 l 21 17 l 18 13 l 17 14 l 17 3 l 7 3 l 7 14 l 6 13 l h S"
_BED = "2 4 m 2 20 l 2 8 m 22 8 l 22 4 l 22 8 m 22 13 l 9 13 l 9 8 l S 4 10 4 4 re f"
_BOLT = "14 22 m 5 11 l 11 11 l 9 2 l 19 14 l 13 14 l h f"
_HOUSE = "3 11 m 12 21 l 21 11 l 6 11 m 6 3 l 18 3 l 18 11 l 10 3 4 6 re S"
_TOOL = (
    "5 3 m 15 13 l 3 5 m 13 15 l 13 15 m 12 19 16 22 19 20 c 16 17 l 18 15 l 21 18 l 23 14 20 12 15 13 c S"
)
_BOOK = "12 6 m 9 6 5 4 3 5 c 3 19 l 5 18 9 18 12 20 c 15 18 19 18 21 19 c 21 5 l 19 4 15 4 12 6 c S"
_PAIR = "5 17 4 4 re 15 17 4 4 re f 4 6 m 7 15 l 10 6 l 14 6 m 17 15 l 20 6 l 9 7 6 6 re S"

_SIGNS = {
    "food": (_RED, _TIN),
    "baby": (_RED, _TIN),
    "water": (_RED, _DROP),
    "hygiene": (_BLUE, _DROP),
    "bedding": (_BLUE, _BED),
    "clothing": (_BLUE, _SHIRT),
    "footwear": (_BLUE, _SHIRT),
    "kitchen": (_BLUE, _CARTON),
    "shelter": (_BLUE, _HOUSE),
    "heating": (_BLUE, _HOUSE),
    "education": (_BLUE, _BOOK),
    "medical": (_GREEN, _CROSS),
    "medicine": (_GREEN, _CROSS),
    "mobility": (_GREEN, _CROSS),
    "power": (_BLACK, _BOLT),
    "lighting": (_BLACK, _BOLT),
    "it_comms": (_BLACK, _BOLT),
    "tools": (_BLACK, _TOOL),
    "vehicle": (_BLACK, _TOOL),
    "two persons": (_BLACK, _PAIR),
}


def icon(sign: str, x: float, y: float, side: float) -> str:
    """Return drawing operators for a category's sign in a square at (x, y); a carton for any other."""
    colour, path = _SIGNS.get(sign, (_BLACK, _CARTON))
    scale = side / 24
    return f"q {scale:.3f} 0 0 {scale:.3f} {x:.1f} {y:.1f} cm {colour} RG {colour} rg 1.6 w 1 j 1 J {path} Q"
