// Sending what waits: one tab at a time, each record until the installation's own signed answer says what became of it.

import { change, kept, rows } from "./keeping.js";
import { isOurs } from "./sealing.js";

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;
const MOST_RECORDS = 20;
const MOST_LETTERS = 24_000;
const DAY = 86_400_000;

let wait = FIRST_WAIT;
let most = MOST_RECORDS;
let timer;

/** What was said of records that need attention; kept in memory only, since it may repeat what was typed. */
export const problems = new Map();

/**
 * Ask the installation; what does not carry its signature was not said by it.
 * @param {string} [etag] of what is here already: the same is not sent again
 * @returns {Promise<{status: number, said: any, after: number, etag: string}>} status 0: nobody answered, 1: somebody else did
 */
export async function ask(path, body, point, etag = "") {
  let answer;
  let bytes;
  try {
    answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: body === undefined ? { "If-None-Match": etag } : { "Content-Type": "application/json", "Convoy-Client": "1" },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      redirect: "error",
    });
    bytes = await answer.arrayBuffer();
  } catch {
    return { status: 0, said: null, after: 0, etag };
  }
  const after = Number(answer.headers.get("Retry-After") ?? 0) * 1_000;
  let said = null;
  try {
    said = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // A page, not an answer.
  }
  const signing = point ?? said?.keys?.signing ?? "";
  const ours = await isOurs(signing, bytes, answer.headers.get("Convoy-Signature"));
  if (answer.status === 401) return { status: 401, said: null, after, etag };
  if (!ours || said?.convoy !== 1) return { status: 1, said: null, after, etag };
  return { status: answer.status, said, after, etag: answer.headers.get("ETag") ?? "" };
}

/**
 * Send all that waits; `tell(outcome)` hears "sent", "offline", "stranger", "sign-in" or "later" once at the end.
 * @param {(outcome: string) => void} tell
 */
export async function flush(tell) {
  clearTimeout(timer);
  const outcome = await navigator.locks.request("intake-send", { ifAvailable: true }, (lock) =>
    lock ? sendAll() : "elsewhere",
  );
  if (outcome.startsWith("sent") || outcome === "elsewhere") {
    wait = FIRST_WAIT;
  } else {
    const { after = 0 } = flush;
    timer = setTimeout(() => flush(tell), Math.max(after, wait * (0.5 + Math.random())));
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
  tell(outcome);
}

/** Try again at once, as when the network is back. */
export function soon(tell) {
  wait = FIRST_WAIT;
  return flush(tell);
}

async function sendAll() {
  flush.after = 0;
  for (;;) {
    const waiting = (await rows()).filter((row) => row.state === "waiting" || row.state === "sending");
    if (!waiting.length) return "sent";
    const batch = fitting(waiting);
    const outcome = await sendBatch(batch);
    if (outcome !== "sent") {
      await change(batch.map((row) => row.id), (row) => (row.state === "sending" ? { ...row, state: "waiting" } : null));
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

async function sendBatch(batch) {
  await change(batch.map((row) => row.id), (row) => (row.state === "waiting" ? { ...row, state: "sending" } : null));
  const records = batch.map(({ id, sealed }) => ({ id, sealed }));
  const { signing } = (await kept("keys")) ?? {};
  const { status, said, after } = await ask("/api/donations", { records }, signing ?? "none");
  flush.after = after;
  if (status === 0) return "offline";
  if (status === 1) return "stranger";
  if (status === 401 || status === 403) return "sign-in";
  if ((status === 413 || status === 422) && batch.length > 1) {
    most = Math.max(1, Math.floor(batch.length / 2));
    return "smaller";
  }
  if (status === 422) {
    await settle(batch, [{ id: batch[0].id, status, problems: said.problems }]);
    return "sent";
  }
  if (status !== 200) return "later";
  most = MOST_RECORDS;
  const answered = await settle(batch, said.records);
  return answered ? "sent" : "later";
}

/** Write down what became of the records; whether there was an answer for each of them. */
async function settle(batch, answers) {
  const found = new Map(answers.map((answer) => [answer.id, answer]));
  for (const { id, status, problems: told } of answers) if (status >= 400) problems.set(id, { status, told });
  await change(batch.map((row) => row.id), (row) => {
    const answer = found.get(row.id);
    if (!answer || row.state !== "sending") return null;
    const { id, at, owner, sealed } = row;
    if (answer.status < 300) return { id, at, owner, state: "received", receipt: answer.receipt, boxes: answer.boxes };
    // Both versions are on the server, where a person settles them.
    if (answer.status === 409) return { id, at, owner, state: "attention", status: 409 };
    // Only the names of fields: what is wrong with them may repeat what was typed.
    const fields = answer.problems.map((problem) => problem.field);
    return { id, at, owner, sealed, state: "attention", status: answer.status, fields };
  });
  return batch.every((row) => found.has(row.id));
}

/** Forget what was received more than a day ago. */
export async function tidy(now, remove) {
  for (const row of await rows()) if (row.state === "received" && now - row.at > DAY) await remove(row.id);
}
