"""What every form of a page has in common."""

from typing import Any

from flask_wtf import FlaskForm

from convoy.web.languages import is_redrawn


class PageForm(FlaskForm):
    """A form of a page. Sent only to be read in another language, it is never ripe, and blames nobody."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything needed is there and understood, and it was sent to be acted on."""
        return not is_redrawn() and bool(super().validate(extra_validators))

    @property
    def errors(self) -> dict[str | None, Any]:
        """What is unclear, by field; of a form that is not to be acted on something, which nobody is told."""
        return {None: []} if is_redrawn() else super().errors
