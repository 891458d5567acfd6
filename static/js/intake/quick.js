// The intake page at the speed of a queue: what is usual by one tap, big keys for a count, Enter through a line. All
// of it only helps, as static/js/desk.js does at the desk; the form works without it.

import { offerKeys } from "../keypad.js";
import { addLine, field, form, known, lines, note, one, onward, valueOf } from "./lines.js";

const lineOf = (input) => input.closest?.("[data-line]");
const toSend = () => one(".submit button", form).focus();

/* ---- What the place asks for, and what is usual there ---- */

function blankLine() {
  return lines().find((line) => !valueOf(field("item", line))) ?? addLine();
}

function take(item) {
  const line = blankLine();
  const input = field("item", line);
  input.value = item.name;
  line.dataset.code = item.code;
  field("unlisted", line).value = "";
  for (const kind of ["input", "change"]) line.dispatchEvent(new Event(kind, { bubbles: true }));
  note(line);
  field("quantity", line).focus();
}

/** Show what the chosen place asks for and has usually. */
export function showPlace(places) {
  known.place = places.find(({ code }) => code === valueOf(field("place"))) ?? {};
  for (const name of ["pinned", "often"]) {
    const box = one(`#${name}`);
    const items = (known.place[name] ?? []).map((code) => known.items?.item(code)).filter(Boolean);
    box.hidden = !items.length;
    one(".chips", box).replaceChildren(
      ...items.map((item) => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: item.name });
        button.addEventListener("click", () => take(item));
        return button;
      }),
    );
  }
  const told = { unwanted: known.place.do_not_bring, needed: known.place.most_needed?.join("; "), asked: known.place.accepts };
  for (const [name, sentence] of Object.entries(told)) {
    one(`#place-${name}`).hidden = !sentence;
    one(`#place-${name} span`).textContent = sentence ?? "";
  }
  lines().forEach((line) => note(line));
}

/* ---- Enter goes on: what, how many, boxes, the next line; on a blank line to the button that saves ---- */

function enter(input) {
  const line = lineOf(input);
  if (!line) return input === field("donor") ? afterDonor() : undefined;
  if (input === field("item", line)) return valueOf(input) ? onward(line) : toSend();
  if (input === field("quantity", line)) return field("boxes", line).focus();
  const here = lines();
  return field("item", here[here.indexOf(line) + 1] ?? addLine()).focus();
}

function afterDonor() {
  field("item", blankLine()).focus();
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) one(".submit button", form).click();
  else enter(event.target);
});

/* ---- Big keys, where numbers are typed with a finger ---- */

const pad = one("#keypad");
offerKeys(pad, enter);

/** Put the keys away before lines are taken off the page. */
export function stowPad() {
  pad.hidden = true;
  one("#add").parentElement.after(pad);
}
