"""What is typed about printed labels: how many, which are spoiled, which is on a box."""

from flask_babel import lazy_gettext
from wtforms.validators import InputRequired

from convoy.domain.errors import Invalid, Refusal
from convoy.services.box_labels import PutLabel
from convoy.services.label_runs import IssueLabels, SpoilLabels
from convoy.web.forms.boxes import REASON, ActionForm, CodesField
from convoy.web.forms.counting import blame
from convoy.web.forms.fields import NEEDED, QuantityField, TextField, said


class _LabelsForm(ActionForm):
    def refuse(self, error: Refusal) -> None:
        """Show the service's refusal at the field it names, else above the form."""
        if isinstance(error, Invalid) and error.field in self:
            blame(self[error.field], said(error))
        else:
            super().refuse(error)


class LabelsForm(_LabelsForm):
    """How many labels."""

    count = QuantityField(lazy_gettext("How many labels"), [InputRequired(NEEDED)])

    def command(self, place: str) -> IssueLabels:
        """Return what the service takes."""
        return IssueLabels(self.key.data, place, self.count.data)


class SpoiledForm(_LabelsForm):
    """Labels that nobody will use, and why."""

    labels = CodesField(
        lazy_gettext("Spoiled or lost labels"), [InputRequired(NEEDED)], render_kw={"rows": "2"}
    )
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=REASON)

    def command(self, place: str) -> SpoilLabels:
        """Return what the service takes."""
        return SpoilLabels(self.key.data, place, self.labels.data, self.reason.data)


class PutLabelForm(_LabelsForm):
    """The printed label that is on a box."""

    label = TextField(lazy_gettext("Code or number of the blank label"), [InputRequired(NEEDED)], limit=80)

    def command(self, box: str) -> PutLabel:
        """Return what the service takes."""
        return PutLabel(self.key.data, box, self.label.data)
