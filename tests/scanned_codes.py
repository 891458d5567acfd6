"""Codes as scanners hand them on, all invented, and what each of them says: read alike by server and phone.

Each is (as typed, item, batch, expiry), the expiry as YYYY-MM-DD; item "refused" is what cannot be, "words"
what is no code of goods at all. Dates are those read in the years up to 2076.
"""

from convoy.domain import keyboards

GTIN, IN_14 = "4006381333931", "04006381333931"
REFUSED, WORDS = "refused", "words"

_WHOLE = f"01{IN_14}1728051210LOT-7\x1d21SER9"
_SAID = (GTIN, "LOT-7", "2028-05-12")

RETAIL = [
    (GTIN, GTIN, "", ""),
    ("96385074", "96385074", "", ""),
    ("00000096385074", "96385074", "", ""),
    ("0000096385074", "96385074", "", ""),
    ("036000291452", "0036000291452", "", ""),
    (IN_14, GTIN, "", ""),
    ("4006381333932", REFUSED, "", ""),
    ("12345", WORDS, "", ""),
]

FORMS = [
    (_WHOLE, *_SAID),
    (f"]d2{_WHOLE}", *_SAID),
    (f"]d2\x1d{_WHOLE}", *_SAID),
    (f"]C1{_WHOLE}", *_SAID),
    (f"]Q3{_WHOLE}", *_SAID),
    (f"\x1d{_WHOLE}", *_SAID),
    (f"{_WHOLE}\x1d", *_SAID),
    (f"[)>\x1e05\x1d{_WHOLE}\x1e\x04", *_SAID),
    *((_WHOLE.replace("\x1d", sign), *_SAID) for sign in ("␝", "{GS}", "<GS>", "[GS]", "^]", "|")),
    (f"(01){IN_14}(17)280512(10)LOT-7(21)SER9", *_SAID),
    (f"(01) {IN_14} (10) LOT-7 (17) 280512", *_SAID),
]

ORDERS = [
    (f"1728051210LOT-7\x1d01{IN_14}", *_SAID),
    (f"21SER9\x1d01{IN_14}10LOT-7\x1d17280512", *_SAID),
    (f"01{IN_14}21SER9\x1d1728051210LOT-7", *_SAID),
    (f"01{IN_14}17280512\x1d10LOT-7\x1d21SER9", *_SAID),
    (f"01{IN_14}21SER9\x1d10LOT-7\x1d1128010117280512", *_SAID),
    (f"0100000096385074{'17280512'}10LOT-7", "96385074", "LOT-7", "2028-05-12"),
    (f"01{IN_14}", GTIN, "", ""),
    (f"01{IN_14}21SER9", GTIN, "", ""),
]

NATIONAL = [(f"01{IN_14}1728051210LOT-7\x1d71{last}PZN04150000", *_SAID) for last in "0123456"] + [
    (f"01{IN_14}712480000017\x1d10LOT-7\x1d17280512", *_SAID)
]

DATES = [
    (f"01{IN_14}17280500", GTIN, "", "2028-05-31"),
    (f"01{IN_14}17280200", GTIN, "", "2028-02-29"),
    (f"01{IN_14}17490630", GTIN, "", "2049-06-30"),
    (f"01{IN_14}17500630", GTIN, "", "2050-06-30"),
    (f"01{IN_14}17750101", GTIN, "", "2075-01-01"),
    (f"01{IN_14}17990101", GTIN, "", "1999-01-01"),
    (f"01{IN_14}15280512", GTIN, "", "2028-05-12"),
    (f"01{IN_14}15280101\x1d17280512", GTIN, "", "2028-05-12"),
    (f"01{IN_14}17281300", REFUSED, "", ""),
    (f"01{IN_14}17280230", REFUSED, "", ""),
    (f"01{IN_14}1728", REFUSED, "", ""),
]

OF_OTHERS = [
    ("+A123BJC5D6E71", REFUSED, "", ""),
    ("]d1+A99912345/$$52001510X3", REFUSED, "", ""),
    ("[)>\x1e06\x1d9N110375286414\x1d1TABC\x1dD280500\x1dS1\x1e\x04", REFUSED, "", ""),
    ("9N110375286414", REFUSED, "", ""),
    ("(10)LOT", WORDS, "", ""),
    ("240 beans", WORDS, "", ""),
    ("+380 is a phone's beginning", WORDS, "", ""),
    ("BX-7K3F-2M-Q", WORDS, "", ""),
    ("<b>4006381333931</b>", WORDS, "", ""),
    ("https://elsewhere.example/01/04006381333931", WORDS, "", ""),
]

_TYPED = f"(01){IN_14}(17)280512(10)LOT-7"
KEYBOARDS = [
    (keyboards.written(_TYPED, layout), *_SAID) for layout in ("uk", "ru", "fr", "de", "es", "it")
] + [
    (keyboards.written(GTIN, "fr"), GTIN, "", ""),
    (keyboards.written("4006381333932", "fr"), WORDS, "", ""),
    (keyboards.written(f"]d201{IN_14}1728051210LOT-7", "uk"), *_SAID),
]

CORPUS = [*RETAIL, *FORMS, *ORDERS, *NATIONAL, *DATES, *OF_OTHERS, *KEYBOARDS]
