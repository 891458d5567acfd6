"""The list for the recipient's declaration as a sheet to send to the recipient."""

from uuid import uuid4

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from convoy.services import coded_lists
from convoy.web.access import do

bp = Blueprint("coded_lists", __name__)

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.post("/papers/<code>/v<int:version>/list.<any(csv, xlsx):kind>")
def hand_out(code: str, version: int, kind: str) -> ResponseReturnValue:
    """Give the rows of a final list as a sheet, and write down who got it."""
    command = coded_lists.HandOut(uuid4(), code, version, kind, str(get_locale()))
    answer = Response(do(coded_lists.hand_out, command), mimetype=TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{code}-v{version}.{kind}")
    return answer
