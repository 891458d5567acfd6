"""What is chosen to give a role, to invite, and to act on a person."""

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField

from convoy.domain.permissions import Actor, Granted, Role
from convoy.queries.users import Somewhere
from convoy.services.grants import may_hand_out
from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import KeyField
from convoy.web.labels import label
from convoy.web.page_form import PageForm


class OnPersonForm(PageForm):
    """One button about a person."""

    key = KeyField()


class EndRoleForm(OnPersonForm):
    """The button beside a role that is held: its value, and the code of where it holds."""

    role = HiddenField()
    where = HiddenField()


class RoleForm(PageForm):
    """A role, and where it holds."""

    key = KeyField()
    role = SelectField(lazy_gettext("Role"))
    where = SelectField(lazy_gettext("Where"))

    def offer(self, actor: Actor, somewhere: list[Somewhere]) -> "RoleForm":
        """Offer only what this person may hand out, and return the form."""
        self.known = {one.code: one for one in somewhere}
        everything = [Granted(role, one.place_id, one.convoy_id) for role in Role for one in somewhere]
        roles = dict.fromkeys(granted.role for granted in everything if may_hand_out(actor, granted))
        self.role.choices = [SelectChoice(value=role.value, label=label(role)) for role in roles]
        self.where.choices = [
            SelectChoice(value=one.code, label=one.name or gettext("everywhere"))
            # The widest scope is the last one offered, so that nobody gives it by just pressing on.
            for one in sorted(somewhere, key=lambda one: not one.code)
        ]
        return self

    def granted(self) -> Granted:
        """Return what was chosen; only for a form that validated."""
        where = self.known[self.where.data]
        return Granted(Role(self.role.data), where.place_id, where.convoy_id)

    def role_label(self) -> str:
        """Return the chosen role in words."""
        return label(Role(self.role.data))

    def where_label(self) -> str:
        """Return the chosen scope in words."""
        return self.known[self.where.data].name or gettext("everywhere")
