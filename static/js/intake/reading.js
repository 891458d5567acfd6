// What is typed in a line, read on this phone by the words that the server reads by (convoy/domain/phone_words.py),
// so that nothing is taken here that is refused there; and what is to be said of goods. The rules are those of
// convoy/domain: numerals.py, measures.py, dates.py, quick_lines.py, cautions.py. The server reads it once more.

const RUN = /\d(?:[\d.,]| (?=\d))*|[.,]\d+/;
const BY_SPACE = /^\d{1,3}(?: \d{3})+(?:[.,]\d+)?$/;
const GROUPED = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?$/;
const DECIMAL = /^(?:\d*[.,]\d+|\d+[.,]?)$/;
const TIMES = /^\s*(\d{1,4})\s*[x×х*]\s*(\d{1,7})(?!\S)\s*(.*)$/i;
const [FIRST_YEAR, LAST_YEAR] = [2000, 2099];
const SPECIAL = { ł: "l", ø: "o", đ: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i", ґ: "г", "×": "x", ة: "ه", ى: "ي", ـ: "" };

/** One form for all spellings, as convoy/domain/text.py has it. */
function fold(text) {
  const plain = text.toLowerCase().normalize("NFKD").toLowerCase().replaceAll(/\p{M}/gu, "");
  return plain.replaceAll(/[łøđßæœıґ×ةىـ]/g, (letter) => SPECIAL[letter]).replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** What was typed as one line with plain dashes; "" for what cannot be read. */
function plain(typed) {
  const text = typed.replaceAll(/[‐‑‒–—−﹣－]/g, "-").replaceAll(/\s+/g, " ").trim();
  return text.length > 60 || /\p{Nd}/u.test(text.replaceAll(/\d/g, "")) ? "" : text;
}

/** The one number in a text, its readings as [digits, decimals], and what stands around it; null for none. */
function numeral(text) {
  if (/\d_\d/.test(text)) return null;
  const found = RUN.exec(text);
  if (!found) return null;
  const [run] = found;
  const behind = text.slice(found.index + run.length).trim();
  if (/\d/.test(behind) || /^[/+%-]/.test(behind)) return null;
  const readings = [];
  const split = (number, mark) => {
    const [whole, part = ""] = number.split(mark);
    return [`${whole}${part}`.replaceAll(/\D/g, ""), part.length];
  };
  if (DECIMAL.test(run)) readings.push(split(run.replace(/[.,]$/, ""), /[.,]/));
  if ((BY_SPACE.test(run) || GROUPED.test(run)) && !run.startsWith("0")) {
    const marks = run.match(/[ .,]/g);
    readings.push(new Set(marks).size > 1 ? split(run.replaceAll(marks[0], ""), marks.at(-1)) : [run.replaceAll(/\D/g, ""), 0]);
  }
  return readings.length ? { readings, before: text.slice(0, found.index).trim(), behind } : null;
}

const pad = (number) => String(number).padStart(2, "0");

/** A day that exists, as YYYY-MM-DD; the last one of the month without `day`. */
function dayOf(year, month, day) {
  if (month < 1 || month > 12 || year < FIRST_YEAR || year > LAST_YEAR) return null;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day !== undefined && (day < 1 || day > days)) return null;
  return `${year}-${pad(month)}-${pad(day ?? days)}`;
}

/** Make what reads by the words and figures of /api/catalogue. */
export function reader(words) {
  const sets = Object.fromEntries(["packs", "fillers", "boxes", "links", "sizes"].map((name) => [name, new Set(words[name])]));
  const unitOf = (text) => (Object.hasOwn(words.units, text) ? words.units[text] : undefined);
  const monthOf = (text) => (Object.hasOwn(words.months, text) ? words.months[text] : undefined);

  /** So many of a base unit; null for what cannot be read. `bare` is the unit of a number alone, `pack` what one holds. */
  function counted(typed, { bare, pack, minimum = 1 }) {
    const text = plain(typed);
    let [unit, factor] = bare;
    let each = 1n;
    const dozen = unitOf(fold(text).replace(/^a /, ""));
    if (unit === "piece" && dozen?.[0] === "piece" && dozen[1] > 1) return dozen[1];
    const found = numeral(text);
    if (!found || !["", "+"].includes(found.before)) return null;
    const named = fold(found.behind);
    if (sets.packs.has(named)) {
      if (!pack) return null;
      each = BigInt(pack); // of whole packs
    } else if (found.behind) {
      const scale = unitOf(named);
      if (scale?.[0] !== unit) return null;
      [unit, factor] = scale;
    }
    const readings = unit !== "piece" && factor > 1 ? found.readings.slice(0, 1) : found.readings;
    const whole = new Set();
    for (const [digits, decimals] of readings) {
      const number = BigInt(digits || 0) * BigInt(factor);
      const divisor = 10n ** BigInt(decimals);
      if (number % divisor === 0n) whole.add((number / divisor) * each);
    }
    if (whole.size !== 1) return null;
    const [number] = whole;
    return number < minimum || number > words.most[unit] ? null : Number(number);
  }

  const words_ = (text) => {
    const all = fold(text).split(" ").filter((word) => !sets.fillers.has(word));
    // "Mar" is Tuesday in "mar 14 abr" and March in "mar 14".
    const isMonth = monthOf(all[0]) && !all.slice(1).some(monthOf);
    return (/^\p{L}+$/u.test(all[0]) && !isMonth ? all.slice(1) : all).join(" ");
  };
  const year = (written) => (written.length === 4 ? Number(written) : FIRST_YEAR + Number(written));

  /** undefined where no month is written, null for one that does not exist. */
  function month(text) {
    let found = /^(\d{4})[-/.](\d{1,2})$/.exec(text);
    if (found) return dayOf(Number(found[1]), Number(found[2]));
    found = /^(\d{1,2})[-/.](\d{4}|\d{2})(?: ?р\.?)?$/.exec(text) ?? /^(0[1-9]|1[0-2])(20\d{2}|\d{2})$/.exec(text);
    if (found) return dayOf(year(found[2]), Number(found[1]));
    found = /^(\p{L}+) (\d{4})$/u.exec(words_(text));
    return found && monthOf(found[1]) ? dayOf(Number(found[2]), monthOf(found[1])) : undefined;
  }

  function day(text) {
    let found = /^(\d{4})(?:[-/]|\. ?)(\d{1,2})(?:[-/]|\. ?)(\d{1,2})\.?$/.exec(text);
    if (found) return dayOf(...found.slice(1).map(Number));
    found = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})(?: ?р\.?)?$/.exec(text);
    if (found) return dayOf(year(found[3]), Number(found[2]), Number(found[1]));
    found = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text);
    if (found) {
      const [first, second] = [Number(found[1]), Number(found[3])];
      if (first !== second && first <= 12 && second <= 12) return null; // nobody guesses
      return second > 12 && first <= 12 ? dayOf(year(found[4]), first, second) : dayOf(year(found[4]), second, first);
    }
    const said = words_(text);
    found = /^(\d{1,2})(?:er|st|nd|rd|th)? (\p{L}+) (\d{4}|\d{2})$/u.exec(said);
    if (found && monthOf(found[2])) return dayOf(year(found[3]), monthOf(found[2]), Number(found[1]));
    found = /^(\p{L}+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})$/u.exec(said);
    if (found && monthOf(found[1])) return dayOf(Number(found[3]), monthOf(found[1]), Number(found[2]));
    found = /^(\d{4}) (\p{L}+) (\d{1,2})$/u.exec(said);
    return found && monthOf(found[2]) ? dayOf(Number(found[1]), monthOf(found[2]), Number(found[3])) : null;
  }

  const shifted = (today, days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

  /** The day without its year that is nearest to today and has come; null where none is named. */
  function near(text, today) {
    const away = fold(text);
    if (Object.hasOwn(words.away ?? {}, away)) return shifted(today, words.away[away]);
    const said = words_(text);
    let found = /^(\d{1,2})\. ?(\d{1,2})\.?$/.exec(text);
    let [number, month] = found ? [found[1], found[2]] : [];
    if ((found = /^(\d{1,2})[/-](\d{1,2})$/.exec(text))) {
      const [first, second] = [Number(found[1]), Number(found[2])];
      if (first !== second && first <= 12 && second <= 12) return null; // nobody guesses
      [number, month] = second > 12 && first <= 12 ? [second, first] : [first, second];
    } else if ((found = /^(\d{1,2})(?:er|st|nd|rd|th)? (\p{L}+)$/u.exec(said))) [number, month] = [found[1], monthOf(found[2])];
    else if ((found = /^(\p{L}+) (\d{1,2})(?:st|nd|rd|th)?$/u.exec(said))) [number, month] = [found[2], monthOf(found[1])];
    if (!month) return null;
    const year = Number(today.slice(0, 4));
    const days = [year, year - 1, year + 1].map((one) => dayOf(one, Number(month), Number(number))).filter(Boolean);
    const latest = shifted(today, words.ahead);
    const come = days.filter((one) => one <= latest);
    const apart = (one) => Math.abs(Date.parse(one) - Date.parse(today));
    return (come.length ? come : days).sort((one, other) => apart(one) - apart(other))[0] ?? null;
  }

  const whole = (word) => (/^\d{1,7}$/.test(word) ? Number(word) : 0);
  const isLink = (word) => !fold(word) || sets.links.has(fold(word));
  function trimmed(all) {
    const kept = [...all];
    while (kept.length && isLink(kept[0])) kept.shift();
    while (kept.length && isLink(kept.at(-1))) kept.pop();
    return kept;
  }
  function times(typed) {
    const [, boxes, each, rest] = TIMES.exec(typed) ?? [];
    return Number(boxes) && Number(each) ? { item: trimmed(rest.split(/\s+/)).join(" "), quantity: boxes * each, boxes: Number(boxes) } : null;
  }

  return {
    /** A quantity in the item's base unit, null for what cannot be read. @param {string} unit Rec 20 @param {number} pack how many one holds */
    quantity: (typed, unit, pack) => counted(typed, { bare: unit === "GRM" ? ["g", 1000] : ["piece", 1], pack: unit === "NMP" ? 1 : pack }),
    boxes: (typed) => counted(typed, { bare: ["piece", 1], minimum: 0 }),
    grams: (typed) => counted(typed, { bare: ["g", 1000] }),
    /** A day as YYYY-MM-DD, null for what cannot be read. @param {string} today by which one without its year is read */
    day: (typed, today) => day(plain(typed)) ?? near(plain(typed), today),
    expiry: (typed) => {
      const text = plain(typed);
      const found = month(text);
      return found === undefined ? day(text) : found;
    },
    /** What "20 x 24" says in the field for the quantity; null for anything else. */
    identical: (typed) => {
      const found = times(typed);
      return found && !TIMES.exec(typed)[3] ? found : null;
    },
    /** A whole line in one go: "240 beans in 10 boxes"; numbers that were not said are 0. */
    line(typed) {
      const found = times(typed);
      if (found) return found;
      let all = typed.split(/\s+/).filter(Boolean);
      const at = all.findIndex((word, place) => place && sets.boxes.has(fold(word)) && whole(all[place - 1]));
      const boxes = at > 0 ? whole(all[at - 1]) : 0;
      if (boxes) all = [...all.slice(0, at - 1), ...all.slice(at + 1)];
      all = trimmed(all);
      let quantity = 0;
      if (all.length > 1 && whole(all[0]) && !sets.sizes.has(fold(all[1]))) quantity = whole(all.shift());
      else if (boxes && all.length > 1 && whole(all.at(-1))) quantity = whole(all.pop());
      if (at === 1) quantity *= boxes; // what stands behind the boxes is in each of them
      return { item: trimmed(all).join(" "), quantity, boxes };
    },
    /**
     * What is to be said of goods that come in on a day, by name, the weightiest first.
     * @param {{code: string, rule: string, asks: string}} item @param {string} expires YYYY-MM-DD or ""
     * @param {{wanted?: string[], unwanted?: string[]}} place
     */
    cautions(item, expires, on, place = {}) {
      const has = (letter) => item.asks.includes(letter);
      const left = (Date.parse(expires) - Date.parse(on)) / 86_400_000;
      const [isWanted, isUnwanted] = [place.wanted, place.unwanted].map((codes) => codes?.includes(item.code));
      const said = {
        rejected: item.rule === "reject",
        unwanted: isUnwanted,
        "past-date": left < 0,
        "out-of-season": has("w") && !words.winter.includes(Number(on.slice(5, 7))),
        "short-date": left >= 0 && left < words.short,
        medical: has("m") && item.rule !== "reject",
        "two-persons": has("d"),
        coordinator: item.rule === "coordinator_only" && !has("m"),
        papers: item.rule === "accept_with_docs" && !has("d"),
        "asks-expiry": /e/i.test(item.asks) && !expires,
        wanted: isWanted && !isUnwanted,
      };
      return Object.keys(said).filter((name) => said[name]);
    },
    /**
     * What the server would refuse of a line, or ask, as [field, sentence]; item null for what is not in the catalogue.
     */
    wrong(line, item) {
      const found = [];
      const blame = (name, sentence, facts) => found.push([name, sentence, { typed: line[name] || "", ...facts }]);
      const taken = (line.decision || "accepted") === "accepted";
      const asked = taken && item?.rule !== "reject" ? (item?.asks ?? "") : "";
      const packed = this.identical(line.quantity);
      const quantity = packed ? packed.quantity : this.quantity(line.quantity, item?.unit, item?.pack);
      const boxes = line.boxes ? this.boxes(line.boxes) : (packed?.boxes ?? 0);
      const grams = line.weight ? this.grams(line.weight) : undefined;
      if (!line.quantity) blame("quantity", "say-quantity");
      else if (quantity === null || quantity > words.most.piece) blame("quantity", "say-number");
      if (boxes === null) blame("boxes", "say-boxes");
      else if (item && boxes > words.mostBoxes) blame("boxes", "say-most", { n: words.mostBoxes });
      else if (item && quantity !== null && boxes > quantity) blame("boxes", "say-empty");
      else if (!item && (boxes || quantity) > words.mostBags) blame(boxes ? "boxes" : "quantity", "say-most", { n: words.mostBags });
      if (line.expires_on ? this.expiry(line.expires_on) === null : asked.includes("E")) blame("expires_on", line.expires_on ? "say-month" : "say-expiry");
      if (asked.includes("B") && !line.batch) blame("batch", "say-batch");
      if (grams === null || (item && boxes && grams < boxes)) blame("weight", "say-weight");
      if (!taken && !line.reason && (item || line.decision === "refused")) blame("reason", "say-reason");
      return found;
    },
    /** The same for what stands around the lines; `today` as YYYY-MM-DD. */
    wrongAround({ received_on, packages, bags_weight }, today) {
      const found = [];
      const blame = (name, sentence, typed, facts) => found.push([name, sentence, { typed, ...facts }]);
      const on = received_on ? this.day(received_on, today) : today;
      const latest = shifted(today, words.ahead);
      if (on === null || on > latest) blame("received_on", "say-day", received_on);
      const bags = packages ? counted(packages, { bare: ["piece", 1] }) : 0;
      if (bags === null) blame("packages", "say-number", packages);
      else if (bags > words.mostBags) blame("packages", "say-most", packages, { n: words.mostBags });
      if (bags_weight && this.grams(bags_weight) === null) blame("bags_weight", "say-weight", bags_weight);
      return found;
    },
  };
}

/** What a person has to have seen before such goods are recorded (convoy/domain/cautions.py). */
export const ASKED_FIRST = ["rejected", "unwanted", "past-date", "out-of-season"];
