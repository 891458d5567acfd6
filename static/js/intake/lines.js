// The lines of the gift on this phone's page: what is typed, found and scanned in them, and what is said of them. And
// what all scripts of the page have in common: finding a part of it, saying a sentence.

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const language = document.documentElement.lang;
const kinds = new Intl.PluralRules(language);
export const form = one("#gift");
export const lines = () => all("[data-line]", form);
export const field = (name, within = form) => one(`[data-name="${name}"]`, within);
const LINE = ["item", "unlisted", "quantity", "boxes", "condition", "expires_on", "weight", "batch", "gtin", "remember", "remember_of", "box_codes", "earmark", "decision", "reason"];

/** What the phone knows, once it is read: items (a finder), goods (reads codes), barcodes, reader, ASKED_FIRST, place. */
export const known = { barcodes: {}, place: {}, seen: new Set() };

export function say(name, facts = {}) {
  const counted = `[data-word="${name}"][data-of="${kinds.select(Number(facts.n ?? 0))}"]`;
  const sentence = (one(counted) ?? one(`[data-word="${name}"]`))?.textContent ?? name;
  return sentence.replaceAll(/{(\w+)}/g, (_, fact) => facts[fact] ?? "");
}

/** Have what was changed here kept, as if it was typed. */
function touch(line) {
  for (const kind of ["input", "change"]) line.dispatchEvent(new Event(kind, { bubbles: true }));
}

export const valueOf = (input) => (input.type === "checkbox" ? input.checked : input.value.trim());

export function label(within, prefix) {
  all("[data-name]", within).forEach((input) => {
    const { name } = input.dataset;
    input.id = `${prefix}${name}`;
    const of = one(`[data-for="${name}"]`, within);
    if (of) of.htmlFor = input.id;
    const hint = one(`[data-hint="${name}"]`, within);
    if (hint) {
      hint.id = `${input.id}-hint`;
      input.setAttribute("aria-describedby", hint.id);
    }
  });
}

export function addLine(values = {}) {
  const added = one("#lines template").content.firstElementChild.cloneNode(true);
  const number = lines().length;
  one("[data-line-number]", added).textContent = number + 1;
  label(added, `lines-${number}-`);
  one("[data-remember]", added).id = `lines-${number}-question`;
  one("#add").parentElement.before(added);
  LINE.forEach((name) => values[name] !== undefined && (field(name, added).value = values[name]));
  offer(added, values.code);
  return added;
}

export function typedLines() {
  return lines().map((line) => ({
    ...Object.fromEntries(LINE.map((name) => [name, valueOf(field(name, line))])),
    code: line.dataset.code ?? "",
  }));
}

export const isBlank = (line) => !line.item && !line.quantity && !line.boxes && !line.gtin;
const itemOf = (line) => known.items?.item(line.dataset.code);

/* ---- Items, found on this phone ---- */

function means(line, item) {
  line.dataset.code = item?.code ?? "";
  one("[data-unit]", line).textContent = item?.unit === "GRM" ? say("by-weight") : "";
  note(line);
}

/** What is meant by what was typed for an item: its own words, and an amount typed with it. */
function takenApart(line, text) {
  const quick = !valueOf(field("quantity", line)) && known.reader?.line(text);
  const isName = () => known.items.find(text).found[0]?.name.toLowerCase() === text.trim().toLowerCase();
  return (quick?.quantity || quick?.boxes) && !isName() ? quick : { item: text };
}

function offer(line, code) {
  const input = field("item", line);
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let quick = { item: "" };
  let found = [];
  let isSure = false;
  let areKnown = false; // the words are those of an item, and not only like them
  let at = -1;
  Object.assign(list, { id: `${input.id}-offers`, className: "offers", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", one('[data-for="item"]', line).textContent);
  told.className = "unseen";
  told.setAttribute("role", "status");
  input.after(list, told);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  const shut = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    const chosen = found[place];
    input.value = chosen.code ? chosen.name : quick.item;
    for (const name of ["quantity", "boxes"]) if (quick[name]) field(name, line).value ||= quick[name];
    field("unlisted", line).value = chosen.code ? "" : "yes";
    means(line, chosen.code ? chosen : undefined);
    shut();
    touch(line);
  };
  const mark = (place) => {
    at = (place + found.length) % found.length;
    [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    field("unlisted", line).value = "";
    means(line);
    quick = takenApart(line, input.value);
    const { found: listed, isSure: isKnown } = known.items?.find(quick.item, known.place.usual) ?? { found: [], isSure: false };
    areKnown = isKnown;
    isSure = isKnown && listed.length === 1;
    // What is not in the catalogue is kept under its own words, as at the desk.
    const other = known.items && quick.item.trim().length > 1 ? [{ name: say("unlisted", { words: quick.item.trim() }) }] : [];
    found = [...listed, ...other];
    list.replaceChildren(
      ...found.map((item, n) => {
        const row = Object.assign(document.createElement("li"), { id: `${list.id}-${n}`, textContent: item.name });
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.addEventListener("pointerdown", (event) => event.preventDefault());
        row.addEventListener("click", () => {
          choose(n);
          onward(line);
        });
        return row;
      }),
    );
    list.hidden = !found.length;
    at = -1;
    input.setAttribute("aria-expanded", String(found.length > 0));
    told.textContent = listed.length ? say("found", { n: listed.length }) : say("not-found");
  };
  input.addEventListener("input", show);
  input.addEventListener("blur", () => {
    scanned(line, input.value, { goesOn: false });
    // One word that means one thing needs no press; what is only like it does.
    if (!line.dataset.code && isSure && !field("unlisted", line).value && input.value.trim()) choose(0);
    shut();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && scanned(line, input.value)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    // What is only like an item, or is kept uncounted, is marked first, and a second Enter takes it.
    else if (event.key === "Enter" && at < 0 && !(found[0].code && areKnown)) mark(0);
    else if (event.key === "Enter") {
      choose(Math.max(at, 0));
      return; // and on, with whoever listens on the form
    } else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
    if (event.key === "Enter") event.stopPropagation();
  });
  for (const name of ["gtin", "expires_on", "quantity"]) field(name, line).addEventListener("change", () => note(line));
  field("decision", line).addEventListener("change", () => note(line));
  one("[data-drop]", line).addEventListener("click", () => {
    field("gtin", line).value = "";
    note(line);
    touch(line);
    input.focus();
  });
  all("[data-answer]", line).forEach((button) =>
    button.addEventListener("click", () => {
      field("remember", line).value = button.dataset.answer;
      asked(line);
      touch(line);
    }),
  );
  shut();
  means(line, code ? known.items?.item(code) : undefined);
}

/** To what comes next in a line: how many, else the next line; a new one where there is none. */
export function onward(line) {
  if (!valueOf(field("quantity", line))) return field("quantity", line).focus();
  const here = lines();
  return field("item", here[here.indexOf(line) + 1] ?? addLine()).focus();
}

/* ---- Codes on goods, by camera or by a scanner that types ---- */

/** A new barcode and the item it would stand for; "" where there is nothing to ask. */
export const pairOf = ({ gtin, code }) => (gtin && code && !known.barcodes[gtin] ? `${gtin} ${code}` : "");

/** Ask whether a new barcode is to be remembered: an answer holds for the pair it was given to. */
function asked(line) {
  const gtin = valueOf(field("gtin", line));
  const { code = "" } = line.dataset;
  const [answer, of] = [field("remember", line), field("remember_of", line)];
  const pair = pairOf({ gtin, code });
  if (pair && of.value !== pair) {
    answer.value = "";
    of.value = pair;
  }
  one("[data-barcode]", line).hidden = !gtin;
  one("[data-remember]", line).hidden = !pair;
  one("[data-question]", line).textContent = pair && say("remember", { gtin, item: itemOf(line)?.name });
  one("[data-remember]", line).setAttribute("aria-label", one("[data-question]", line).textContent);
  all("[data-answer]", line).forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.answer === answer.value)));
}

const TONES = { "barcode-known": "confirmed", "code-wrong": "stopped", "caution-rejected": "stopped", "caution-unwanted": "stopped", "caution-past-date": "stopped", "caution-wanted": "confirmed", "caution-asks-expiry": "plain", "kept-unlisted": "plain" };

/** What is to be said of a line's goods on the day they came in. */
export function cautions(line) {
  const item = itemOf(line);
  if (!item || !known.reader || valueOf(field("decision", line)) !== "accepted") return [];
  const expires = known.reader.expiry(valueOf(field("expires_on", line))) ?? "";
  const today = new Date().toISOString().slice(0, 10);
  const on = known.reader.day(valueOf(field("received_on")), today) ?? today;
  return known.reader.cautions(item, expires, on < today ? on : today, known.place);
}

/** What is to be said of a line: its barcode, and what to look out for. */
export function note(line, wrong = "") {
  asked(line);
  const gtin = valueOf(field("gtin", line));
  const item = itemOf(line)?.name ?? "";
  const barcode = wrong || (!gtin ? "" : known.barcodes[gtin] ? "barcode-known" : item ? "barcode-taught" : "barcode-new");
  const names = [barcode, field("unlisted", line).value && "kept-unlisted", ...cautions(line).map((name) => `caution-${name}`)].filter(Boolean);
  const list = one("[data-notes]", line);
  const said = names.map((name) => [TONES[name] ?? "needs", say(name, { gtin, item })]);
  if (list.textContent === said.map(([, sentence]) => sentence).join("")) return; // whoever listens hears it once
  list.replaceChildren(...said.map(([className, textContent]) => Object.assign(document.createElement("li"), { className, textContent })));
}

/** Take a code on goods for a line: item, barcode, batch, earliest expiry. Whether it was one. */
export function scanned(line, text, { goesOn = true } = {}) {
  const found = known.goods?.(text);
  if (!found) return false;
  const input = field("item", line);
  if (found.wrong) {
    note(line, "code-wrong");
    return true;
  }
  const item = known.items.item(known.barcodes[found.gtin]);
  input.value = item?.name ?? "";
  field("gtin", line).value = found.gtin;
  const [batch, expires] = [field("batch", line), field("expires_on", line)];
  batch.value ||= found.batch;
  // Of several packs in a line the earliest counts.
  if (found.expires && (!expires.value || (/^\d{4}-\d\d-\d\d$/.test(expires.value) && found.expires < expires.value))) expires.value = found.expires;
  means(line, item);
  touch(line);
  if (goesOn) (item ? field("quantity", line) : input).focus();
  return true;
}

/* ---- Saying what is unclear, before anything is saved ---- */

/** What is missing or unclear in the lines, as [id of the field, sentence]. */
export function unclearLines(values) {
  const found = [];
  const need = (is, name, word, facts) => is || found.push([name, say(word, facts)]);
  values.forEach((line, n) => {
    if (isBlank(line)) return;
    const at = `lines-${n}-`;
    const item = known.items?.item(line.code);
    need(item || (line.unlisted && line.item), `${at}item`, "say-item");
    if (known.reader && (item || line.unlisted)) for (const [name, word, facts] of known.reader.wrong(line, item)) need(false, `${at}${name}`, word, facts);
    else need(/[1-9]/.test(line.quantity), `${at}quantity`, "say-quantity");
    need(!pairOf(line) || (line.remember && line.remember_of === pairOf(line)), `${at}question`, "say-remember");
    need(!item || !known.barcodes[line.gtin] || known.barcodes[line.gtin] === line.code, `${at}gtin`, "say-barcode");
    need(!line.gtin || known.goods?.(line.gtin)?.gtin, `${at}gtin`, "code-wrong");
    for (const name of cautions(lines()[n]).filter((said) => known.ASKED_FIRST.includes(said))) {
      const seen = `${line.code}:${name}`;
      need(known.seen.has(seen), `${at}item`, "look-first", { item: item.name, said: say(`caution-${name}`) });
      known.seen.add(seen);
    }
  });
  return found;
}

const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "" && value?.length !== 0));

/** The lines as the server reads them (convoy/exchange/captures.py); those of no item come last, as it counts them. */
export function sentLines(values) {
  const said = values.filter((line) => !isBlank(line)).map(({ item, code, gtin, remember, remember_of, box_codes, unlisted, ...line }) =>
    filled({
      item: code || item,
      ...line,
      gtin: remember === "yes" && remember_of === pairOf({ gtin, code }) ? gtin : "",
      box_codes: code ? box_codes.split(/[\s,;]+/).filter(Boolean) : "",
      unlisted: !code && Boolean(unlisted) ? true : "",
    }),
  );
  return [...said.filter((line) => !line.unlisted), ...said.filter((line) => line.unlisted)];
}

/** What was sent, as it was typed. */
export function asLines(sent) {
  return (sent ?? []).map((line) => {
    const item = known.items?.item(line.item);
    return { ...line, item: item?.name ?? line.item, code: item?.code, unlisted: line.unlisted ? "yes" : "", box_codes: (line.box_codes ?? []).join("\n") };
  });
}
