// Codes on goods, as convoy/domain/barcodes.py and gs1.py read them; the server reads them once more.

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
