// Which item is meant, from the catalogue on this phone: names and everyday words in all languages, the beginning
// of a word, and one slip. The server ranks better; this one works in a cellar.

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
