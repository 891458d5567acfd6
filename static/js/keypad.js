// Big keys for thumbs and gloves, below the number that is being typed: at the desk (desk.js) and on the page without
// a network (intake/quick.js). A number of a line says so by data-count.

const isCoarse = () => matchMedia("(pointer: coarse)").matches;
const isCount = (field) => Boolean(field?.dataset?.count && !field.dataset.letters && field.closest("[data-line]"));

/**
 * Offer these keys to whoever counts with a finger.
 * @param {HTMLElement} pad of templates/macros/keypad.html @param {(field: HTMLInputElement) => void} goOn to what comes after a number
 */
export function offerKeys(pad, goOn) {
  const form = pad.closest("form");
  let counted;

  const offer = (field) => {
    counted = field;
    counted.closest(".beside").after(pad);
    pad.hidden = false;
    pad.scrollIntoView({ block: "nearest" }); // all of its keys above the bar with the main action
  };
  const fold = () => {
    const at = document.activeElement;
    if (!pad.contains(at) && !isCount(at)) pad.hidden = true;
  };
  // "2 dozen" has letters: the phone's own keys come for it, and stay with this field.
  const typeLetters = (field) => {
    field.dataset.letters = "1";
    field.inputMode = "text";
    pad.hidden = true;
    field.blur();
    field.focus();
  };

  form.addEventListener("focusin", ({ target }) => {
    if (!isCoarse()) return;
    if (isCount(target)) offer(target);
    else setTimeout(fold, target.dataset.letters ? 0 : 400); // not under a finger: the button below would move away before it is let go
  });
  // The phone's own keys would cover the line: they stay away from these fields.
  form.addEventListener("pointerdown", ({ target }) => isCoarse() && isCount(target) && target.setAttribute("inputmode", "none"), true);
  pad.addEventListener("pointerdown", (event) => event.preventDefault());
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button")?.dataset.key;
    if (!key || !counted?.isConnected) return;
    if (key === "letters") typeLetters(counted);
    else if (key === "next") {
      counted.dispatchEvent(new Event("change", { bubbles: true }));
      goOn(counted);
    } else {
      counted.value = key === "back" ? counted.value.slice(0, -1) : counted.value + key;
      counted.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  // Somebody was quicker than this file.
  if (isCoarse() && isCount(document.activeElement)) offer(document.activeElement);
}
