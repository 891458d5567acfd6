// Keeps the shell of the intake page, so that it opens without a network. VERSION and FILES stand before this, and
// LATER: files that are kept once the page asks for them.
// Never an answer of /api, never a page of somebody who is signed in: the shell is fetched without cookies.

const NAME = `intake-${VERSION}`;
const LAST = "/intake/last"; // where the page was opened last, and so in which language
const isShell = (path) => /^\/intake\/[a-z]{2}$/.test(path);

self.addEventListener("install", (event) => {
  async function fill() {
    const open = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
    const pages = open.map((client) => new URL(client.url).pathname).filter(isShell);
    const wanted = [...new Set([...FILES, ...pages])];
    const cache = await caches.open(NAME);
    await cache.addAll(wanted.map((url) => new Request(url, { cache: "no-cache", credentials: "omit" })));
    for (const url of [...LATER, LAST]) {
      const here = await caches.match(url);
      if (here) await cache.put(url, here);
    }
  }
  event.waitUntil(fill());
});

// Beside an open page of an earlier version this one waits: the files of both would be mixed.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  async function take() {
    for (const name of await caches.keys()) if (name.startsWith("intake-") && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  }
  event.waitUntil(take());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if ([...FILES, ...LATER].includes(url.pathname + url.search) || isShell(url.pathname)) event.respondWith(fromCache(request, url));
  else if (url.pathname === "/intake/") event.respondWith(lastShell(request));
  if (isShell(url.pathname) && request.mode === "navigate") event.waitUntil(remember(url.pathname));
});

async function remember(path) {
  await (await caches.open(NAME)).put(LAST, new Response(path));
}

async function lastPath() {
  return (await (await (await caches.open(NAME)).match(LAST))?.text()) ?? "";
}

/** The page as this phone had it last, without asking anybody: at the door of a hall a network often only seems to be there. */
async function lastShell(request) {
  const path = await lastPath();
  return path ? Response.redirect(path) : fetch(request).catch(async () => (await anyShell()) ?? Response.error());
}

async function fromCache(request, url) {
  const cache = await caches.open(NAME);
  const key = url.pathname + (isShell(url.pathname) ? "" : url.search);
  const found = await cache.match(key);
  if (found) return found;
  try {
    const fresh = await fetch(new Request(key, { credentials: "omit" }));
    // A page of another version does not fit the files that are kept here.
    if (isShell(url.pathname) && fresh.ok && fresh.headers.get("Convoy-Shell") !== VERSION) return (await anyShell()) ?? fresh;
    if (fresh.ok) await cache.put(key, fresh.clone());
    return fresh;
  } catch (error) {
    if (isShell(url.pathname)) return (await anyShell()) ?? Response.error();
    throw error;
  }
}

async function anyShell() {
  const cache = await caches.open(NAME);
  const shells = (await cache.keys()).map(({ url }) => new URL(url).pathname).filter(isShell);
  const last = await lastPath();
  return cache.match(shells.includes(last) ? last : (shells[0] ?? last));
}
