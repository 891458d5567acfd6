"""What is corrected by pen on a printed paper: a fact of the van, the packages of a line, or a remark."""

from convoy.domain.vocabulary import Vocabulary


class PenField(Vocabulary):
    """A ruled line of a paper."""

    PLATE = "plate"
    TRAILER = "trailer"
    DRIVER = "driver"
    SEAL = "seal"
    PACKAGES = "packages"
    REMARK = "remark"


ON_LINES = frozenset({PenField.PACKAGES, PenField.REMARK})
"""What stands on the paper itself, and is no fact of the van."""
