// The intake screen at the speed of a queue. Everything here only helps: the form also works without it.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const form = document.querySelector("[data-intake]");
const lines = form?.querySelector("[data-lines]");
const part = (line, name) => line.querySelector(`[name$="-${name}"]`);
const lineOf = (field) => field.closest?.("[data-line]");

function everyLine() {
  return all(":scope > [data-line]", lines);
}
function blankLine() {
  const free = () => everyLine().find((line) => !part(line, "item").value.trim());
  if (!free()) lines.querySelector("[data-add-line]")?.click();
  return free();
}
function toSend() {
  form.querySelector(".submit button").focus();
}
// To the next line: one that is there, or a new one.
function goOn(line) {
  const here = everyLine();
  const next = here[here.indexOf(line) + 1] ?? blankLine();
  if (next) part(next, "item").focus();
  else toSend();
}

// Where there are real keys, the cursor stands where typing begins.
if (form && matchMedia("(pointer: fine)").matches && document.activeElement === document.body) {
  const { donor } = form.elements;
  (donor.value || form.elements.anonymous.checked ? part(everyLine()[0], "item") : donor).focus();
}

// One tap takes an item that is usual here.
form?.addEventListener("click", (event) => {
  const chip = event.target.closest?.("button[name=take]");
  const line = chip && blankLine();
  if (!line) return;
  event.preventDefault();
  part(line, "item").value = chip.dataset.item;
  part(line, "item").dispatchEvent(new Event("change", { bubbles: true }));
  part(line, "quantity").focus();
});

const SCANNED = /^\s*([0-9]{8,}|[(\]])/; // a barcode, or the code on a medicine

// The camera reads a barcode, or the code on a medicine, into the line.
function scanned(line, text) {
  if (!SCANNED.test(text)) return false;
  const item = part(line, "item");
  item.value = text;
  readLine(line).then(() => {
    keepSoon();
    // A barcode that is new here: what is it?
    (item.value.trim() ? part(line, "quantity") : item).focus();
  });
  return true;
}
async function offerCamera() {
  const found = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  if (!found.some(({ kind }) => kind === "videoinput")) return;
  const { besideItems } = await import("./camera.js");
  await besideItems(form, form.querySelector("[data-scanner]"), scanned);
}
if (form) offerCamera();

// Enter goes through a line: what, how many, boxes, next line; on a blank line to the button that records.
async function taken(input) {
  const { offer } = input;
  if (!input.value.trim() || !offer) return true;
  if (offer.at() < 0) await offer.ask();
  const rows = offer.rows();
  if (offer.at() >= 0) offer.choose(offer.at());
  else if (rows[0]?.sure) offer.choose(0);
  else if (rows.length) {
    offer.mark(0); // not sure: the likeliest is marked, and Enter takes it
    return false;
  } else {
    await readLine(lineOf(input)); // a barcode that is new here, on whatever keyboard it was typed: what is it?
    return Boolean(input.value.trim());
  }
  return true;
}
async function donorTaken(input) {
  await input.offer.ask();
  const rows = input.offer.rows();
  const same = rows.findIndex(({ label }) => label.toLowerCase() === input.value.trim().toLowerCase());
  if (input.offer.at() >= 0) input.offer.choose(input.offer.at());
  else if (same >= 0) input.offer.choose(same);
  else if (rows.length) return input.offer.mark(0);
  else if (input.value.trim()) return form.elements.donor_kind.focus(); // a new donor: of which kind?
  return part(blankLine(), "item").focus();
}
async function enter(field) {
  if (field.name === "donor") return donorTaken(field);
  const line = lineOf(field);
  if (field === part(line, "item")) {
    if (!field.value.trim()) return toSend();
    if (!(await taken(field))) return undefined;
    if (part(line, "quantity").value.trim()) return goOn(line);
    return part(line, "quantity").focus();
  }
  if (field === part(line, "quantity")) return part(line, "boxes").focus();
  return goOn(line);
}
form?.addEventListener(
  "keydown",
  (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || field.tagName !== "INPUT") return;
    if (!lineOf(field) && field.name !== "donor") return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      form.querySelector(".submit button").click();
      return;
    }
    event.stopPropagation();
    enter(field);
  },
  true,
);

const read = new WeakMap(); // what was asked of each line last
let sendings = 0; // what was sent stays as it was: sent again, it is the same gift

// What is to be said of a line, while it is typed: what was understood, and what to look out for.
async function readLine(line) {
  const item = part(line, "item").value.trim();
  const told = line.querySelector("[data-notes]");
  const address = new URL(form.dataset.lineUrl, location.href);
  const sent = {};
  for (const name of ["item", "quantity", "boxes", "expires_on", "gtin", "batch"]) {
    sent[name] = part(line, name).value;
    address.searchParams.set(name, sent[name]);
  }
  for (const name of ["place", "received_on"]) address.searchParams.set(name, form.elements[name]?.value ?? "");
  if (!item && !sent.gtin) {
    ask(line, {});
    return told.replaceChildren();
  }
  if (read.get(line) === String(address)) return undefined;
  read.set(line, String(address));
  const before = sendings;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || before !== sendings || item !== part(line, "item").value.trim()) return undefined;
    const { fill, notes, seen, remember } = await answer.json();
    for (const [name, value] of Object.entries(fill)) {
      // What was typed meanwhile stays.
      if (name in sent && part(line, name).value === sent[name]) part(line, name).value = value;
      all(`[data-fill="${name}"]`, line).forEach((place) => (place.textContent = value));
    }
    ask(line, remember);
    told.replaceChildren(
      ...notes.map(({ text, tone, choose = [] }) => {
        const note = Object.assign(document.createElement("li"), { textContent: text, className: tone });
        if (choose.length) note.append(chips(line, choose));
        return note;
      }),
    );
    const known = new Set(form.elements.told.value.split(" ").filter(Boolean));
    seen.forEach((one) => known.add(one));
    form.elements.told.value = [...known].join(" ");
  } catch {
    read.delete(line);
    // no network: it is said when the form is sent
  }
  return undefined;
}

// What an unclear word may mean: one press takes it.
function chips(line, names) {
  const group = Object.assign(document.createElement("span"), { className: "chips" });
  const take = (name) => {
    part(line, "item").value = name;
    part(line, "item").dispatchEvent(new Event("change", { bubbles: true }));
    part(line, part(line, "quantity").value.trim() ? "boxes" : "quantity").focus();
  };
  for (const name of names) {
    const chip = Object.assign(document.createElement("button"), { type: "button", textContent: name });
    chip.addEventListener("click", () => take(name));
    group.append(chip);
  }
  return group;
}

// Whether a barcode that is new here is to be remembered: an answer holds for the pair it was given to.
function ask(line, { of = "", question = "" }) {
  const asked = line.querySelector("[data-remember]");
  line.querySelector("[data-barcode]").hidden = !part(line, "gtin").value.trim();
  asked.hidden = !of;
  if (part(line, "remember_of").value === of) return;
  part(line, "remember_of").value = of;
  all("[type=radio]", asked).forEach((choice) => (choice.checked = false));
  asked.querySelector("legend").textContent = question;
}
form?.addEventListener("click", (event) => {
  const dropped = event.target.closest?.("button[name=drop]");
  if (!dropped) return;
  event.preventDefault();
  const line = lineOf(dropped);
  part(line, "gtin").value = "";
  ask(line, {});
  readLine(line);
  keepSoon();
  part(line, "item").focus();
});
form?.addEventListener("change", (event) => {
  const line = lineOf(event.target);
  if (line && ["item", "quantity", "expires_on", "gtin"].some((name) => event.target === part(line, name))) readLine(line);
  if (["place", "received_on"].includes(event.target.name)) everyLine().forEach(readLine);
  if (event.target.name === "place") {
    all("[data-of-place]", form).forEach((shown) => (shown.hidden = shown.dataset.ofPlace !== event.target.value));
  }
});

// What is typed is kept on the server, so that a flat battery or another volunteer loses nothing.
const kept = form?.querySelector("[data-kept]");
let keeping;
let isSent = false;
let isKept = true; // nothing was typed since the server had it
let mayGo = false;
let underWay; // one at a time: on a slow network an older text would overtake a newer one

const isTyped = () => everyLine().some((line) => part(line, "item").value.trim()) || form.elements.donor.value.trim();

// Whether the server answered.
async function keep(last = false) {
  clearTimeout(keeping);
  if (underWay && !last) return keepSoon();
  if (isSent || !isTyped()) return true;
  underWay?.abort();
  const turn = (underWay = new AbortController());
  const patience = setTimeout(() => turn.abort(), 20_000);
  isKept = true;
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      keepalive: last,
      signal: turn.signal,
    });
    if (!answer.ok && answer.status !== 409) return true; // such as a sign-in that ended: the form is carried through it
    tell(await answer.json()); // a page that stands in the way of the network is no answer
    form.dispatchEvent(new CustomEvent("reached", { bubbles: true }));
    return true;
  } catch {
    isKept = false;
    if (turn === underWay) kept.textContent = kept.dataset.lost;
    return false;
  } finally {
    clearTimeout(patience);
    if (turn === underWay) underWay = undefined;
  }
}
// That another tab or person was quicker is said where it is seen, with the way to go on.
function tell({ said, to, where }) {
  const stale = form.querySelector("[data-stale]");
  const link = stale.querySelector("a");
  kept.textContent = to ? "" : said;
  if (to && stale.hidden) stale.scrollIntoView({ block: "nearest" });
  stale.hidden = !to;
  stale.querySelector("[data-told]").textContent = to ? said : "";
  if (to) form.querySelector("[data-unanswered]").hidden = true; // now it is known
  Object.assign(link, { href: to ?? "", textContent: where ?? "" });
}
function keepSoon() {
  isKept = false;
  clearTimeout(keeping);
  if (kept) keeping = setTimeout(keep, 1500);
}
// What the server does not have yet is kept there before the page is left: a page that cannot be reached shows
// the browser's own, and everything typed would be gone.
async function keepFirst(button) {
  button?.setAttribute("aria-disabled", "true");
  mayGo = await keep(true);
  button?.removeAttribute("aria-disabled");
  if (mayGo) form.requestSubmit(button);
  else form.dispatchEvent(new CustomEvent("cut", { bubbles: true }));
}
if (kept) {
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", (event) => {
    if (!isKept && !mayGo) {
      event.preventDefault();
      if (event.submitter?.getAttribute("aria-disabled") !== "true") keepFirst(event.submitter);
      return;
    }
    mayGo = false;
    isSent = true;
    sendings += 1;
    clearTimeout(keeping);
  });
  window.addEventListener("pageshow", () => (isSent = false));
  form.addEventListener("unanswered", () => (isSent = false));
  window.addEventListener("online", () => isKept || keepSoon());
  document.addEventListener("visibilitychange", () => document.hidden && keep(true));
}

// A phone that does not have the page for days without a network is led there while there is one.
async function offerPhone() {
  const offer = document.querySelector("[data-offer-phone]");
  if (!offer || !navigator.serviceWorker) return;
  offer.hidden = Boolean(await navigator.serviceWorker.getRegistration("/intake/"));
}
if (form) offerPhone();

// Big keys, where numbers are typed with a finger.
async function offerKeypad() {
  const pad = form.querySelector("[data-keypad]");
  if (!pad || !matchMedia("(pointer: coarse)").matches) return;
  const { offerKeys } = await import("./keypad.js");
  offerKeys(pad, enter);
}
if (form) offerKeypad();
