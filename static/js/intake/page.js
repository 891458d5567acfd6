// The intake page of a phone: what is typed is sealed and saved here first, then sent. convoy/services/phones.py says
// how it is sealed. What was sealed is opened by the server only, so a draft goes on after a restart with a network.
// One long file, as nothing joins files and the first visit has six requests; what can wait comes behind it.

import { addLine, all, asLines, field, form, isBlank, known, label, language, lines, one, say, scanned, sentLines, typedLines, unclearLines, valueOf } from "./lines.js";
import { ask, back, change, clear, exchange, flush, isAtDesk, isUnsent, keep, kept, onChange, problems, put, remove, rows, sealer, soon, tidy, verdicts } from "./queue.js";

const VERSION = 1;
const HOUR = 3_600_000;
const LARGEST_FILE = 12_000_000; // what the server takes at once (convoy/exchange/captures.py)
const GIFT = ["donor", "donor_kind", "anonymous", "packages", "bags_weight", "bags_note", "received_on", "place", "note"];

let photos; // the module that keeps photos, once there is one on this phone
let unsentPhotos = 0;
let adding = Promise.resolve(); // the photos that are being made small
let phone = {}; // what the server gave this phone: by, person, places, keys, skew
let reading = Promise.resolve(); // the finder is being made of what is kept here
let quick; // what makes it quick, once the catalogue is here
let last; // the gift that was saved last, as it was typed: in memory only
const donors = new Map(); // whether a donor gave before, by name: in memory only
const named = new Map(); // who gives and which goods, by the gift's id: in memory only
let now = {}; // the gift on the page: its id, its revision on this phone, what was typed and what of it is kept

/** Say what became of something. It stays in sight while the page is scrolled, unless it is `isBrief`. */
function tell(sentence, tone = "info", isBrief = false) {
  const place = one("#told");
  place.toggleAttribute("data-brief", isBrief);
  place.className = `said said-${tone}`;
  place.firstElementChild.textContent = sentence;
}

const clock = () => Date.now() + (phone.skew ?? 0);

/* ---- The form ---- */

function typed() {
  return { ...Object.fromEntries(GIFT.map((name) => [name, valueOf(field(name))])), lines: typedLines() };
}

function fill(values) {
  quick?.stowPad();
  form.reset();
  lines().forEach((line) => line.remove());
  (values.lines?.length ? values.lines : [{}]).forEach(addLine);
  GIFT.forEach((name) => {
    const input = field(name);
    if (input.type === "checkbox") input.checked = Boolean(values[name]);
    else if (values[name] !== undefined) input.value = values[name];
  });
}

function today() {
  const zone = phone.places?.find((place) => place.code === field("place").value)?.zone;
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(clock());
}

/** A new gift, with the place of the last one, and its donor where wanted. */
function begin({ id = crypto.randomUUID(), rev = 0, begun = undefined, values = {} } = {}) {
  const place = field("place").value;
  now = { id, rev, begun, isTyped: false };
  known.seen.clear();
  blame([]);
  fill({ place, ...values });
  if (!field("place").value) field("place").selectedIndex = 0;
  if (!values.received_on) field("received_on").value = today();
  quick?.showPlace(phone.places ?? []);
}

/* ---- Codes on goods, by camera ---- */

/** Offer a camera where there is one; return what it needs to read without a network. */
async function offerCamera() {
  const found = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  if (!found.some(({ kind }) => kind === "videoinput")) return [];
  const { besideItems, files } = await import("../camera.js");
  const scanner = one("[data-scanner]");
  return (await besideItems(form, scanner, scanned)) ? files(scanner) : [];
}

/** Have the worker keep these files, once nothing else is on its way. */
async function bring(urls) {
  const { serviceWorker } = navigator;
  if (!urls.length || !serviceWorker) return;
  if (!serviceWorker.controller) await new Promise((taken) => serviceWorker.addEventListener("controllerchange", taken, { once: true }));
  for (const url of urls) await fetch(url).then((answer) => answer.arrayBuffer()).catch(() => {});
}

/* ---- Saying what is unclear ---- */

function blame(found) {
  all("[aria-invalid]", form).forEach((input) => input.removeAttribute("aria-invalid"));
  const box = one("#unclear");
  box.hidden = !found.length;
  one("ul", box).replaceChildren(
    ...found.map(([name, sentence]) => {
      const link = Object.assign(document.createElement("a"), { href: `#${name}`, textContent: sentence });
      const input = document.getElementById(name);
      input?.setAttribute("aria-invalid", "true");
      for (let fold = input?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      const row = document.createElement("li");
      row.append(link);
      return row;
    }),
  );
  if (!found.length) return;
  // What is unclear counts now: the line above it goes with the page.
  one("#told").toggleAttribute("data-brief", true);
  box.focus();
}

function unclear(values) {
  const found = [];
  const need = (is, name, word, facts) => is || found.push([name, say(word, facts)]);
  need(values.donor || values.anonymous, "donor", "say-donor");
  need(!values.donor || values.anonymous || values.donor_kind || donors.get(values.donor), "donor_kind", "say-kind");
  found.push(...unclearLines(values.lines));
  for (const [name, word, facts] of known.reader?.wrongAround(values, today()) ?? []) need(false, name, word, facts);
  need(values.packages || values.lines.some((line) => !isBlank(line)), "lines-0-item", "say-something");
  return found;
}

/* ---- Sealing and saving ---- */

const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "" && value?.length !== 0));

const dayOf = (typed) => known.reader?.day(typed, today());

/** The gift as the server reads it (convoy/exchange/captures.py). */
function giftOf(values) {
  return filled({
    place: values.place,
    // "28/11" means another day in another year: it is said which one.
    received_on: dayOf(values.received_on) ?? (values.received_on || today()),
    donor: values.donor && !values.anonymous ? filled({ name: values.donor, kind: values.donor_kind === "known" ? "" : values.donor_kind }) : "",
    lines: sentLines(values.lines),
    bags: values.packages
      ? [filled({ packages: values.packages, weight: values.bags_weight, note: values.bags_note })]
      : [],
    note: values.note,
  });
}

const device = () => (navigator.userAgentData?.platform ?? navigator.platform ?? "").slice(0, 60);

async function sealed(gift, content) {
  gift.seal ??= sealer(phone.keys.sealing, gift.id);
  const made_at = new Date(clock()).toISOString();
  return (await gift.seal)({ v: VERSION, made_at, by: phone.by, device: device(), ...content });
}

/** Seal a gift as it is typed: whoever saves it may be gone the next moment. */
async function sealAhead(gift) {
  if (gift !== now || !gift.isTyped || !phone.keys) return;
  const { id } = gift;
  const values = typed();
  const ahead = { said: JSON.stringify(values) };
  gift.sealing = ahead;
  ahead.sealed = await sealed(gift, { gift: giftOf(values) });
  if (gift.id === id && gift.sealing === ahead) gift.ahead = ahead;
}

function rowOf(gift, values, state, content) {
  const at = clock();
  gift.begun ??= at;
  const number = values.lines.filter((line) => !isBlank(line)).length;
  return { id: gift.id, at, begun: gift.begun, state, owner: phone.person, rev: gift.rev + 1, lines: number, sealed: content };
}

const isFree = (row, rev) => !row || ((row.state === "draft" || row.state === "attention") && (row.rev ?? 0) === rev);

function full() {
  tell(say("full"), "problem");
  return "full";
}

/**
 * Keep a gift to be sent: "kept", "full", or "elsewhere" where another tab went on with it. Where it lies sealed as
 * it is typed, nothing is waited for before it is handed over: sealing and looking first would both take a moment in
 * which the page may be gone. What is risked: another tab went on with the same gift, and this page is gone after
 * the row is put and before that tab's is put back. Then the row of that tab, a later version or a receipt, is lost
 * on this phone; the server keeps what it took, and tells two versions of one gift apart.
 */
async function keepGift(gift, values) {
  if (gift.isElsewhere) return "elsewhere";
  const isAhead = gift.ahead?.said === JSON.stringify(values);
  const row = rowOf(gift, values, "waiting", isAhead ? gift.ahead.sealed : await sealed(gift, { gift: giftOf(values) }));
  const seen = row.rev - 1;
  try {
    const before = await put(row);
    if (!isFree(before, seen)) {
      await exchange(gift.id, (there) => (there?.state === "waiting" && there.sealed === row.sealed ? before : null));
      return "elsewhere";
    }
  } catch {
    return full();
  }
  gift.rev = row.rev;
  named.set(gift.id, nameOf(values));
  return "kept";
}

/** Keep a draft: also "late", where it was saved meanwhile. */
async function keepTyped(gift, values) {
  const content = await sealed(gift, { draft: values });
  let seen = gift.rev;
  let became = "kept";
  try {
    await exchange(gift.id, (row) => {
      seen = gift.rev;
      if (gift.isLeaving) became = "late";
      else if (!isFree(row, seen)) became = "elsewhere";
      if (became !== "kept") return null;
      const made = rowOf(gift, values, "draft", content);
      gift.rev = made.rev;
      return made;
    }, "relaxed");
  } catch {
    gift.rev = seen;
    return full();
  }
  if (became === "kept") named.set(gift.id, nameOf(values));
  return became;
}

/** Who gives, and the first of the goods, to tell gifts apart while this page is open. */
function nameOf({ donor, anonymous, lines: given }) {
  const goods = given.find((line) => !isBlank(line))?.item;
  return [anonymous ? say("anonymous") : donor, goods].filter(Boolean).join(": ");
}

let saving = Promise.resolve();
let timer;

/** Keep what is typed as a draft; where another tab went on with this gift, as one of its own. */
async function keepDraft(gift, values) {
  const became = await keepTyped(gift, values);
  if (became === "kept") gift.said = JSON.stringify(values);
  if (became !== "elsewhere") return became;
  Object.assign(gift, { id: crypto.randomUUID(), rev: 0, begun: undefined, seal: undefined, ahead: undefined, isSaved: true, isElsewhere: false });
  if ((await keepDraft(gift, values)) === "kept") tell(say("other-tab"), "problem");
  await sealAhead(gift);
  return became;
}

function saveDraft() {
  clearTimeout(timer);
  const gift = now;
  if (!gift.isTyped || !phone.keys) return saving;
  sealAhead(gift).catch(() => {});
  saving = saving.then(async () => {
    const values = typed();
    if (now !== gift || gift.isLeaving || gift.said === JSON.stringify(values)) return;
    if ((await keepDraft(gift, values)) === "full") return;
    // Said once for each gift: whoever listens would hear nothing else.
    if (!gift.isSaved) tell(say("draft-saved"), "info", true);
    gift.isSaved = true;
    await show();
  }).catch(() => {});
  return saving;
}

async function record(event) {
  event.preventDefault();
  clearTimeout(timer);
  const gift = now;
  if (gift.isLeaving || gift.isAsking) return;
  const values = typed();
  if (isDonorAsked()) {
    gift.isAsking = true;
    await askDonor();
    gift.isAsking = false;
  }
  const found = unclear(values);
  blame(found);
  if (found.length) return saveDraft();
  // Nothing is waited for before this: the page may be left at once.
  gift.isLeaving = true;
  const became = await keepGift(gift, values);
  if (became !== "kept") {
    gift.isLeaving = false;
    if (became === "elsewhere") await keepDraft(gift, values);
    return show().catch(() => {});
  }
  problems.delete(gift.id);
  last = { id: gift.id, values };
  const { donor, donor_kind, anonymous } = values;
  if (donor && donor_kind) donors.set(donor, true);
  begin({ values: event.submitter?.value === "same" ? { donor, donor_kind, anonymous } : {} });
  await adding;
  const waiting = await show();
  tell(say("saved", { n: counted(waiting, unsentPhotos) }), "done");
  (valueOf(field("donor")) || field("anonymous").checked ? field("item", lines()[0]) : field("donor")).focus();
  flush(outcome);
}

const isDonorAsked = () => {
  const name = valueOf(field("donor"));
  return Boolean(name) && !donors.has(name) && !field("donor_kind").value && navigator.onLine;
};

/** With a network, whether this donor gave before: the kind is asked the first time only. No donor is kept here. */
async function askDonor() {
  if (!isDonorAsked()) return;
  const name = valueOf(field("donor"));
  const { status, said } = await ask("/api/donor", { name }, phone.keys?.signing, "", AbortSignal.timeout(3_000));
  if (status === 200) donors.set(name, said.is_known);
}

/** The lines of the last gift once more, for its donor where none is typed yet. */
function again() {
  const values = typed();
  const { donor, donor_kind, anonymous, lines: given } = last.values;
  const whose = values.donor || values.anonymous ? {} : { donor, donor_kind, anonymous };
  const kept_ = values.lines.filter((line) => !isBlank(line));
  const copied = given.filter((line) => !isBlank(line)).map((line) => ({ ...line, box_codes: "", gtin: "", remember: "", remember_of: "" }));
  begin({ id: now.id, rev: now.rev, begun: now.begun, values: { ...values, ...whose, lines: [...kept_, ...copied] } });
  now.isTyped = true;
  saveDraft();
  field("quantity", lines()[0]).focus();
}

/** Take the last gift back into the form, where it is still only on this phone. */
async function takeBack() {
  const { id, values } = last;
  await saveDraft();
  await change([id], (row) => (row.state === "waiting" ? { ...row, state: "draft" } : null));
  const row = (await rows()).find((one_) => one_.id === id);
  if (row?.state !== "draft") {
    await show();
    return tell(say("sent-already"), "problem");
  }
  begin({ id, rev: row.rev, begun: row.begun, values });
  now.isTyped = true;
  last = undefined;
  await sealAhead(now);
  await show();
  tell(say("taken-back"));
  field("donor").focus();
  return undefined;
}

/* ---- Photos ---- */

async function usePhotos() {
  if (photos) return;
  photos = await import("./photos.js");
  photos.onChange(show);
}

async function addPhotos({ target }) {
  const files = [...target.files];
  const { id } = now;
  target.value = "";
  if (!files.length || !phone.keys) return;
  tell(say("photo-working"));
  now.isTyped = true;
  await saveDraft();
  await usePhotos();
  await keep("photos", true);
  const refused = await photos.add(files, id, phone, clock());
  await show();
  if (refused) tell(say(refused, { n: photos.MOST }), "problem");
  else tell(say("photo-kept"), "done");
}

async function dropPhotos(which, word) {
  await photos.drop(which);
  await show();
  tell(say(word));
}

async function retryPhotos() {
  await photos.retry();
  await show();
  await soon(outcome);
}

/** Show how many photos are here; return them, how many are not sent, and what counts those of a gift by state. */
async function showPhotos(listed) {
  if (!photos && (await kept("photos"))) await usePhotos();
  const here = (await photos?.list()) ?? [];
  const drafts = new Set([now.id, ...listed.filter((row) => row.state === "draft").map((row) => row.id)]);
  const count = (state, of) => here.filter((photo) => photo.state === state && photo.of === of).length;
  const mine = count("waiting", now.id);
  const refused = here.filter((photo) => photo.state === "attention");
  const unsent = here.filter((photo) => photo.state !== "received" && !drafts.has(photo.of)).length;
  one("#photos-here").textContent = mine ? say("photos-waiting", { n: mine }) : "";
  one("#photos-off").hidden = !mine;
  one("#refused").hidden = !refused.length;
  one("#refused-said").textContent = [say("photos-attention", { n: refused.length }), ...new Set(refused.map(({ told }) => told)), say("photos-todo")].filter(Boolean).join(" ");
  return { here, count, unsent };
}

/* ---- What lies on this phone ---- */

const age = (at) => {
  const hours = Math.round((at - clock()) / HOUR);
  const [n, unit] = Math.abs(hours) < 1 ? [Math.round((at - clock()) / 60_000), "minute"] : Math.abs(hours) < 48 ? [hours, "hour"] : [Math.round(hours / 24), "day"];
  return new Intl.RelativeTimeFormat(language).format(n, unit);
};

/** A moment as every page says it: the month in letters, 24 hours. */
function moment(at) {
  const fields = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat(language, fields).formatToParts(at);
  const { day, month, year, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${day}${language === "de" ? "." : ""} ${month} ${year}, ${hour}:${minute}`;
}

/** Gifts and photos by their number, such as 1 gift · 2 photos. */
function counted(gifts, pictures) {
  const some = [["gifts", gifts], ["pictures", pictures]].filter(([, n]) => n);
  return some.map(([name, n]) => say(name, { n })).join(" · ") || "0";
}

const ORDER = ["attention", "draft", "sending", "waiting", "received"]; // what asks for a hand stands first

/** Show states and numbers; return how many gifts are not sent yet. */
async function show() {
  const listed = await rows();
  const album = await showPhotos(listed);
  const there = listed.find((row) => row.id === now.id);
  if (there?.rev > now.rev && !now.isElsewhere) {
    now.isElsewhere = true;
    tell(say("other-tab"), "problem");
  }
  const mine = listed.filter((row) => row.owner === phone.person && row.id !== now.id);
  const unsent = listed.filter(isUnsent);
  const count = (...states) => mine.filter((row) => states.includes(row.state)).length;
  const ofMine = album.here.filter((photo) => photo.owner === phone.person);
  const refused = ofMine.filter((photo) => photo.state === "attention").length;
  const pictures = ofMine.length ? [["photos", ofMine.filter((photo) => photo.state !== "received").length]] : [];
  if (refused) pictures.push(["refused", refused]);
  one("#counts").replaceChildren(
    ...[["draft", count("draft")], ["waiting", count("waiting", "sending")], ["attention", count("attention")], ["received", count("received")], ...pictures].map(
      ([name, number]) => {
        const row = document.createElement("li");
        const box = document.createElement("div");
        box.append(Object.assign(document.createElement("b"), { textContent: number }), Object.assign(document.createElement("span"), { textContent: say(`count-${name}`, { n: number }) }));
        box.dataset.count = name;
        if (["attention", "refused"].includes(name) && number) box.className = "tone-needs";
        row.append(box);
        return row;
      },
    ),
  );
  const others = listed.filter((row) => row.owner !== phone.person && row.state !== "received").length;
  one("#others").hidden = !others;
  one("#others").textContent = say("others", { n: others });
  const first = mine.toReversed().sort((row, other) => ORDER.indexOf(row.state) - ORDER.indexOf(other.state));
  const held = document.activeElement?.closest("#rows [data-id] button");
  const [heldRow, heldButton] = [held?.closest("[data-id]").dataset.id, held?.dataset.press];
  one("#rows").replaceChildren(...first.slice(0, 50).map((row) => shown(row, album)));
  if (held) one(`#rows [data-id="${heldRow}"] [data-press=${heldButton}]`)?.focus();
  unsentPhotos = album.unsent;
  const before = last && listed.find(({ id }) => id === last.id);
  one("#last").hidden = !last;
  one("#take-back").hidden = before?.state !== "waiting";
  warn(listed);
  return unsent.length;
}

function shown(row, album) {
  const line = one("#blank-row").content.firstElementChild.cloneNode(true);
  const tone = { received: "confirmed", attention: "needs", sending: "action", waiting: "action" }[row.state];
  const state = one("[data-state]", line);
  state.textContent = say(row.state);
  if (tone) state.classList.add(`tone-${tone}`);
  Object.assign(line.dataset, { row: row.state, id: row.id });
  const [when, ...what] = factsOf(row);
  one("[data-at]", line).textContent = when;
  const receipt = one("[data-receipt]", line);
  receipt.textContent = row.receipt ?? "";
  if (row.receipt) receipt.href = `/donations/${encodeURIComponent(row.receipt)}`;
  const numbers = row.boxes?.map((box) => box.split(" ").pop()) ?? [];
  const boxes = numbers.length > 1 ? `${numbers[0]}–${numbers.at(-1)}` : numbers[0];
  const pictures = ["waiting", "received", "attention"].map((state_) => [state_, album.count(state_, row.id)]).filter(([, n]) => n);
  one("[data-what]", line).textContent = named.get(row.id) ?? "";
  const more = [
    ...what,
    boxes ? say("boxes", { boxes }) : "",
    ...linesOf(row),
    ...pictures.map(([state_, n]) => say(`photos-${state_}`, { n })),
  ];
  one("[data-more]", line).textContent = more.filter(Boolean).join(" · ");
  one("[data-why]", line).replaceChildren(...why(row).map((sentence) => Object.assign(document.createElement("li"), { className: "needs", textContent: sentence })));
  if (row.sealed && (row.state === "draft" || row.state === "attention")) {
    const button = one("[data-press=open]", line);
    button.hidden = false;
    button.textContent = say(`open-${row.state}`);
    button.addEventListener("click", () => open(row));
  }
  if (row.state === "draft" || row.state === "attention") offerToDrop(row, line);
  return line;
}

/** When a gift was begun or saved and how many lines it has: what may be read here, and tells it from others. */
function factsOf(row) {
  const when = row.state === "draft" && row.begun ? say("begun", { at: moment(row.begun) }) : moment(row.at);
  return row.lines ? [when, say("lines-here", { n: row.lines })] : [when];
}

let doomed = ""; // the gift that a second press throws away

/** Let one gift be thrown away, by a second press; one that is on the server only leaves this list. */
function offerToDrop(row, line) {
  const isKept = isAtDesk(row);
  const button = one("[data-press=drop]", line);
  const ask_ = () => {
    one("[data-press=stay]", line).hidden = doomed !== row.id;
    button.textContent = doomed === row.id ? say("throw-away-sure", { what: [named.get(row.id) && `\u2068${named.get(row.id)}\u2069`, ...factsOf(row)].filter(Boolean).join(" · ") }) : say(isKept ? "off-list" : "throw-away");
    button.classList.toggle("press-danger", doomed === row.id);
  };
  button.hidden = false;
  ask_();
  one("[data-press=stay]", line).addEventListener("click", () => {
    doomed = "";
    ask_();
    button.focus();
  });
  button.addEventListener("click", async () => {
    if (!isKept && doomed !== row.id) {
      doomed = row.id;
      await show();
      return;
    }
    await remove(row.id);
    named.delete(row.id);
    if (!isKept) await photos?.drop((photo) => photo.of === row.id);
    await show();
  });
}

/** What a field is called on this page, such as Line 2, How many. */
function called(name) {
  const [, number, part = name] = /^lines-(\d+)-(.+)$/.exec(name) ?? [];
  const of = `[data-for="${part.replace("grams", "weight").replace(/^unsorted-\d+-/, "bags_").replace("bags_packages", "packages")}"]`;
  const label = (one(of, form) ?? one(of, one("#lines template").content))?.textContent ?? "";
  return number === undefined ? label : `${say("line", { n: Number(number) + 1 })}, ${label}`;
}

/** Why a gift needs attention, and what is to be done. */
function why(row) {
  if (row.state !== "attention") return [];
  if (isAtDesk(row)) return [say(row.status === 409 ? "at-desk" : "at-desk-unknown")];
  const told = problems.get(row.id) ?? (row.fields ?? []).map((name) => ({ field: name, said: say("look-again") }));
  const reasons = told.map(({ field: name, said }) => [called(name), said].filter(Boolean).join(": "));
  return [...new Set(reasons), say(row.status === 403 ? "to-do-again" : "to-do-mend")];
}

/** Have the server say again why gifts of mine were refused, where this page does not know it any more. */
async function recall() {
  const refused = (await rows()).filter((row) => row.told && row.owner === phone.person && !problems.has(row.id));
  for (const { id, told } of refused) {
    const { status, said } = await ask("/api/open", { id, sealed: told }, phone.keys.signing);
    if (status !== 200) return;
    problems.set(id, said.content.told);
  }
  if (refused.length) await show();
}

/** What became of the lines of a gift, for the donor to hear: in words while this page is open, then by number. */
function linesOf(row) {
  const told = verdicts.get(row.id);
  if (!told) return row.others ? [say("not-taken", { n: row.others })] : [];
  const taken = told.filter(({ stage }) => stage === "accepted").length;
  const others = told.filter(({ stage }) => stage !== "accepted");
  return [
    taken ? say("lines-taken", { n: taken }) : "",
    ...others.map(({ item, stage, reason }) => say(stage === "refused" ? "line-refused" : "line-aside", { item: known.items?.item(item)?.name ?? item, reason })),
  ];
}

/** Say what has lain here for long: not sent, refused and not mended, begun and not finished. */
function warn(listed) {
  const ageOf = (row) => (row ? (clock() - row.at) / HOUR : 0);
  const oldest = (isMeant) => listed.find((row) => isMeant(row) && row.id !== now.id);
  const waiting = oldest((row) => row.state === "waiting" || row.state === "sending");
  const found = [
    [ageOf(waiting) < 72 ? "day-old" : "days-old", waiting],
    ["refused-old", oldest((row) => row.state === "attention" && !isAtDesk(row))],
    ["draft-old", oldest((row) => row.state === "draft")],
  ].filter(([, row]) => ageOf(row) >= 24);
  one("#warning").hidden = !found.length;
  one("#warning").textContent = found.map(([name, row]) => say(name, { age: age(row.at) })).join(" ");
}

/** Have the server open a draft, or what needs attention. */
async function open(row) {
  await saveDraft();
  const { status, said } = await ask("/api/open", { id: row.id, sealed: row.sealed }, phone.keys.signing);
  if (status !== 200) return tell(status === 422 ? said.problems[0].said : say(status === 403 ? "not-yours" : "needs-network"), "problem");
  await recall();
  await reading;
  const { draft, gift: sent } = said.content;
  await saveDraft();
  begin({ id: row.id, rev: row.rev ?? 0, begun: row.begun ?? row.at, values: draft ?? asTyped(sent) });
  now.isTyped = true;
  now.said = JSON.stringify(typed());
  named.set(row.id, nameOf(typed()));
  await sealAhead(now);
  await show();
  const told = problems.get(row.id) ?? row.fields?.map((name) => ({ field: name, said: say("look-again") })) ?? [];
  blame(told.map((problem) => [problem.field.replace(/-grams$/, "-weight"), problem.said]));
  if (!told.length) field("donor").focus();
  return undefined;
}

function asTyped(sent) {
  const [bags = {}] = sent.bags ?? [];
  return {
    ...sent,
    donor: sent.donor?.name ?? "",
    donor_kind: sent.donor ? (sent.donor.kind ?? "known") : "",
    anonymous: !sent.donor,
    packages: bags.packages ?? "",
    bags_weight: bags.weight ?? "",
    bags_note: bags.note ?? "",
    lines: asLines(sent.lines),
  };
}

/* ---- Sending ---- */

/** Say what became of what was sent: received, refused and why, kept for a person; or why nothing was. */
async function outcome(what, news) {
  const gifts = what === "unreadable" ? null : await show().catch(() => null);
  if (gifts === null) return tell(say("unreadable"), "problem");
  one("#sign-in").hidden = what !== "sign-in";
  const listed = await rows();
  const drafts = listed.filter((row) => row.state === "draft" && row.owner === phone.person && row.id !== now.id).length;
  const isAll = !gifts && !unsentPhotos;
  const newest = news.receipts.length || (isAll && !news.atDesk) ? listed.findLast((row) => row.receipt && (!news.receipts.length || row.receipt === news.receipts.at(-1))) : undefined;
  const receipt = newest && `\u2066${newest.receipt}\u2069`;
  const refused = news.refused.flatMap((id) => problems.get(id) ?? []).map((problem) => problem.said);
  const unsent = counted(gifts, unsentPhotos);
  const isOlder = gifts > news.refused.length || unsentPhotos > 0;
  const said = [
    receipt && say(isAll && what === "sent" && !drafts && !now.isTyped ? "all-sent" : "received-now", { receipt }),
    ...(newest ? linesOf(newest) : []),
    news.atDesk && say("kept-beside"),
    news.refused.length && say("refused", { n: counted(news.refused.length, 0), why: [...new Set(refused)].join(" ") }),
    what === "sent" && isOlder && say("needs-you", { n: unsent }),
    what === "sent" && drafts && say("drafts-left", { n: drafts }),
    what !== "sent" && say(what === "sign-in" ? "sign-in-needed" : what, { n: unsent }),
  ].filter(Boolean);
  const isBad = news.refused.length || (what === "sent" ? isOlder : ["sign-in", "stranger", "silent"].includes(what));
  tell(said.join(" ") || say("nothing"), isBad ? "problem" : receipt ? "done" : "info");
  return undefined;
}

/* ---- Leaving: sign out, clear, carry away ---- */

/** Bytes as people say them: 12 kB, 3.4 MB. */
function size(bytes) {
  const [number, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(number);
}

async function exportQueue() {
  const listed = await rows();
  const records = listed.filter((row) => row.sealed).map(({ id, sealed }) => ({ id, sealed }));
  const drafts = new Set([now.id, ...listed.filter((row) => row.state === "draft").map((row) => row.id)]);
  const carried = (await photos?.carried(drafts, LARGEST_FILE - JSON.stringify(records).length)) ?? { taken: [], left: 0 };
  const content = new Blob([JSON.stringify({ convoy_queue: 1, records, photos: carried.taken })], { type: "application/json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(content), download: "queue.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  const left = carried.left ? say("exported-left", { n: counted(0, carried.left) }) : "";
  tell([say("exported", { n: counted(records.length, carried.taken.length), size: size(content.size) }), left].join(" ").trim(), left ? "problem" : "done");
}

async function signOut() {
  const { status } = await ask("/api/sign-out", {}, phone.keys?.signing);
  if (status !== 200 && status !== 401) return tell(say("offline", { n: counted(await show(), unsentPhotos) }), "problem");
  await keep("phone", { ...phone, by: "", person: "" });
  location.assign("/sign-in");
  return undefined;
}

async function clearAll() {
  await clear();
  form.hidden = true;
  phone = {};
  tell(say("cleared"), "done");
}

/** Do `leave` at once, or ask first where something would be lost or left behind. */
async function leaving(leave, may) {
  const listed = await rows();
  const pictures = ((await photos?.list()) ?? []).filter((photo) => photo.state !== "received").length;
  const gifts = listed.filter((row) => row.state !== "received" && !isAtDesk(row)).length;
  if (!gifts && !pictures) return leave();
  const panel = one("#leave");
  one("#leave-count").textContent = say("unsent", { n: counted(gifts, pictures) });
  all("button", panel).forEach((button) => {
    button.hidden = button.value === "keep" && !may.keep;
    button.onclick = async () => {
      if (button.value === "export") return exportQueue();
      panel.hidden = true;
      if (button.value === "send") await soon(outcome);
      if (button.value === "discard") {
        for (const row of await rows()) await remove(row.id);
        await photos?.drop(() => true);
      }
      if (button.value === "keep" || button.value === "discard") await leave();
      else await show();
      return undefined;
    };
  });
  panel.hidden = false;
  panel.focus();
  return undefined;
}

/** Go to the page in another language: what is typed stays as a draft, which is opened with a network only. */
async function changeLanguage(event) {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  if (form.hidden || !(now.isTyped || field("donor").value)) {
    await goTo(link);
    return;
  }
  if (!navigator.onLine && !now.isWarned) {
    now.isWarned = true;
    tell(say("newer-needs-network"), "problem");
    return;
  }
  now.isTyped = true;
  await adding;
  await saveDraft();
  await goTo(link);
}

/** To a page that is not kept on this phone only where it answers: else the browser's own would stand there. */
async function goOut(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.pathname.startsWith("/intake/")) return;
  event.preventDefault();
  tell(say("going-out"), "info", true);
  try {
    await adding;
    await saveDraft();
  } catch {
    // A phone that keeps nothing lets everybody out all the same.
  }
  const isThere = await fetch(link.href, { method: "HEAD", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(10_000) }).then(() => true, () => false);
  if (isThere) location.assign(link.href);
  else tell(say("no-way-out"), "problem");
}

/** The choice is kept with the person, who is told so as soon as there is a network. */
async function goTo({ lang, href }) {
  await keep("language", lang).catch(() => {});
  location.assign(href);
}

/* ---- A newer version of this page ---- */

/** Say when a newer version waits; it takes over when nobody has this page open, or when it is told to. */
async function watchVersion() {
  const page = navigator.serviceWorker;
  const worker = await page.register("/intake/worker.js", { scope: "/intake/" });
  const isFirst = !page.controller;
  const offer = () => {
    if (page.controller && worker.waiting) one("#newer").hidden = false;
  };
  offer();
  worker.addEventListener("updatefound", () => worker.installing?.addEventListener("statechange", offer));
  const look = () => worker.update().catch(() => {});
  addEventListener("online", look);
  setInterval(look, HOUR);
  let isAsked = false;
  page.addEventListener("controllerchange", () => {
    if (isAsked) location.reload();
    // Another tab took it: this one goes on until somebody says so.
    else if (!isFirst) one("#newer").hidden = false;
  });
  one("#use-newer").addEventListener("click", async () => {
    await adding;
    await saveDraft();
    // What was sealed is opened by the server: without a network a draft stays open only as long as this page.
    if (now.isTyped && !navigator.onLine) return tell(say("newer-needs-network"), "problem");
    isAsked = true;
    if (worker.waiting) worker.waiting.postMessage("take over");
    else location.reload();
    return undefined;
  });
}

/** On a slow line what this page needs comes first, and then what the phone keeps of it. */
let isWatching = false;
function watch() {
  if (isWatching || !navigator.serviceWorker) return;
  isWatching = true;
  watchVersion().catch(() => {}); // without it the page works all the same, with a network
}

/* ---- Beginning ---- */

/** Take what the server gives whoever is signed in; without it what lies here from before will do. */
async function refresh() {
  const chosen = await kept("language");
  const { status, said } = await ask("/api/phone", chosen ? { language: chosen } : {}, phone.keys?.signing);
  if (status === 401) {
    if (chosen) one("#sign-in").search += `&in=${chosen}`;
    return "sign-in";
  }
  if (status !== 200) {
    // Somebody signs other answers than whoever this phone was set up by: nothing goes there.
    return status === 1 && phone.keys && (await ask("/api/phone", {})).status === 200 ? "other-keys" : "";
  }
  const { by, person, places, keys, now: told } = said;
  const skew = Date.parse(told) - Date.now();
  phone = { by, person, places, keys, skew: Math.abs(skew) > 60_000 ? skew : 0 };
  await keep("phone", phone);
  await keep("keys", keys);
  if (chosen) await keep("language", "");
  return "";
}

/** Take the catalogue where it changed. It is the largest of all, and meanwhile a gift can be begun. */
async function refreshItems() {
  const { status, said, etag } = await ask("/api/catalogue", undefined, phone.keys.signing, (await kept("revision")) ?? "");
  if (status !== 200) return;
  await keep("items", said.items);
  await keep("barcodes", said.barcodes ?? {});
  await keep("letters", said.letters);
  await keep("words", said.words);
  await keep("revision", etag);
  await readItems();
}

async function readItems() {
  const listed = await kept("items");
  if (!listed) return;
  const [{ finder }, { goods }, { reader, ASKED_FIRST }] = await Promise.all([import("./finding.js"), import("./codes.js"), import("./reading.js")]);
  const words = await kept("words");
  const items = await finder(listed, await kept("letters"), language);
  Object.assign(known, { items, goods, ASKED_FIRST, reader: words && reader(words), barcodes: (await kept("barcodes")) ?? {} });
  quick ??= await import("./quick.js");
  quick.showPlace(phone.places ?? []);
  const typing = document.activeElement;
  if (typing?.dataset.name === "item" && typing.value) typing.dispatchEvent(new Event("input"));
}

function setUp() {
  field("place").replaceChildren(
    ...(phone.places ?? []).map(({ code, name }) => Object.assign(document.createElement("option"), { value: code, textContent: name })),
  );
  form.hidden = !(phone.keys && phone.by && phone.places?.length);
}

async function main() {
  if (!globalThis.isSecureContext) return tell(say("insecure"), "problem");
  tell(say("working"));
  phone = (await kept("phone")) ?? {};
  label(form, "");
  setUp();
  begin();
  await show();
  reading = readItems();
  const camera = offerCamera();
  const said = await refresh();
  const typedBefore = now.isTyped;
  if (!typedBefore) {
    setUp();
    begin();
  }
  await photos?.tidy(clock());
  await tidy(clock(), new Set(((await photos?.list()) ?? []).map((photo) => photo.of)));
  await show();
  navigator.storage?.persist?.();
  if (said === "other-keys") return tell(say("other-keys"), "problem");
  if (form.hidden) {
    one("#sign-in").hidden = said !== "sign-in";
    return tell(say("first"), "problem");
  }
  await flush(outcome);
  await reading;
  if (!said) await recall();
  if (!said) await refreshItems();
  document.documentElement.dataset.ready = "1";
  watch();
  await bring([...(await camera), ...all("nav a:not([aria-current])").map(({ href }) => href)]);
  return undefined;
}

form.addEventListener("input", () => {
  now.isTyped = true;
  // In large text what was said takes much of the screen: once somebody goes on, it goes with the page.
  if (one("#told").offsetHeight > innerHeight / 4) one("#told").toggleAttribute("data-brief", true);
  sealAhead(now).catch(() => {});
  clearTimeout(timer);
  timer = setTimeout(saveDraft, 400);
});
form.addEventListener("change", () => now.isTyped && saveDraft());
form.addEventListener("submit", record);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
});
field("donor").addEventListener("change", askDonor);
field("received_on").addEventListener("change", ({ target }) => {
  // Which day was meant is seen, and may be put right.
  target.value = dayOf(target.value) ?? target.value;
});
field("place").addEventListener("change", () => quick?.showPlace(phone.places ?? []));
one("#take-back").addEventListener("click", takeBack);
one("#again").addEventListener("click", again);
one("#photos").addEventListener("change", (event) => {
  adding = addPhotos(event).catch(() => tell(say("photo-unread"), "problem"));
});
one("#photos-off").addEventListener("click", () => dropPhotos((photo) => photo.of === now.id, "photos-dropped"));
one("#retry-refused").addEventListener("click", retryPhotos);
one("#drop-refused").addEventListener("click", () => dropPhotos((photo) => photo.state === "attention", "photos-dropped"));
one("#add").addEventListener("click", () => field("item", addLine()).focus());
one("#send").addEventListener("click", () => soon(outcome));
one("#export").addEventListener("click", exportQueue);
one("#sign-out").addEventListener("click", () => leaving(signOut, { keep: true }));
one("#clear").addEventListener("click", () => leaving(clearAll, { keep: false }));
one("nav").addEventListener("click", changeLanguage);
document.addEventListener("click", goOut);
one("#plain").addEventListener("change", (event) => {
  const link = one("link[rel=manifest]");
  link.href = link.href.replace(/(convoy|plain)\.webmanifest$/, `${event.target.checked ? "plain" : "convoy"}.webmanifest`);
});
addEventListener("online", () => back(outcome));
addEventListener("pagehide", saveDraft);
// A phone may end what is in the background, and says nothing more.
document.addEventListener("visibilitychange", () => document.hidden && saveDraft());
onChange(show);
setInterval(show, 60_000);
main().finally(watch);
