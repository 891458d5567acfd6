// What lies on this phone: what it needs to work (`kept`), and the queue (`records`).
// Of a record only its id, time, state and whose it is can be read; the rest is sealed.

/**
 * @typedef {"draft" | "waiting" | "sending" | "received" | "attention"} State
 * @typedef {{id: string, at: number, state: State, owner: string, sealed?: string, receipt?: string,
 *   boxes?: string[], fields?: string[], status?: number}} Row
 */

export const UNSENT = ["waiting", "sending", "attention"];

const NAME = "intake";
const told = new BroadcastChannel(NAME);
let opened;

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("records", { keyPath: "id" });
    };
    request.onsuccess = () => {
      // Another tab clears this phone: let it.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Return what `work(store)` asks for, once it is on the disk; rejects when it is full. */
async function within(name, work) {
  const transaction = (await database()).transaction(name, "readwrite", { durability: "strict" });
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const result = work(transaction.objectStore(name));
  await finished;
  if (name === "records") told.postMessage("changed");
  return result;
}

/** Call `listener` when another tab changed the queue. */
export function onChange(listener) {
  told.addEventListener("message", listener);
}

export async function kept(name) {
  return done((await database()).transaction("kept").objectStore("kept").get(name));
}

export async function keep(name, value) {
  await within("kept", (store) => store.put(value, name));
}

/** @returns {Promise<Row[]>} the oldest first */
export async function rows() {
  const all = await done((await database()).transaction("records").objectStore("records").getAll());
  return all.sort((one, other) => one.at - other.at);
}

/** @param {Row} row */
export async function put(row) {
  await within("records", (store) => store.put(row));
}

/** Change rows that are still there as the change expects them. @param {(row: Row) => Row | null} change */
export async function change(ids, change_) {
  await within("records", (store) => {
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
  await within("records", (store) => store.delete(id));
}

/** Forget everything on this phone. */
export async function clear() {
  (await database()).close();
  opened = undefined;
  await done(indexedDB.deleteDatabase(NAME));
  for (const name of await caches.keys()) if (name.startsWith("intake-")) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}
