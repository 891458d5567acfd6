// The camera reads codes into the field below it, one a line. Everything else works without this.
// A list that is not sent yet stays in this tab, through a reload and a sign-in.

import { camera, hindrance } from "./camera.js";

const form = document.querySelector("[data-scan]");
const part = (name) => form.querySelector(`[data-${name}]`);
const scanner = part("scanner");
const { codes, camera: isOn } = form.elements;
const said = scanner.dataset;

// As the server reads them: codes of boxes and pallets may stand beside each other on one line.
const apart = "commas" in form.dataset ? /[\n,;]+/ : /\n+/;
const each = (line) => (line.split(/\s+/).every((word) => /^(BX|PT)-/i.test(word)) ? line.split(/\s+/) : [line]);
const key = (line) => line.toUpperCase().replace(/[\s-]+/g, "");
const lines = () => codes.value.split(apart).map((line) => line.trim()).filter(Boolean).flatMap(each);
const kinds = new Intl.PluralRules(document.documentElement.lang);

function count() {
  const seen = [...new Map(lines().map((line) => [key(line), line])).values()];
  const said = [...part("scanned").querySelectorAll("[data-of]")];
  const fitting = said.find(({ dataset }) => dataset.of === kinds.select(seen.length)) ?? said.at(-1);
  for (const one of said) one.hidden = one !== fitting;
  for (const place of part("scanned").querySelectorAll("[data-count]")) place.textContent = seen.length;
  part("last").textContent = seen.at(-1) ?? "–";
}
function take(line) {
  if (!line) return undefined;
  if (lines().some((other) => key(other) === key(line))) return lens.tell(`${said.again} ${line}`);
  codes.value = [...lines(), line].join("\n") + "\n";
  count();
  keep();
  lens.tell(`${said.read} ${line}`);
  navigator.vibrate?.(60);
  if ("one" in said) {
    lens.stop();
    form.elements[said.one].focus();
  }
  return undefined;
}

const lens = camera(scanner, take, (on) => {
  part("start").hidden = on;
  isOn.value = on ? "1" : "";
});

// Of the page's address only a number is written down: it names a convoy.
const number = [...location.pathname].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) | 0, 7);
const place = form.dataset.keeps && `scan ${form.dataset.keeps} ${number}`;
function kept(value) {
  try {
    if (value === undefined) return JSON.parse(sessionStorage.getItem(place)) ?? {};
    sessionStorage.setItem(place, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: the page works all the same
  }
  return {};
}
function keep(more = {}) {
  if (place) kept({ codes: codes.value, ...more });
}
function bringBack() {
  const { codes: before = "", sent } = kept();
  const isDone = "acted" in form.dataset && before === sent;
  if (isDone || codes.value.trim() || !before.trim()) return keep();
  codes.value = before;
  part("back-count").textContent = new Set(lines().map(key)).size;
  part("back").hidden = false;
  return undefined;
}
if (place) {
  bringBack();
  form.addEventListener("submit", () => keep({ sent: codes.value }));
}

codes.addEventListener("input", () => {
  count();
  keep();
});
count();
scanner.hidden = false;
part("scanned").hidden = false;
const wasOn = isOn.value;
const hindered = await hindrance(scanner);
if (hindered) {
  lens.tell(said[hindered]);
} else {
  // A photo is for where there is no camera; here it is one press away.
  part("photo")?.removeAttribute("open");
  part("start").hidden = false;
  part("start").addEventListener("click", lens.start);
  if (wasOn) lens.start();
}
