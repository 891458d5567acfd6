"""What is corrected by pen on a printed paper and has a place of its own on the van."""

from convoy.domain.vocabulary import Vocabulary


class PenField(Vocabulary):
    """A ruled line of a paper."""

    PLATE = "plate"
    TRAILER = "trailer"
    DRIVER = "driver"
    SEAL = "seal"
