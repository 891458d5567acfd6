"""What the copies of a paper are called, by the value of their variant."""

from convoy.domain.messages import N_

COPIES = {
    "full": N_("full copy"),
    "border": N_("border copy"),
    "public": N_("public copy"),
    "1976": N_("boxes as in 1976"),
}
