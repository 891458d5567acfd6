// Which item is meant, from the catalogue on this phone. All is done as the server does it, which also says why: see
// matching.py, word_index.py and text.py in convoy/domain. The tables of letters come from there with the items.

const [EXACT, BEGINNING, ENDING, SOUND, MISTYPED, JOINED] = [4, 3, 2.5, 2.4, 2, 1.9];
const [WHOLE, STARTS_WHOLE, STARTS, NAME, OWN_LANGUAGE, USUAL, NUMBER] = [6, 2, 1, 0.3, 0.5, 1, 0.3];
const [LONGEST_QUERY, MOST_WORDS, LONGEST_WORD] = [200, 8, 30];
const [FEW, CANDIDATES, SHORTEST_PART, SHORTEST_REST] = [3, 50, 4, 3];

const CYRILLIC = /[\u0400-\u052f]/;
const LETTERS = /^\p{L}+$/u;
const DIGITS = /^\d+$/;

/* ---- Letters ---- */

/** Read words by the server's tables; without them, as on a phone that has not met it since, by fewer rules. */
function reader({ letters = {}, latin = {}, at_start: atStart = {}, silent = "", sounds = [], keyboards = [] } = {}) {
  const special = new RegExp(`[${Object.keys(letters).join("")}]`, "g");
  const inLatin = (word) =>
    Array.from(word, (letter, at) => {
      if (silent.includes(letter)) return "";
      return (at === 0 && atStart[letter]) || (letter === "г" && word[at - 1] === "з" ? "gh" : (latin[letter] ?? letter));
    }).join("");
  return {
    latin: inLatin,
    /** One form for all spellings: no case, accents or apostrophes, numbers apart from letters. */
    key: (text) =>
      text
        .replace(/['`\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07]/g, "'")
        .replace(/([\u0400-\u052f])'(?=[\u0400-\u052f])/g, "$1")
        .replace(/([\p{L}\p{N}])'(?=s(?![\p{L}\p{N}]))/giu, "$1")
        .toUpperCase() // ß becomes ss
        .toLowerCase()
        .normalize("NFKD")
        .replace(/\p{M}+/gu, "")
        .toLowerCase()
        .replace(special, (letter) => letters[letter])
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim()
        .replace(/(\d)(?=\p{L})/gu, "$1 ")
        .replace(/(\p{L})(?=\d)/gu, "$1 "),
    sound(word) {
      let heard = CYRILLIC.test(word) ? inLatin(word) : word;
      for (const [written, spoken] of sounds) if (heard.includes(written)) heard = heard.replaceAll(written, spoken);
      return heard.replace(/(.)\1+/g, "$1").replace(/^h/, "");
    },
    otherLayout(text) {
      const small = text.toLowerCase();
      const [from, to] = keyboards[CYRILLIC.test(small) ? 1 : 0] ?? ["", ""];
      return Array.from(small, (letter) => to[from.lastIndexOf(letter)] ?? letter).join("");
    },
  };
}

/* ---- Words ---- */

/** All words of the catalogue: a function that says which a typed one may stand for, and how surely each. */
async function wordIndex(listed, { latin, sound }) {
  const words = [...listed].sort();
  const known = new Set(words);
  const byPair = new Map();
  const bySound = new Map();
  for (const [number, word] of words.entries()) {
    if (number % 2_000 === 0) await breath();
    for (const pair of pairs(word)) if (byPair.get(pair)?.at(-1) !== number) pushed(byPair, pair, number);
    if (!DIGITS.test(word)) pushed(bySound, sound(word), word);
  }
  const heardOf = [...bySound.keys()].sort();
  const shared = new Uint8Array(words.length);

  function* withOtherEnding(word) {
    if (word.endsWith("ces") && known.has(`${word.slice(0, -3)}z`)) yield [`${word.slice(0, -3)}z`, ENDING];
    const ending = word.length === 5 ? 2 : Math.min(3, Math.floor(word.length / 3));
    const root = word.slice(0, word.length - ending);
    for (const other of ending ? beginning(words, root) : []) {
      if (other.length - root.length > ending + 1 || other.startsWith(word)) continue;
      const kept = begunAlike(other, word) / word.length;
      yield [other, ENDING - 0.1 * Math.abs(other.length - word.length) - 0.6 * (1 - kept)];
    }
  }

  function* sounding(word) {
    const heard = sound(word);
    for (const other of heard.length < 3 ? [] : beginning(heardOf, heard))
      for (const written of bySound.get(other)) yield [written, SOUND - 0.5 * (1 - heard.length / other.length)];
  }

  function* joined(word) {
    for (let length = SHORTEST_PART; length <= word.length - SHORTEST_REST; length += 1)
      for (const [part, isLast] of [[word.slice(-length), 1], [word.slice(0, length), 0]])
        if (known.has(part)) yield [part, JOINED - (1 - length / word.length) + 0.1 * isLast];
  }

  function* mistyped(word) {
    const allowed = word.length <= 3 || DIGITS.test(word) ? 0 : word.length <= 6 ? 1 : 2;
    if (!allowed) return;
    const parts = new Set(pairs(word));
    const met = [];
    for (const part of parts) for (const number of byPair.get(part) ?? []) if (!shared[number]++) met.push(number);
    const enough = Math.max(1, parts.size - 3 * allowed);
    const nearest = met.filter((number) => shared[number] >= enough).sort((one, other) => shared[other] - shared[one]).slice(0, CANDIDATES);
    for (const number of met) shared[number] = 0;
    for (const number of nearest) {
      const other = words[number];
      if (other.length < word.length - allowed) continue;
      const distance = slipsSoFar(word, other.slice(0, word.length + allowed));
      if (distance > allowed) continue;
      yield [other, MISTYPED - 0.5 * distance - 0.02 * Math.abs(other.length - word.length) - 0.2 * (other[0] !== word[0])];
    }
  }

  return function like(word) {
    const found = new Map();
    const keep = (others, less = 0) => {
      for (const [other, worth] of others) if (worth - less > (found.get(other) ?? 0)) found.set(other, worth - less);
    };
    for (const other of beginning(words, word)) found.set(other, other === word ? EXACT : BEGINNING + word.length / other.length / 2);
    if (DIGITS.test(word)) return found;
    keep(withOtherEnding(word));
    keep(sounding(word));
    if (known.has(word) || [...found.values()].filter((worth) => worth >= BEGINNING).length >= FEW) return found;
    keep(joined(word));
    keep(mistyped(word));
    if (CYRILLIC.test(word) && Math.max(...found.values()) <= MISTYPED) keep(mistyped(latin(word)), 0.2);
    return found;
  };
}

/** Let the page answer whoever types meanwhile: on a cheap phone all this takes a second. */
const breath = () => new Promise((go) => setTimeout(go));

function pushed(map, name, value) {
  const there = map.get(name);
  if (there) there.push(value);
  else map.set(name, [value]);
}

function* beginning(sorted, start) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < start) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < sorted.length && sorted[at].startsWith(start); at += 1) yield sorted[at];
}

function begunAlike(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function pairs(word) {
  const found = [`^${word[0]}`];
  for (let at = 1; at < word.length; at += 1) found.push(word[at - 1] + word[at]);
  return found;
}

/** The edits that turn `typed` into the beginning of `meant` it is nearest to; a swap of neighbours is one. */
function slipsSoFar(typed, meant) {
  let before;
  let previous = [];
  let row = Array.from({ length: meant.length + 1 }, (_, at) => at);
  for (let i = 1; i <= typed.length; i += 1) {
    [before, previous, row] = [previous, row, [i]];
    for (let j = 1; j <= meant.length; j += 1) {
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (typed[i - 1] !== meant[j - 1]));
      if (i > 1 && j > 1 && typed[i - 1] === meant[j - 2] && typed[i - 2] === meant[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
  }
  return Math.min(...row);
}

/* ---- Items ---- */

/**
 * Make a finder of the items as /api/catalogue lists them: the ordinary before the special.
 * @param {object} [letters] its tables @param {string} language of the page
 */
export async function finder(listed, letters, language) {
  const read = reader(letters);
  const items = listed.map(([code, unit, rule, asks, words, pack]) => ({ code, unit, rule, asks, pack, name: (words[language] ?? words.en ?? [code])[0] }));
  const byCode = new Map(items.map((item) => [item.code, item]));
  const terms = [];
  const byWord = new Map();
  const byLetter = new Map();
  const put = (item, text, isName, isOwn) => {
    const number = terms.push({ item, key: read.key(text), isName, isOwn }) - 1;
    const { key } = terms[number];
    for (const word of spellings(key, read.latin)) pushed(byWord, word, number);
    if (isName && key) pushed(byLetter, key[0], number);
  };
  for (const [item, [code, , , , words]] of listed.entries()) {
    if (item % 16 === 0) await breath();
    put(item, code, false, false);
    for (const [spoken, said] of Object.entries(words)) said.forEach((text, place) => put(item, text, place === 0 && spoken !== "", spoken === language));
  }
  const like = await wordIndex(byWord.keys(), read);

  /** The terms with a word like this one, and how well it fits. */
  function termsLike(word) {
    const isLetter = word.length === 1 && LETTERS.test(word);
    const scores = new Map(isLetter ? byLetter.get(word)?.map((term) => [term, BEGINNING]) : []);
    for (const [other, worth] of isLetter ? [[word, EXACT]] : like(word))
      for (const term of byWord.get(other) ?? []) if (worth > (scores.get(term) ?? 0)) scores.set(term, worth);
    return scores;
  }

  /** How much a word tells: 1 for one item's own, little for one that every item has. */
  function weight(best) {
    const least = Math.max(0, ...best.values()) - 1;
    const many = [...best.values()].filter((score) => score >= least).length;
    return 1 - (0.9 * Math.log(Math.max(1, many))) / Math.log(Math.max(2, items.length));
  }

  /** What one reading of the typed words comes to: the rank of each item that may be meant, and whether it is sure. */
  function weighed(typed) {
    const key = read.key(typed);
    const asked = [...new Set(key.split(" ").slice(0, MOST_WORDS).map((word) => word.slice(0, LONGEST_WORD)))].filter(Boolean);
    const likes = new Map(asked.map((word) => [word, termsLike(word)]));
    for (const [at, next] of asked.slice(1).entries())
      for (const term of byWord.get(asked[at] + next) ?? []) for (const word of [asked[at], next]) likes.get(word).set(term, EXACT);
    const words = asked.filter((word) => !DIGITS.test(word));
    const telling = words.length ? words : asked;
    if (!asked.length || telling.filter((word) => likes.get(word).size).length * 2 < telling.length) return { ranks: new Map(), best: 0, isSure: false };
    const ofItem = new Map();
    const ofTerm = new Map();
    for (const [word, scores] of likes) {
      const best = new Map();
      for (const [term, score] of scores) best.set(terms[term].item, Math.max(score, best.get(terms[term].item) ?? 0));
      const tells = weight(best) * (telling.includes(word) ? 1 : NUMBER);
      for (const [item, score] of best) ofItem.set(item, (ofItem.get(item) ?? 0) + tells * score);
      for (const [term, score] of scores) ofTerm.set(term, (ofTerm.get(term) ?? 0) + tells * score);
    }
    const fits = new Map();
    for (const [number, score] of ofTerm) {
      const term = terms[number];
      const rank = score / 2 - term.key.length / 250 + NAME * term.isName + OWN_LANGUAGE * term.isOwn + begunWith(term.key, key);
      fits.set(term.item, Math.max(rank, fits.get(term.item) ?? -Infinity));
    }
    const ranks = new Map([...ofItem].map(([item, score]) => [item, score + fits.get(item)]));
    const isSure = telling.every((word) => Math.max(0, ...likes.get(word).values()) > MISTYPED);
    return { ranks, best: Math.max(0, ...ranks.values()), isSure };
  }

  return {
    item: (code) => byCode.get(code),
    /**
     * @param {Record<string, number>} [usual] how usual items are at the place, from 0 to 1, by code
     * @returns {{found: {code: string, unit: string, rule: string, asks: string, name: string}[], isSure: boolean}}
     * the likeliest first, and whether every word is known, even if unfinished or with another ending
     */
    find(text, usual = {}, limit = 8) {
      const typed = text.slice(0, LONGEST_QUERY);
      let { ranks, best, isSure } = weighed(typed);
      const swapped = isSure ? undefined : weighed(read.otherLayout(typed));
      if (swapped?.isSure && swapped.best > best) ({ ranks, best, isSure } = swapped);
      const likely = [...ranks].filter(([, rank]) => rank >= best / 2);
      const ranked = likely.map(([item, rank]) => [Math.round(10 * (rank + USUAL * (usual[items[item].code] ?? 0))), item]);
      ranked.sort((one, other) => other[0] - one[0] || one[1] - other[1]);
      return { found: ranked.slice(0, limit).map(([, item]) => items[item]), isSure };
    },
  };
}

/** What it adds that a name is just what was typed, or begins so. */
function begunWith(named, typed) {
  if (named === typed) return WHOLE;
  if (!named.startsWith(typed)) return 0;
  return named[typed.length] === " " ? STARTS_WHOLE : STARTS;
}

/** The words of a key, the Latin spelling of those in Cyrillic letters, and neighbours written as one word. */
function spellings(key, latin) {
  if (!key) return [];
  const words = key.split(" ");
  const found = CYRILLIC.test(key) ? [...words, ...words.map(latin)] : [...words];
  const isPart = (word) => word.length > 2 && !DIGITS.test(word);
  for (let at = 1; at < words.length; at += 1) if (isPart(words[at - 1]) && isPart(words[at])) found.push(words[at - 1] + words[at]);
  return found;
}
