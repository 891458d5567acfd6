// Keeps the shell of the intake page, so that it opens without a network. VERSION and FILES stand before this, and
// LATER: files that are kept once the page asks for them.
// Never an answer of /api, never a page of somebody who is signed in: the shell is fetched without cookies.

const NAME = `intake-${VERSION}`;
const isShell = (path) => /^\/intake\/[a-z]{2}$/.test(path);

self.addEventListener("install", (event) => {
  async function fill() {
    const open = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
    const pages = open.map((client) => new URL(client.url).pathname).filter(isShell);
    const wanted = [...new Set([...FILES, ...pages])];
    const cache = await caches.open(NAME);
    await cache.addAll(wanted.map((url) => new Request(url, { cache: "no-cache", credentials: "omit" })));
    for (const url of LATER) {
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
  else if (url.pathname === "/intake/") event.respondWith(fetch(request).catch(async () => (await anyShell()) ?? Response.error()));
});

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
  const shell = (await cache.keys()).find((request) => isShell(new URL(request.url).pathname));
  return shell && cache.match(shell);
}
