// This installation has switched the intake page for phones off: what was kept of it goes; the queue stays.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  async function leave() {
    for (const name of await caches.keys()) if (name.startsWith("intake-")) await caches.delete(name);
    await self.registration.unregister();
  }
  event.waitUntil(leave());
});
