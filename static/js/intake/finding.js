// Which item is meant, from the catalogue on this phone: names and everyday words in all languages, the beginning
// of a word, and one slip; or what a code on goods says. The server ranks better; this one works in a cellar.

/** @param {string} text one form for all spellings: no case, accents, apostrophes */
export function folded(text) {
  return text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f'’ʼ`]/g, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Make a finder of the items as /api/catalogue lists them. */
export function finder(items, language) {
  const terms = items.flatMap(([code, unit, rule, asks, words]) =>
    Object.entries(words).flatMap(([spoken, said]) =>
      said.map((text, place) => {
        const key = folded(text);
        const name = (words[language] ?? words.en ?? [code])[0];
        return { item: { code, unit, rule, asks, name }, text, key, words: key.split(" "), isName: place === 0, own: spoken === language };
      }),
    ),
  );
  const byCode = new Map(terms.map(({ item }) => [item.code, item]));

  function score(term, whole, typed) {
    let points = term.key === whole ? 6 : term.key.startsWith(whole) ? 2 : 0;
    for (const word of typed) {
      const best = Math.max(0, ...term.words.map((other) => likeness(word, other)));
      if (!best) return 0;
      points += best;
    }
    return points + (term.own ? 0.5 : 0) + (term.isName ? 0.3 : 0) - term.words.length / 50;
  }

  return {
    item: (code) => byCode.get(code),
    /** @returns {{code: string, unit: string, rule: string, asks: string, name: string}[]} the likeliest first */
    find(text, limit = 8) {
      const whole = folded(text);
      if (whole.length < 2) return [];
      const typed = whole.split(" ");
      const best = new Map();
      for (const term of terms) {
        const points = score(term, whole, typed);
        if (points > (best.get(term.item.code)?.points ?? 0)) best.set(term.item.code, { points, item: term.item });
      }
      const found = [...best.values()].sort((one, other) => other.points - one.points);
      return found.slice(0, limit).map(({ item }) => item);
    },
  };
}

function likeness(word, other) {
  if (word === other) return 4;
  if (other.startsWith(word)) return 3;
  if (word.length < 4) return 0;
  return nearly(word, other.slice(0, word.length + 1)) || nearly(word, other) ? 2 : 0;
}

/** Whether one letter added, missing, wrong or swapped with its neighbour makes the difference, at the most. */
function nearly(word, other) {
  if (Math.abs(word.length - other.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === other[at]) at += 1;
  const [rest, more] = [word.slice(at), other.slice(at)];
  return (
    rest.slice(1) === more.slice(1) ||
    rest.slice(1) === more ||
    rest === more.slice(1) ||
    (rest[0] === more[1] && rest[1] === more[0] && rest.slice(2) === more.slice(2))
  );
}

/* ---- Codes on goods ---- */

// As convoy/domain/barcodes.py and gs1.py read them; the server reads them once more.

const LENGTHS = [8, 12, 13, 14];
const SEPARATORS = /[\u001d\u001e\u0004␝|]|{GS}|<GS>|\[GS\]|\^\]/g;
const OF_OTHERS = /^(\+[A-Z][0-9A-Z]{3}|\[\)>\u001d?06|9N\d{8})/; // HIBC, PPN
const SIGNS = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/; // 7.11
const FIXED = /^(00.{18}|0[123].{14}|(?:04).{16}|1[1-9].{6}|20.{2}|3[1-6].{8}|41.{14})/; // General Specifications 7.8.5

/**
 * What a retail barcode or a GS1 code says; null for what is neither but words, `wrong` for one that cannot be.
 * @returns {{wrong?: true, gtin: string, batch: string, expires: string} | null} the day of expiry as YYYY-MM-DD
 */
export function goods(typed) {
  const found = read(typed);
  if (found && !found.wrong) return found;
  for (const meant of readings(typed)) {
    const other = read(meant);
    if (other && !other.wrong) return other;
  }
  return found;
}

// Scanners that type on a computer with another layout: the tables of convoy/domain/keyboards.py.
const KEYS = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?';
const LAYOUTS = [
  "'1234567890-=йцукенгшщзхї\\фівапролджєячсмитьбю." + 'ʼ!"№;%:?*()_+ЙЦУКЕНГШЩЗХЇ/ФІВАПРОЛДЖЄЯЧСМИТЬБЮ,',
  "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю." + 'Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,',
  "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!" + "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
  "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-" + "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
  "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-" + 'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_',
  "\\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-" + '|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_',
];
const readings = (typed) =>
  LAYOUTS.map((layout) => [...typed].map((sign) => KEYS[[...layout].lastIndexOf(sign)] ?? sign).join("")).filter((meant) => meant !== typed);

function read(typed) {
  const text = typed
    .trim()
    .replaceAll(SEPARATORS, "\u001d")
    .replace(/^\][A-Za-z]\d/, "")
    .replace("[)>\u001d05\u001d", "")
    .replace(/^\u001d/, "");
  if (OF_OTHERS.test(text)) return told(null);
  if (/^\d+$/.test(text) && LENGTHS.includes(text.length)) return told({ "01": text });
  if (text.startsWith("(") ? !text.includes("(01)") : !/^01\d{14}/.test(text) && !text.includes("\u001d")) return null;
  return told(text.startsWith("(") ? bracketed(text) : walked(text));
}

function told(parts) {
  const gtin = parts && gtinOf(parts["01"] ?? "");
  const [batch, stated] = [parts?.["10"] ?? "", parts?.["17"] ?? parts?.["15"]];
  const expires = stated ? dayOf(stated) : "";
  return gtin && expires !== null && batch.length <= 20 && SIGNS.test(batch) ? { gtin, batch, expires } : { wrong: true, gtin: "", batch: "", expires: "" };
}

function bracketed(text) {
  const parts = {};
  for (const [, name, value] of text.matchAll(/\((\d{2,4})\)(.*?)(?=\(\d{2,4}\)|$)/g)) parts[name] = value.replace(/^[ \u001d]+|[ \u001d]+$/g, "");
  return parts;
}

/** What stands between separators, and where a part has a fixed length, behind it. */
function walked(text) {
  const parts = {};
  let rest = text;
  while (rest) {
    if (!/^\d\d/.test(rest)) return null;
    const open = rest.split("\u001d", 1)[0];
    const part = FIXED.exec(open)?.[0] ?? open;
    parts[part.slice(0, 2)] ??= part.slice(2);
    rest = rest.slice(part.length).replace(/^\u001d+/, "");
  }
  return parts;
}

/** A barcode as it is kept: UPC-A and short GTIN-14 as an EAN-13; "" where the check digit is another. */
function gtinOf(digits) {
  if (!/^\d+$/.test(digits) || !LENGTHS.includes(digits.length)) return "";
  const sum = [...digits].reverse().reduce((total, digit, place) => total + digit * (place % 2 ? 3 : 1), 0);
  if (sum % 10) return "";
  const whole = digits.padStart(14, "0");
  return whole.startsWith("000000") ? whole.slice(6) : whole.replace(/^0/, "");
}

/** The day of YYMMDD: within 50 years of today, 00 is the month's last day; null for none. */
function dayOf(stated) {
  const [, year, month, day] = /^(\d\d)(\d\d)(\d\d)$/.exec(stated)?.map(Number) ?? [];
  if (!month || month > 12) return null;
  const now = new Date().getUTCFullYear();
  const apart = year - (now % 100);
  const whole = 100 * (Math.floor(now / 100) + (apart <= -50) - (apart >= 51)) + year;
  const last = new Date(Date.UTC(whole, month, 0)).getUTCDate();
  if (day > last) return null;
  return [whole, String(month).padStart(2, "0"), String(day || last).padStart(2, "0")].join("-");
}
