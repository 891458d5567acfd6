// The queue on this phone: sealed, kept, sent. One file, since each one more is a journey on a bad network.

/* ---- Sealing ---- */

// Sealing to the installation's key, and knowing its answers. Nothing here can open what it sealed.
// The envelope is described in convoy/services/phones.py.

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const SIGNED = { name: "ECDSA", namedCurve: "P-256" };
export const bytesOf = (text) => new TextEncoder().encode(text);

/** @param {string} line base64url @returns {Uint8Array} */
export function unlined(line) {
  const plain = atob(line.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} base64url */
export function lined(bytes) {
  let plain = "";
  for (const byte of bytes) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {...Uint8Array} parts @returns {Uint8Array} one after the other */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * What puts content into envelopes that only the installation with this point opens, and only for this id. Each is
 * one step: whoever saves and leaves at once does not wait for keys.
 * @param {string} point @param {string} id @returns {Promise<(content: object) => Promise<string>>}
 */
export async function sealer(point, id) {
  const sealed = await bytesSealer(point, id);
  return async (content) => lined(await sealed(bytesOf(JSON.stringify(content))));
}

/** Bytes in an envelope. @returns {Promise<Uint8Array>} */
export async function sealBytes(point, id, content) {
  return (await bytesSealer(point, id))(content);
}

async function bytesSealer(point, id) {
  const theirs = unlined(point);
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ours = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: key }, pair.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const sealing = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: joined(ours, theirs), info: bytesOf("convoy envelope 1") },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  return async (content) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytesOf(id) }, sealing, content);
    return joined(Uint8Array.of(1), ours, iv, new Uint8Array(sealed));
  };
}

/**
 * Whether an answer was said by the installation with this point: a captive portal also says 200.
 * @param {string} point @param {ArrayBuffer} body @param {string | null} signature
 */
export async function isOurs(point, body, signature) {
  if (!signature) return false;
  try {
    const key = await crypto.subtle.importKey("raw", unlined(point), SIGNED, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, unlined(signature), body);
  } catch {
    return false;
  }
}

/* ---- Keeping ---- */

// What lies on this phone: what it needs to work (`kept`), and the queue (`records`).
// Of a record only its id, times, state, number of lines and whose it is can be read; the rest is sealed.

/**
 * @typedef {"draft" | "waiting" | "sending" | "received" | "attention"} State
 * @typedef {{id: string, at: number, state: State, owner: string, begun?: number, lines?: number, rev?: number,
 *   sealed?: string, receipt?: string, boxes?: string[], fields?: string[], status?: number, told?: string,
 *   settled?: number}} Row
 * `at` is when it was typed last, `begun` when first. `rev` counts how often what is typed was kept: by it a tab knows that another one went on with a gift.
 * `settled` is when an answer came. `told` is why a gift was refused, sealed like the gift: it may repeat what was
 * typed. `fields` are the names of what it is about, to be shown where no server opens that.
 */

export const UNSENT = ["waiting", "sending", "attention"];

const NAME = "intake";
export const PHOTOS = "intake-photos";

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * What keeps things on this phone: a database that is made the first time. Its stores never change, so that pages
 * of an earlier and a later version go on beside each other; what is new gets a database of its own.
 * @param {string} name @param {Record<string, IDBObjectStoreParameters>} stores
 */
export function keeper(name, stores) {
  const told = new BroadcastChannel(name);
  let opened;
  let here; // what `opened` became: nothing is waited for then
  const listeners = [];
  const shut = () => {
    opened = undefined;
    here = undefined;
  };
  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => Object.entries(stores).forEach((store) => request.result.createObjectStore(...store));
      request.onsuccess = () => {
        // Another tab clears this phone: let it. A full disk closes it, too.
        request.result.onversionchange = () => {
          request.result.close();
          shut();
        };
        request.result.onclose = shut;
        here = request.result;
        resolve(here);
      };
      request.onerror = () => {
        shut();
        reject(request.error);
      };
    });
    return opened;
  };
  const beginNow = (...what) => {
    try {
      return here?.transaction(...what);
    } catch {
      return undefined; // it was closed
    }
  };
  const begin = async (...what) => {
    try {
      return (await open()).transaction(...what);
    } catch (error) {
      // It was closed, and nobody has said so yet.
      if (error.name !== "InvalidStateError") throw error;
      shut();
      return (await open()).transaction(...what);
    }
  };
  return {
    /** Return what `asked(store)` asks for. */
    read: async (store, asked) => done(asked((await begin(store)).objectStore(store))),
    /**
     * Have `work(...stores)` done, all or nothing, once it is on the disk; rejects when it is full. It is begun
     * before this returns where the database is open.
     */
    within: async (names, work, durability = "strict") => {
      const what = [names, "readwrite", { durability }];
      const transaction = beginNow(...what) ?? (await begin(...what));
      const finished = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error ?? new DOMException("closed", "AbortError"));
      });
      work(...names.map((one) => transaction.objectStore(one)));
      await finished;
      told.postMessage("changed");
    },
    forget: async () => {
      (await open().catch(() => null))?.close();
      shut();
      await done(indexedDB.deleteDatabase(name));
    },
    /** Call `listener` when another tab changed what is kept, or this one says `changed`. */
    onChange: (listener) => {
      told.addEventListener("message", listener);
      listeners.push(listener);
    },
    changed: () => listeners.forEach((listener) => listener()),
  };
}

const queue = keeper(NAME, { kept: {}, records: { keyPath: "id" } });
export const { onChange } = queue;

export async function kept(name) {
  return queue.read("kept", (store) => store.get(name));
}

export async function keep(name, value) {
  await queue.within(["kept"], (store) => store.put(value, name));
}

/** @returns {Promise<Row[]>} the oldest first */
export async function rows() {
  const all = await queue.read("records", (store) => store.getAll());
  return all.sort((one, other) => one.at - other.at);
}

/** Whether the server keeps a gift until a person settles it, as of two versions that differ. @param {Row} row */
export const isAtDesk = (row) => row.status === 409 || row.status === 202;

/** Whether a gift is on this phone only. @param {Row} row */
export const isUnsent = (row) => UNSENT.includes(row.state) && !isAtDesk(row);

/**
 * Put what `made` returns of a row as it is now, in the same transaction; null leaves it as it is. What comes after
 * waits for it: a "relaxed" one is not waited for until it is on the disk.
 * @param {(row: Row | undefined) => Row | null} made
 */
export async function exchange(id, made, durability = "strict") {
  await queue.within(["records"], (store) => {
    const request = store.get(id);
    request.onsuccess = () => {
      const row = made(request.result);
      if (row) store.put(row);
      // At once: the page may be left.
      store.transaction.commit?.();
    };
  }, durability);
}

/**
 * Put a row, whatever lies there: it is handed over before this returns, so that the page may be left at once.
 * @param {Row} row @returns {Promise<Row | undefined>} what lay there
 */
export async function put(row) {
  let before;
  await queue.within(["records"], (store) => {
    const request = store.get(row.id);
    request.onsuccess = () => {
      before = request.result;
    };
    store.put(row);
    store.transaction.commit?.();
  });
  return before;
}

/** Change rows that are still there as the change expects them. @param {(row: Row) => Row | null} change */
export async function change(ids, change_) {
  await queue.within(["records"], (store) => {
    for (const id of ids) {
      const request = store.get(id);
      request.onsuccess = () => {
        const changed = request.result && change_(request.result);
        if (changed) store.put(changed);
      };
    }
  });
}

export async function remove(id) {
  await queue.within(["records"], (store) => store.delete(id));
}

/** Forget everything on this phone. */
export async function clear() {
  await queue.forget();
  await done(indexedDB.deleteDatabase(PHOTOS));
  for (const name of await caches.keys()) if (name.startsWith("intake-")) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}

/* ---- Sending ---- */

// Sending what waits: one tab at a time, each record until the installation's own signed answer says what became of it.

const FIRST_WAIT = 5_000;
const BACK_WAIT = 2_000;
const LONGEST_WAIT = 300_000;
const MOST_RECORDS = 20;
const MOST_LETTERS = 24_000;
const DAY = 86_400_000;

/** How long an answer is waited for, and as much longer for each byte as a very bad network takes. */
const PATIENCE = 30_000;
const SLOWEST = 1;
const LARGEST_ANSWER = 90_000;

let wait = FIRST_WAIT;
let most = MOST_RECORDS;
let timer;
let trying = Promise.resolve();
let halt = new AbortController();
let isSending = false; // by this tab
let isAsked = false; // once more, while it sends
let isQueued = false; // to send when another tab has sent

/** What was said of records that need attention, as far as this page was told; kept sealed in their rows. */
export const problems = new Map();

/** What became of the lines of a gift; in memory only, since it names goods. */
export const verdicts = new Map();

/**
 * Ask the installation; what does not carry its signature was not said by it.
 * @param {object | Uint8Array} [body] what is sent as JSON, or the bytes that `about` names
 * @param {string} [about] of what is here already, so that the same is not sent again; or which bytes are sent
 * @param {AbortSignal} [signal] ends it early, as if nobody answered
 * @returns {Promise<{status: number, said: any, after: number, etag: string}>} status 0: there is no network,
 *   1: somebody else answered, 2: nobody did in time
 */
export async function ask(path, body, point, about = "", signal = undefined) {
  const carried = carrying(body, about);
  const giveUp = new AbortController();
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    giveUp.abort();
  }, PATIENCE + SLOWEST * (carried.body?.length ?? LARGEST_ANSWER));
  const halted = () => giveUp.abort();
  if (signal?.aborted) halted();
  signal?.addEventListener("abort", halted);
  let answer;
  let bytes;
  try {
    answer = await fetch(path, { ...carried, cache: "no-store", redirect: "error", signal: giveUp.signal });
    bytes = await answer.arrayBuffer();
  } catch {
    return { status: isLate ? 2 : 0, said: null, after: 0, etag: about };
  } finally {
    clearTimeout(late);
    signal?.removeEventListener("abort", halted);
  }
  const after = Math.min(Number(answer.headers.get("Retry-After")) * 1_000 || 0, LONGEST_WAIT);
  let said = null;
  try {
    said = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // A page, not an answer.
  }
  const signing = point ?? said?.keys?.signing ?? "";
  const ours = await isOurs(signing, bytes, answer.headers.get("Convoy-Signature"));
  const etag = answer.headers.get("ETag") ?? about;
  if (answer.status === 401) return { status: 401, said: null, after, etag };
  // A server that is out of order signs nothing; nor does what stands before it. Either way it took nothing.
  if (!ours || said?.convoy !== 1) return { status: answer.status >= 500 ? answer.status : 1, said: null, after, etag };
  return { status: answer.status, said, after, etag };
}

function carrying(body, about) {
  if (body === undefined) return { method: "GET", headers: { "If-None-Match": about } };
  // What is answered is read on this page, in whichever language it is open.
  const ours = { "Convoy-Client": "1", "Convoy-Language": document.documentElement.lang };
  if (!(body instanceof Uint8Array)) {
    return { method: "POST", headers: { ...ours, "Content-Type": "application/json" }, body: JSON.stringify(body) };
  }
  return { method: "PUT", headers: { ...ours, "Content-Type": "application/octet-stream", "Content-Range": about }, body };
}

/** The word for an answer that tells nothing about what was sent; "" for one that does. */
export function unheard(status) {
  if (status === 401 || status === 403) return "sign-in";
  return ["offline", "stranger", "silent"][status] ?? "";
}

let following = async () => "sent";

/**
 * Have something else sent whenever all gifts are sent.
 * @param {(stop: () => boolean) => Promise<string>} send its outcome, as flush tells it; it stops for new gifts
 */
export function follow(send) {
  following = send;
}

/**
 * What became of gifts while they were sent: receipts, ids that were refused, and how many a person settles.
 * @typedef {{receipts: string[], refused: string[], atDesk: number}} News
 */

/**
 * Send all that waits; `tell(outcome, news)` hears "sent", "offline", "silent", "stranger", "sign-in", "later" or
 * "unreadable" once at the end, or at once that this tab is "under-way" or another one sends ("elsewhere"): what
 * waits goes with the rest.
 * @param {(outcome: string, news: News) => void} tell
 */
export function flush(tell) {
  const try_ = sendWaiting(tell);
  trying = Promise.allSettled([trying, try_]);
  return try_;
}

async function sendWaiting(tell) {
  clearTimeout(timer);
  const news = { receipts: [], refused: [], atDesk: 0 };
  if (isSending) {
    isAsked = true;
    return tell("under-way", news);
  }
  const sent = navigator.locks.request("intake-send", { ifAvailable: true }, (lock) => (lock ? sendRounds(news) : "elsewhere"));
  const outcome = await sent.catch(() => "unreadable");
  if (outcome === "elsewhere") afterOther(tell);
  if (outcome.startsWith("sent") || outcome === "elsewhere") {
    wait = FIRST_WAIT;
  } else {
    const { after = 0 } = flush;
    timer = setTimeout(() => flush(tell), Math.max(after, wait * (0.5 + Math.random())));
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
  return tell(outcome, news);
}

/** Send gifts, then what follows them, until nobody asked for more meanwhile. */
async function sendRounds(news) {
  isSending = true;
  try {
    for (;;) {
      isAsked = false;
      let outcome = await sendAll(news);
      if (outcome === "sent") outcome = await following(() => isAsked);
      if (!isAsked || outcome !== "sent") return outcome;
    }
  } finally {
    isSending = false;
  }
}

/** What was saved here may have come too late for the tab that sends: look again once it is done. */
async function afterOther(tell) {
  if (isQueued) return;
  isQueued = true;
  await navigator.locks.request("intake-send", () => {});
  isQueued = false;
  await flush(tell);
}

/** Try again at once, as when somebody asks for it. */
export function soon(tell) {
  wait = FIRST_WAIT;
  return flush(tell);
}

/** The network is back: what still waits for an answer over the old one is given up, and all is tried at once. */
export async function back(tell) {
  halt.abort();
  await trying;
  halt = new AbortController();
  // The first seconds of a network often fail.
  wait = BACK_WAIT;
  return flush(tell);
}

/** Ask as `ask` does, until the network changes. */
export async function send(path, body, about = "") {
  const { signing } = (await kept("keys")) ?? {};
  return ask(path, body, signing ?? "none", about, halt.signal);
}

async function sendAll(news) {
  flush.after = 0;
  for (;;) {
    const waiting = (await rows()).filter((row) => row.state === "waiting" || row.state === "sending");
    if (!waiting.length) return "sent";
    const batch = fitting(waiting);
    const outcome = await sendBatch(batch, news);
    if (outcome !== "sent") {
      await change(batch.map((row) => row.id), (row) => (row.state === "sending" ? { ...row, state: "waiting" } : null)).catch(() => {});
      if (outcome !== "smaller") return outcome;
    }
  }
}

function fitting(waiting) {
  const batch = [];
  let letters = 0;
  for (const row of waiting.slice(0, most)) {
    letters += row.sealed.length + 80;
    if (batch.length && letters > MOST_LETTERS) break;
    batch.push(row);
  }
  return batch;
}

async function sendBatch(batch, news) {
  // Only to be seen: a phone that is full sends all the same.
  await change(batch.map((row) => row.id), (row) => (row.state === "waiting" ? { ...row, state: "sending" } : null)).catch(() => {});
  queue.changed();
  const records = batch.map(({ id, sealed }) => ({ id, sealed }));
  const { status, said, after } = await send("/api/donations", { records });
  flush.after = after;
  if (unheard(status)) return unheard(status);
  if ((status === 413 || status === 422) && batch.length > 1) {
    most = Math.max(1, Math.floor(batch.length / 2));
    return "smaller";
  }
  if (status === 422) {
    await settle(batch, [{ id: batch[0].id, status, problems: said.problems }], news);
    return "sent";
  }
  if (status !== 200) return "later";
  most = MOST_RECORDS;
  const answered = await settle(batch, said.records, news);
  return answered ? "sent" : "later";
}

/** Write down what became of the records; whether there was an answer for each of them. */
async function settle(batch, answers, news) {
  const found = new Map(answers.map((answer) => [answer.id, answer]));
  const phone = (await kept("phone")) ?? {};
  const reasons = await sealedReasons(batch, found, phone);
  const settled = Date.now() + (phone.skew ?? 0);
  const heard = [];
  for (const { id, lines } of answers) if (lines?.length) verdicts.set(id, lines);
  await change(batch.map((row) => row.id), (row) => {
    const answer = found.get(row.id);
    if (!answer || (row.state !== "sending" && row.state !== "waiting")) return null;
    heard.push(answer);
    const { id, at, begun, owner, rev, lines, sealed } = row;
    const open = { id, at, begun, owner, rev, lines, settled };
    const { status, receipt, boxes } = answer;
    const others = answer.lines?.filter(({ stage }) => stage !== "accepted").length;
    // A person settles it on the server.
    if (isAtDesk(answer)) return { ...open, state: "attention", status };
    if (status < 300) return { ...open, state: "received", receipt, boxes, others };
    const fields = answer.problems.map((problem) => problem.field);
    return { ...open, sealed, state: "attention", status, fields, told: reasons.get(id) };
  });
  for (const answer of heard) {
    if (isAtDesk(answer)) news.atDesk += 1;
    else if (answer.status < 300) news.receipts.push(answer.receipt);
    else news.refused.push(answer.id);
  }
  return batch.every((row) => found.has(row.id));
}

/** Seal why gifts were refused, each for whoever logged it. */
async function sealedReasons(batch, found, { by, person, keys }) {
  const reasons = new Map();
  for (const { id, owner } of batch) {
    const { status = 0, problems: told } = found.get(id) ?? {};
    if (status < 400 || status === 409) continue;
    problems.set(id, told);
    if (by && owner === person) reasons.set(id, await (await sealer(keys.sealing, id))({ v: 1, by, told }));
  }
  return reasons;
}

/** Forget what the server has for more than a day, but for what is still `needed`. @param {Set<string>} needed ids */
export async function tidy(now, needed) {
  const old = (row) => (row.state === "received" || isAtDesk(row)) && now - (row.settled ?? row.at) > DAY && !needed.has(row.id);
  for (const row of (await rows()).filter(old)) await remove(row.id);
}
