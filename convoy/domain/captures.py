"""What becomes of a gift that a phone captured without a network."""

from convoy.domain.vocabulary import Vocabulary


class CaptureState(Vocabulary):
    """Recorded as a gift; or its key came again with other content, and a person settles which one holds."""

    RECORDED = "recorded"
    WAITING = "waiting"
    CORRECTED = "corrected"
    DROPPED = "dropped"
