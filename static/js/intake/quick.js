// The intake page at the speed of a queue: what is usual by one tap, big keys for a count, Enter through a line. All
// of it only helps, as static/js/desk.js does at the desk; the form works without it.

import { addLine, all, field, form, known, lines, note, one, onward, say, valueOf } from "./lines.js";

const isCoarse = () => matchMedia("(pointer: coarse)").matches;
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

/* ---- Big keys for thumbs and gloves, below the number that is being typed ---- */

const pad = one("#keypad");
let counted;
const isCount = (input) => ["quantity", "boxes"].includes(input?.dataset?.name) && lineOf(input);

function foldPad() {
  const at = document.activeElement;
  if (!pad.contains(at) && (!isCount(at) || at.dataset.letters)) pad.hidden = true;
}
form.addEventListener("focusin", ({ target }) => {
  if (!isCoarse()) return;
  if (isCount(target) && !target.dataset.letters) {
    counted = target;
    counted.closest(".beside").after(pad);
    pad.hidden = false;
    pad.scrollIntoView({ block: "nearest" }); // all of its keys above the bar with the main action
  } else setTimeout(foldPad, target.dataset.letters ? 0 : 400); // not under a finger: the button below would move away before it is let go
});
// The phone's own keys would cover the line: they stay away from these fields.
document.addEventListener("pointerdown", ({ target }) => isCoarse() && isCount(target) && !target.dataset.letters && target.setAttribute("inputmode", "none"), true);
pad.addEventListener("pointerdown", (event) => event.preventDefault());
pad.addEventListener("click", (event) => {
  const key = event.target.closest("button")?.dataset.key;
  if (!key || !counted?.isConnected) return;
  if (key === "letters") {
    // "2 dozen" has letters: the phone's own keys come for it, and stay with this field.
    counted.dataset.letters = "1";
    counted.inputMode = "text";
    pad.hidden = true;
    counted.blur();
    counted.focus();
    return;
  }
  if (key === "next") {
    counted.dispatchEvent(new Event("change", { bubbles: true }));
    enter(counted);
    return;
  }
  counted.value = key === "back" ? counted.value.slice(0, -1) : counted.value + key;
  counted.dispatchEvent(new Event("input", { bubbles: true }));
});

/** Put the keys away before lines are taken off the page. */
export function stowPad() {
  pad.hidden = true;
  one("#add").parentElement.after(pad);
}
