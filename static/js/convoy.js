// Everything here only helps: each page also works without it.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// A pressed button cannot be pressed twice. It comes back when the page is shown again from the browser's memory.
function release(form) {
  delete form.dataset.sent;
  all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
}
// A phone without a viewer downloads a PDF and stays on the form that made it: it is led to a page instead.
const noViewer = document.createElement("input");
Object.assign(noViewer, { type: "hidden", name: "viewer", value: "none" });

// Without a network the browser's own page would take the place of what is typed. A laptop that serves itself has
// none either, and is reached all the same.
const cut = document.querySelector("[data-cut]");
const here = document.querySelector("link[rel=icon]")?.href;

async function sendOnceReached(form, button) {
  try {
    await fetch(here, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(10_000) });
  } catch {
    return form.dispatchEvent(new CustomEvent("cut", { bubbles: true }));
  }
  form.dataset.reached = "1";
  return form.requestSubmit(button);
}
document.addEventListener("cut", ({ target }) => {
  if (!cut) return;
  target.append(cut);
  cut.hidden = false;
  cut.scrollIntoView({ block: "center" });
});
// It is said no longer than it is so.
for (const [there, event] of [[window, "online"], [document, "reached"]]) there.addEventListener(event, () => cut && (cut.hidden = true));

// A form that says what to do where no answer comes is waited for on its page: an answer that is lost on the way
// would put the browser's own page in the place of what is typed. What is refused is sent once more, for its page.
async function waitFor(form, button, unanswered) {
  const body = new URLSearchParams(new FormData(form));
  body.append(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(30_000) });
    if (answer.ok) {
      const { to } = await answer.json(); // a page that stands in the way of the network is no answer
      return location.assign(to);
    }
  } catch {
    release(form);
    unanswered.hidden = false;
    unanswered.scrollIntoView({ block: "center" });
    return form.dispatchEvent(new CustomEvent("unanswered"));
  }
  release(form);
  form.dataset.refused = "1";
  return form.requestSubmit(button);
}

// What is half filled comes back as it is in another language: the form itself is sent, to be drawn and not acted on.
// So nothing is written down on this device, and lines that were added come back too.
const isTyped = (field) => !["hidden", "password", "file"].includes(field.type) && "name" in field && field.name;
function isChanged(field) {
  if (field.options) return [...field.options].some(({ selected, defaultSelected }, n) => selected && n && !defaultSelected);
  return "defaultChecked" in field && /checkbox|radio/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}
function halfFilled() {
  const forms = all("main form[method=post]").map((form) => [form, [...form.elements].filter((field) => !/BUTTON|FIELDSET|OUTPUT/.test(field.tagName) && isTyped(field))]);
  const some = forms.filter(([, fields]) => fields.length);
  return (some.find(([, fields]) => fields.some(isChanged)) ?? ("answer" in document.body.dataset ? some[0] : undefined))?.[0];
}
document.addEventListener("submit", (event) => {
  const form = "language" in event.target.dataset && halfFilled();
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = Object.assign(document.createElement("button"), { name: "in_language", value: event.target.elements.language.value, hidden: true });
  form.append(button);
  form.requestSubmit(button);
});
document.addEventListener("formdata", ({ target, formData }) => {
  if (formData.has("in_language")) all("input[type=password], input[type=file]", target).forEach(({ name }) => formData.delete(name));
});
window.addEventListener("pageshow", () => all("button[name=in_language]").forEach((button) => button.remove()));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const unanswered = form.querySelector("[data-unanswered]");
  for (const told of [cut, unanswered]) if (told) told.hidden = true;
  if (!navigator.onLine && !form.dataset.reached) {
    event.preventDefault();
    sendOnceReached(form, event.submitter);
    return;
  }
  delete form.dataset.reached;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  if (navigator.pdfViewerEnabled === false && !form.elements.viewer) form.append(noViewer.cloneNode());
  event.submitter?.setAttribute("aria-disabled", "true");
  if ("again" in form.dataset) setTimeout(() => release(form), 2000);
  if (unanswered && event.submitter?.name === "then" && !form.dataset.refused) {
    event.preventDefault();
    waitFor(form, event.submitter, unanswered);
  }
  delete form.dataset.refused;
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

// What is wrong is read first.
document.querySelector("[data-summary]")?.focus();

// A table that is wider than its place can be scrolled by keyboard, and says its name there.
const widths = new ResizeObserver((tables) => {
  for (const { target } of tables) {
    const names = { tabindex: "0", role: "region", "aria-label": target.querySelector("caption").textContent };
    const wider = target.scrollWidth > target.clientWidth;
    for (const [name, value] of Object.entries(names)) {
      if (wider) target.setAttribute(name, value);
      else target.removeAttribute(name);
    }
  }
});
all(".wide:not(.scrolls)").forEach((table) => widths.observe(table));

// A weighing round: Enter (or the scanner that sends it) goes on to the next empty field, and sends from the last.
document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || event.defaultPrevented || !form || !("round" in form.dataset)) return;
  if (event.target.tagName !== "INPUT") return;
  const next = all("input:not([type=hidden])", form).find((input) => !input.value.trim());
  if (!next) return;
  event.preventDefault();
  next.focus();
});

// Words offered while typing: a combobox over the field, fed by data-search-url.
let offered = 0;

function offer(input) {
  const box = input.closest(".combo");
  const list = document.createElement("ul");
  const told = document.createElement("p");
  let asked;
  let timer;
  let found = [];
  let at = -1;
  list.id = `offers-${(offered += 1)}`;
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? input.getAttribute("aria-label") ?? "");
  told.className = "unseen";
  told.setAttribute("role", "status");
  box.append(list, told);
  const set = (name, value) => input.setAttribute(`aria-${name}`, value);
  input.setAttribute("role", "combobox");
  set("autocomplete", "list");
  set("controls", list.id);
  set("expanded", "false");

  function shut() {
    list.hidden = true;
    at = -1;
    set("expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(place) {
    at = (place + found.length) % found.length;
    [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    set("activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }
  function choose(place) {
    const { label, fill = {} } = found[place];
    input.value = label;
    const home = input.closest("[data-line]") ?? input.form;
    for (const [name, value] of Object.entries(fill)) {
      all(`[name="${name}"], [name$="-${name}"]`, home).forEach((field) => {
        field.value = value;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
      all(`[data-fill="${name}"]`, home).forEach((place) => (place.textContent = value));
    }
    shut();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function show(rows) {
    found = rows;
    list.replaceChildren(
      ...rows.map(({ label, hint }, n) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${n}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.append(label);
        if (hint) row.append(Object.assign(document.createElement("small"), { textContent: hint }));
        row.addEventListener("pointerdown", (event) => event.preventDefault());
        row.addEventListener("click", () => choose(n));
        return row;
      }),
    );
    at = -1;
    list.hidden = !rows.length;
    set("expanded", String(rows.length > 0));
    told.textContent = rows.length ? `${box.dataset.found} ${rows.length}` : box.dataset.none;
  }
  async function ask() {
    clearTimeout(timer);
    asked?.abort();
    asked = new AbortController();
    const words = input.value.trim();
    if (words.length < 2) return shut();
    const address = new URL(input.dataset.searchUrl, location.href);
    address.searchParams.set("q", words);
    const place = input.form?.elements.place?.value;
    if (place) address.searchParams.set("place", place);
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === input) show(await answer.json());
    } catch {
      shut(); // no network: what is typed is kept, and matched when the form is sent
    }
    return undefined;
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 180);
  });
  input.offer = { ask, choose, mark, at: () => at, rows: () => (list.hidden ? [] : found) };
  input.addEventListener("blur", shut);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    else if (event.key === "Enter" && at >= 0) choose(at);
    else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
  });
}

// One line more, from the page's own blank line.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-line]");
  const home = button?.closest("[data-lines]");
  const blank = home?.querySelector("template");
  if (!blank) return;
  event.preventDefault();
  const count = all(":scope > [data-line]", home).length;
  const added = blank.content.firstElementChild.cloneNode(true);
  [added, ...all("*", added)].flatMap((part) => [...part.attributes]).forEach((attribute) => {
    attribute.value = attribute.value.replaceAll("__n__", count);
  });
  added.querySelector("[data-line-number]").textContent = count + 1;
  blank.before(added);
  all("[data-search-url]", added).forEach(offer);
  added.querySelector("input:not([type=hidden]), select")?.focus();
  if (count + 1 >= Number(home.dataset.lines)) button.hidden = true;
});

// Choose all, and what the chosen rows add up to.
const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 3 });

function chosen(form, name) {
  return all(`[data-${name}]`, form).filter((box) => box.checked);
}
function tally() {
  all("[data-live-total]").forEach((place) => {
    const { liveTotal, scale } = place.dataset;
    const amounts = chosen(place.closest("form") ?? document, liveTotal).map((box) => box.dataset[liveTotal]);
    const sum = amounts.reduce((whole, amount) => whole + Number(amount), 0);
    place.hidden = !amounts.length;
    place.querySelector("[data-chosen]").textContent = format.format(amounts.length);
    place.querySelector("[data-sum]").textContent = format.format(sum / Number(scale));
    place.querySelector("[data-at-least]").hidden = !amounts.includes("");
  });
  all("[data-product]").forEach((place) => {
    const numbers = place.dataset.product.split(" ").map((name) => {
      const field = place.closest("[data-line], form").querySelector(`[name="${name}"], [name$="-${name}"]`);
      return /^\d+$/.test(field?.value.trim() ?? "") ? Number(field.value) : NaN;
    });
    const product = numbers.reduce((a, b) => a * b, 1);
    place.textContent = Number.isFinite(product) ? `= ${format.format(product)}` : "";
  });
}
// What is chosen, added to the bars of the van it is meant for ("2:…" is van 2).
function fillBars() {
  const van = document.querySelector("[name=target]")?.value.split(":")[0];
  all("[data-live-bar]").forEach((place) => {
    const { liveBar, planned, loaded, limit } = place.dataset;
    const boxes = place.dataset.van === van ? chosen(document, liveBar) : [];
    const sum = boxes.reduce((whole, box) => whole + Number(box.dataset[liveBar]), Number(planned));
    const whole = Math.max(sum, Number(limit ?? sum), 1);
    const part = (amount) => `${((100 * amount) / whole).toFixed(2)}%`;
    place.querySelector(".load-planned").setAttribute("width", part(sum));
    place.querySelector(".load-on").setAttribute("width", part(loaded));
    place.querySelector(".load-room").setAttribute("width", part(Number(limit ?? whole)));
    all(".load-limit", place).forEach((line) => ["x1", "x2"].forEach((x) => line.setAttribute(x, part(limit))));
    place.firstElementChild.classList.toggle("over", limit !== undefined && sum > Number(limit));
  });
}
function pickAll(label) {
  const form = label.closest("form") ?? document;
  const boxes = () => all(`input[type=checkbox][name="${label.dataset.pickAll}"]`, form);
  label.hidden = !boxes().length;
  label.firstElementChild.addEventListener("change", (event) => {
    boxes().forEach((box) => (box.checked = event.target.checked));
    tally();
    fillBars();
  });
}

all("[data-search-url]").forEach(offer);
all("[data-pick-all]").forEach(pickAll);
document.addEventListener("change", tally);
document.addEventListener("change", fillBars);
document.addEventListener("input", tally);
tally();
fillBars();

// The square on a weekend card leads here with its code behind the #, which no server is sent.
const code = document.querySelector("[data-card] [name=code]");
if (code && location.hash.length > 1) {
  code.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  document.querySelector("[data-card] [name=name]").focus();
}

// A crew link, likewise.
const linked = document.querySelector("[data-link] [name=code]");
if (linked && location.hash.length > 1) {
  linked.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}

// Gifts that were logged on this phone, and photos of them, that are not sent yet: said on every page, and asked about before leaving it.
const unsent = document.querySelector("[data-unsent]");

async function watchUnsent() {
  // Only where the intake page was used here is there anything to open; looking must not begin it.
  const known = (await indexedDB.databases?.()) ?? [];
  if (!known.some(({ name }) => name === "intake")) return;
  const { isUnsent, kept, onChange, rows } = await import("./intake/queue.js");
  const photos = (await kept("photos")) && (await import("./intake/photos.js"));
  const kinds = new Intl.PluralRules(document.documentElement.lang);
  const said = (what, n) => {
    const forms = all(`[data-what="${what}"]`, unsent);
    return (forms.find(({ dataset }) => dataset.of === kinds.select(n)) ?? forms[0]).textContent.replace("{n}", n);
  };
  const count = async () => {
    const gifts = await rows();
    const drafts = new Set(gifts.filter(({ state }) => state === "draft").map(({ id }) => id));
    const pictures = ((await photos?.list?.()) ?? []).filter(({ state, of }) => state !== "received" && !drafts.has(of));
    const some = [["gifts", gifts.filter(isUnsent).length], ["pictures", pictures.length]].filter(([, n]) => n);
    unsent.querySelector("a").textContent = unsent.dataset.unsent.replace("{n}", some.map(([what, n]) => said(what, n)).join(" · "));
    unsent.hidden = !some.length;
  };
  onChange(count);
  photos?.onChange(count);
  await count();
}
function askBefore(event) {
  const form = event.target;
  if (!("leaves" in form.dataset) || unsent.hidden || form.dataset.asked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.querySelector("[data-asking]")?.remove();
  const asking = document.querySelector("[data-leaving]").content.firstElementChild.cloneNode(true);
  asking.dataset.asking = "";
  asking.querySelector("h2").textContent = unsent.querySelector("a").textContent;
  asking.querySelector("button").addEventListener("click", () => (form.dataset.asked = "1"));
  form.append(asking);
  asking.focus();
}
if (unsent) {
  document.addEventListener("submit", askBefore, true);
  watchUnsent().catch(() => {}); // a browser that keeps nothing has nothing unsent
}

// A text to copy. Where the page came over plain http, browsers only offer the older way.
all("[data-copy]").forEach((button) => {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy");
    }
    button.nextElementSibling.textContent = button.dataset.done;
  });
});

// Long work is done in steps: the next one begins by itself, and can be begun by hand.
document.querySelector("form[data-goes-on]")?.requestSubmit();
