// Photos of gifts on this phone: made small, sealed like the gifts, and sent part by part once their gift is received.
// This file is loaded where a photo is added or lies here already.

import { bytesOf, flush, follow, isAtDesk, joined, keeper, lined, PHOTOS, rows, sealBytes, send as sendBytes, unheard } from "./queue.js";

/** Photos of one gift on a phone; the server keeps a few more. */
export const MOST = 5;

const PART = 32_768;
const LARGEST = 200_000;
const SIZES = [[1_280, 0.8], [1_280, 0.6], [1_024, 0.5], [800, 0.4]];
const SET_BACK = 3;
const RESERVE = 4_000_000;
const DAY = 86_400_000;
const REFUSED = [404, 409, 413, 422];

/**
 * @typedef {{id: string, of: string, at: number, owner: string, state: "waiting" | "received" | "attention", told?: string}} Photo
 * `of` is the id of its gift; `told` is why it was refused, which names the gift's code at most. The sealed bytes lie in a store of their own: to count photos they need not be read.
 */
const album = keeper(PHOTOS, { photos: { keyPath: "id" }, sealed: {} });
export const { onChange } = album;

/** @returns {Promise<Photo[]>} */
export const list = () => album.read("photos", (store) => store.getAll());

/** Return a picture as a JPEG of at most 200 kB without what the camera added, or null; rejects what cannot be drawn. */
export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  for (const [longest, quality] of SIZES) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (small && small.size <= LARGEST) return new Uint8Array(await small.arrayBuffer());
  }
  return null;
}

/** A gift is worth more than its photo: some room is left for gifts. */
async function hasRoom(size) {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota - usage > size + RESERVE;
}

/**
 * Keep photos of a gift, sealed; return the word for what is wrong with the first that was not kept, or "".
 * @param {File[]} files @param {string} of @param {{person: string, by: string, keys: {sealing: string}}} phone @param {number} at
 */
export async function add(files, of, phone, at) {
  for (const file of files) {
    if ((await list()).filter((photo) => photo.of === of).length >= MOST) return "photos-most";
    const small = await shrink(file).catch(() => null);
    if (!small) return "photo-unread";
    if (!(await hasRoom(small.length))) return "photo-full";
    const id = crypto.randomUUID();
    const head = JSON.stringify({ v: 1, made_at: new Date(at).toISOString(), by: phone.by, of });
    const sealed = await sealBytes(phone.keys.sealing, id, joined(bytesOf(`${head}\n`), small));
    try {
      await album.within(["photos", "sealed"], (photos, envelopes) => {
        photos.put({ id, of, at, owner: phone.person, state: "waiting" });
        envelopes.put(sealed, id);
      });
    } catch {
      return "photo-full";
    }
  }
  return "";
}

/** Return photos for a file of at most so many bytes, sealed as they are, and how many had no room. @param {Set<string>} drafts */
export async function carried(drafts, most) {
  const [taken, photos] = [[], (await list()).filter((photo) => photo.state !== "received" && !drafts.has(photo.of))];
  let room = most;
  for (const { id, of } of photos) {
    const sealed = lined(await album.read("sealed", (store) => store.get(id)));
    room -= sealed.length + 200;
    if (room > 0) taken.push({ id, of, sealed });
  }
  return { taken, left: photos.length - taken.length };
}

/** Throw photos away. @param {(photo: Photo) => boolean} which */
export async function drop(which) {
  const gone = (await list()).filter(which);
  await album.within(["photos", "sealed"], (photos, envelopes) => {
    for (const { id } of gone) {
      photos.delete(id);
      envelopes.delete(id);
    }
  });
}

/** Forget what was received more than a day ago. */
export const tidy = (now) => drop((photo) => photo.state === "received" && now - photo.at > DAY);

/** Let what was refused be sent once more: the reason may have passed, as where a gift had too many photos. */
export async function retry() {
  await album.within(["photos"], (store) => {
    const request = store.getAll();
    request.onsuccess = () => {
      for (const photo of request.result) if (photo.state === "attention") store.put({ ...photo, state: "waiting", told: "" });
    };
  });
}

async function settle(photo, state, told = "") {
  await album.within(["photos", "sealed"], (photos, envelopes) => {
    photos.put({ ...photo, state, told });
    if (state === "received") envelopes.delete(photo.id);
  });
}

async function sendAll(stop) {
  const gifts = new Map((await rows()).map((row) => [row.id, row]));
  for (const photo of await list()) {
    if (stop()) return "sent";
    const gift = gifts.get(photo.of);
    // Of two versions of a gift that differ the first is recorded: its photos go there.
    const isReceived = gift ? gift.state === "received" || isAtDesk(gift) : Date.now() - photo.at > DAY;
    if (photo.state !== "waiting" || !isReceived) continue;
    const outcome = await send(photo, stop);
    if (outcome !== "sent") return outcome;
  }
  return "sent";
}

/** Send a photo part by part. A gift that was saved meanwhile goes first: the photo goes on from there. */
async function send(photo, stop) {
  const sealed = await album.read("sealed", (store) => store.get(photo.id));
  if (!sealed) return "sent";
  const size = sealed.length;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", sealed));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // First it is asked how far this photo came before.
  let received = size;
  for (let steps = Math.ceil(size / PART) + SET_BACK; steps >= 0; steps -= 1) {
    if (stop()) return "sent";
    const part = sealed.subarray(received, received + PART);
    const span = part.length ? `${received}-${received + part.length - 1}` : "*";
    const path = `/api/photos/${photo.id}?of=${photo.of}&sha256=${sha256}`;
    const { status, said, after } = await sendBytes(path, part, `bytes ${span}/${size}`);
    flush.after = after;
    if (unheard(status)) return unheard(status);
    if (REFUSED.includes(status)) {
      await settle(photo, "attention", said?.problems?.[0]?.said);
      return "sent";
    }
    if (![200, 201, 416].includes(status)) return "later";
    if (said.code) {
      await settle(photo, "received");
      return "sent";
    }
    received = said.received;
  }
  return "later";
}

follow(sendAll);
