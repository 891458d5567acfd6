"""A page made of every piece of templates/macros, on a small server of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask, jsonify, render_template_string, request, url_for
from flask_babel import Babel
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from convoy.web import headers
from convoy.web.languages import is_redrawn

TOP = Path(__file__).resolve().parents[2]

IMPORTS = """
{% from "macros/marks.html" import icon, badge, mark_badge, code, quantity, load_bar, progress %}
{% from "macros/page.html" import page_head, panel, facts, needs_you, timeline, empty, counts, ways, more,
   notice %}
{% from "macros/tables.html" import table, row, total, pick, pick_all, chips, pager, downloads, live_total %}
{% from "macros/forms.html" import post_form, field, beside, button, link_button, post_button, submit,
   error_summary, lines, scan_field %}
"""

# `text` is whatever a person may have typed; it goes into every piece that shows text.
EVERYTHING = (
    IMPORTS
    + """
{{ page_head(text, code=text, state={"text": text, "icon": "box", "tone": "action"},
   action=(text, "/go", "gift"), back=(text, "/back")) }}
{% call panel(text, code=text, tone="needs") %}{{ facts([(text, text), (text, none)]) }}{% endcall %}
{{ badge(text) }}{{ code(text, "/code") }}{{ quantity(text, text) }}{{ load_bar(text, 1, 1, 2, text, text) }}
{{ progress(1, 2, text) }}{{ needs_you([(text, text, "/x", "stopped")], text) }}
{{ timeline([{"title": text, "when": text, "note": text, "by": text}]) }}
{{ empty(text, text, "/x", text) }}{{ counts([(1, text, none), (none, text, "/x")]) }}
{{ ways([(text, "/x", "box", text)]) }}{% call more(text) %}{{ text }}{% endcall %}
{{ notice(text, "problem") }}
{% set columns = [(text, "pick"), (text, ""), (text, "number", "/sort", "ascending"), (text, "")] %}
{% call table(text, columns) %}
  {{ row(columns, [pick("box", text, text, {"grams": none}), text, text, none], "needs") }}
  {{ total(columns, ["", text, text, ""]) }}
{% endcall %}
{{ chips(text, [(text, "/x", true, 3)]) }}{{ pager("/next", none, text) }}
{{ downloads("boxes", {"place": text}) }}
{{ live_total("grams", text, 1000, text) }}{{ pick_all("box") }}
{{ button(text, "name", text) }}{{ link_button(text, "/x") }}{{ post_button(text, "/x", facts={"a": text}) }}
{{ scan_field("code", text, text, text, text) }}
"""
)

GIFT = (
    IMPORTS
    + """
{% call post_form("/gift") %}
  {{ error_summary(form) }}
  {{ field(form.donor, hint="Union or branch", search="/items") }}
  {{ field(form.origin) }}{{ field(form.anonymous) }}{{ field(form.note) }}{{ field(form.photo) }}
  {% call(line) lines(form.lines, "Line", "Add a line", 3) %}
    {{ field(line.item, search="/items") }}
    {% call beside() %}{{ field(line.boxes) }}{{ field(line.each) }}{{ field(line.unit) }}{% endcall %}
    <output data-product="boxes each"></output>
  {% endcall %}
  {% call submit() %}{{ button("Record", "then", "labels") }}{% endcall %}
{% endcall %}
"""
)

CHOOSING = (
    IMPORTS
    + """
{% call post_form("/sent", "stack") %}
  {{ pick_all("box") }}
  {% set columns = [("Choose", "pick"), ("Box", "")] %}
  {% call table("Boxes", columns) %}
    {% for name, grams in [("A", 12500), ("B", 1500), ("C", none)] %}
      {{ row(columns, [pick("box", name, name, {"grams": grams}), name]) }}
    {% endfor %}
  {% endcall %}
  {{ live_total("grams", "Chosen", 1000, "kg") }}
  {{ button("Load") }}
{% endcall %}
"""
)

WEIGHING = (
    IMPORTS
    + """
{% call post_form("/sent", **{"data-round": true}) %}
  {{ scan_field("code", "Box", act="", autofocus=true) }}
  {{ scan_field("kg", "Weight", act="") }}{{ button("Next") }}
{% endcall %}
"""
)

FRAME = """<!doctype html><html lang="en"><title>Pieces</title>
<link rel="icon" href="{{ static_url('favicon.svg') }}">
<link rel="stylesheet" href="{{ static_url('css/convoy.css') }}">
<script type="module" src="{{ static_url('js/convoy.js') }}"></script><body>"""


class LineForm(Form):
    """One line of a gift."""

    item = StringField("Item", [InputRequired("Name the item")])
    boxes = StringField("Boxes")
    each = StringField("In each box")
    unit = SelectField("Unit", choices=["piece", "kg"])


class GiftForm(Form):
    """A gift of several lines, with a field of every kind."""

    donor = StringField("Who gives", [InputRequired("Name the donor")])
    origin = RadioField("The goods are", [InputRequired("Say which")], choices=["given", "bought"])
    anonymous = BooleanField("No name on papers")
    note = TextAreaField("Note")
    photo = FileField("Photo")
    lines = FieldList(FormField(LineForm), min_entries=1)


def gallery() -> tuple[Flask, list[MultiDict[str, str]]]:
    """An application that shows the pieces, and the list in which it keeps what was sent to it."""
    app = Flask("pieces", template_folder=str(TOP / "templates"), static_folder=str(TOP / "static"))
    app.config.update(SECRET_KEY="only for these pages", PROPAGATE_EXCEPTIONS=True)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    Babel(app)
    app.add_template_global(lambda name: url_for("static", filename=name), "static_url")
    app.add_template_global(is_redrawn, "is_redrawn")
    headers.install(app, secure=False)
    sent: list[MultiDict[str, str]] = []

    @app.get("/lists/<name>.<ending>", endpoint="exports.of_list")
    def of_list(name: str, ending: str) -> str:
        return f"{name}.{ending}"

    @app.get("/<name>")
    def show(name: str) -> str:
        source = {"choosing": CHOOSING, "weighing": WEIGHING, "everything": EVERYTHING}[name]
        return render_template_string(FRAME + source, text=request.args.get("text", "Tins"))

    @app.route("/gift", methods=["GET", "POST"])
    def gift() -> str:
        form = GiftForm(request.form if request.method == "POST" else None)
        if request.method == "POST":
            sent.append(request.form)
        if request.form.get("add") == "lines":
            form.lines.append_entry()
        elif request.method == "POST":
            form.validate()
        return render_template_string(FRAME + GIFT, form=form)

    @app.post("/sent")
    def take() -> str:
        sent.append(request.form)
        return render_template_string(FRAME + "Taken")

    @app.get("/items")
    def items() -> object:
        names = [("Tinned beef", "kg"), ("Tinned fish", "piece"), ("Blanket", "piece")]
        typed = request.args["q"].casefold()
        return jsonify(
            [{"label": n, "hint": u, "fill": {"unit": u}} for n, u in names if typed in n.casefold()]
        )

    @app.errorhandler(CSRFError)
    def foreign(_error: CSRFError) -> tuple[str, int]:
        return "no token", 400

    return app, sent


@contextmanager
def served() -> Iterator[tuple[str, list[MultiDict[str, str]]]]:
    """The gallery's address, and what was sent to it."""
    app, sent = gallery()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
