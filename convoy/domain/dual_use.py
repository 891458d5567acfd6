"""What a statement on dual-use goods names: the law, and the goods that are looked at twice.

Export controls change several times a year; the list below is of kinds of goods that convoys met, not the
annex itself (sources: Regulation (EU) 2021/821; an exporter outside the Union goes by its own list).
"""

from convoy.domain.messages import N_

LAW = "Regulation (EU) 2021/821"

LOOKED_AT_TWICE = (
    N_("thermal and night vision"),
    N_("drones and their parts"),
    N_("encrypted radios"),
    N_("satellite terminals"),
    N_("jammers"),
    N_("ballistic vests and helmets"),
    N_("CBRN masks and suits"),
    N_("high-end satellite navigation"),
    N_("optical sights and lasers"),
)
