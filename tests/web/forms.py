"""The forms of a page, as somebody meets them who fills them in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import uuid4


@dataclass
class Control:
    """One thing that can be filled in, as the page has it."""

    name: str
    kind: str
    value: str
    id: str = ""
    inputmode: str = ""
    placeholder: str = ""
    wrong: bool = False

    @property
    def is_typed(self) -> bool:
        return self.kind in {"text", "textarea", "search", "email", "tel"}


@dataclass
class Form:
    """A form a person could send, with what it would send if nothing were touched."""

    action: str
    controls: list[Control] = field(default_factory=list)

    def filled(self) -> list[tuple[str, str]]:
        """What a browser would send, with a key of its own so that each sending counts."""
        sent = [(one.name, one.value) for one in self.controls if one.kind not in {"off", "submit"}]
        return [(name, str(uuid4()) if name == "key" else value) for name, value in sent]

    def buttons(self) -> list[Control]:
        """The buttons that say what is to be done, where the form has several."""
        return [one for one in self.controls if one.kind == "submit"]

    def filled_but(self, name: str, value: object, button: Control | None = None) -> dict[str, list[object]]:
        """The same with one thing in it changed, sent by this button."""
        pressed = [] if button is None or button.name == name else [(button.name, button.value)]
        data: dict[str, list[object]] = {}
        for each, given in [
            *(pair for pair in self.filled() if pair[0] != name), *pressed, (name, value),
        ]:  # fmt: skip
            data.setdefault(each, []).append(given)
        return data


class Forms(HTMLParser):
    """The forms of a page that send something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None
        self._templates = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._templates += 1
        elif tag == "form" and given.get("method") == "post":
            self._form = Form(given["action"])
            self.found.append(self._form)
        elif self._form is None or self._templates:
            return
        elif tag == "input" and given.get("name"):
            self._form.controls.append(self._input(given))
        elif tag == "textarea":
            self._area = self._control(given, "textarea")
            self._form.controls.append(self._area)
        elif tag == "select":
            self._select = self._control(given, "select")
            self._form.controls.append(self._select)
        elif tag == "option" and self._select is not None:
            chosen = "selected" in given or not self._select.placeholder
            if (chosen and given["value"]) or "selected" in given:
                self._select.value, self._select.placeholder = given["value"], "chosen"
        elif tag == "button" and given.get("name"):
            self._form.controls.append(Control(given["name"], "submit", given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def _input(self, given: dict[str, str]) -> Control:
        control = self._control(given, given.get("type", "text"))
        if control.kind in {"checkbox", "radio"}:
            control.value = given.get("value", "y")
            control.kind = control.kind if "checked" in given else "off"
        return control

    def _control(self, given: dict[str, str], kind: str) -> Control:
        return Control(
            given.get("name", ""),
            kind,
            given.get("value", ""),
            given.get("id", ""),
            given.get("inputmode", ""),
            given.get("placeholder", ""),
            given.get("aria-invalid") == "true",
        )


def is_marked(page: str, name: str) -> bool:
    """Whether the page shows an error at the field of this name."""
    return any(one.wrong for form in Forms(page).found for one in form.controls if one.name == name)
