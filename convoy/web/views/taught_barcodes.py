"""Taking back what a barcode was taught with a gift, on that gift's page."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from convoy.domain.errors import Conflict, NotFound, RuleBroken
from convoy.domain.permissions import Permission
from convoy.queries import donations
from convoy.services import taught_barcodes, withdrawals
from convoy.web.access import current_actor, do, look
from convoy.web.errors import say
from convoy.web.forms.donations import ForgetBarcodeForm

bp = Blueprint("taught_barcodes", __name__)


@bp.post("/donations/<code>/barcodes/forget")
def forget(code: str) -> ResponseReturnValue:
    """Let a barcode that was remembered with this gift stand for nothing again."""
    actor = current_actor()
    with look() as db:
        donation = donations.found(db, actor, code)
        if not actor.may(Permission.CATALOGUE_EDIT):
            withdrawals.must_change(actor, donation)
    form = ForgetBarcodeForm()
    if form.validate():
        command = taught_barcodes.ForgetBarcode(form.key.data, donation.code, form.gtin.data)
        try:
            gtin = do(taught_barcodes.forget, command)
        except (RuleBroken, NotFound, Conflict) as error:
            flash(say(error), "problem")
        else:
            flash(gettext("Barcode %(gtin)s stands for nothing any more.", gtin=gtin), "done")
    return redirect(url_for("donations.show", code=donation.code), 303)
