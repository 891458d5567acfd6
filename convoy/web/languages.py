"""The languages pages can be shown in, each by its own name."""

LANGUAGES = {"en": "English", "uk": "Українська"}
RIGHT_TO_LEFT = frozenset({"ar"})
