// The camera reads codes into the field below it, one a line. Everything else works without this.

import { camera, hindrance } from "./camera.js";

const form = document.querySelector("[data-scan]");
const part = (name) => form.querySelector(`[data-${name}]`);
const scanner = part("scanner");
const { codes, camera: isOn } = form.elements;
const said = scanner.dataset;

const key = (line) => line.toUpperCase().replace(/[\s-]+/g, "");
const lines = () => codes.value.split("\n").map((line) => line.trim()).filter(Boolean);

function count() {
  const seen = [...new Map(lines().map((line) => [key(line), line])).values()];
  part("count").textContent = seen.length;
  part("last").textContent = seen.at(-1) ?? "–";
}
function take(line) {
  if (!line) return undefined;
  if (lines().some((other) => key(other) === key(line))) return lens.tell(`${said.again} ${line}`);
  codes.value = [...lines(), line].join("\n") + "\n";
  count();
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

codes.addEventListener("input", count);
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
