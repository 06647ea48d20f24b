/** The floor opens without a network: its page and assets as they were when it last had one. */

const SHELF = "taktline-floor-1";
const PICTURES = "taktline-pictures-1";
const PAGE = "/floor";

/** Keep the page and everything it names. */
async function keepPage() {
  const shelf = await caches.open(SHELF);
  const page = await fetch(PAGE, { headers: { accept: "text/html" }, cache: "no-store" });
  if (!page.ok) throw new Error(`the floor's page: ${page.status}`);
  const text = await page.clone().text();
  const named = [...text.matchAll(/(?:src|href|content)="(\/[^"]+)"/g)].map((one) => one[1]);
  await shelf.addAll(named);
  await shelf.put(PAGE, page);
  const wanted = new Set([PAGE, ...named]);
  for (const request of await shelf.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await shelf.delete(request);
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepPage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

/** The network's page while there is one, so that a new version is taken at the next opening. */
async function page(request) {
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await keepPage().catch(() => undefined);
    return fresh;
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

/** A picture as the page kept it: what lies under one address never changes. */
async function picture(request) {
  const kept = await caches.match(request, { cacheName: PICTURES, ignoreVary: true });
  return kept ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && (pathname === PAGE || pathname.startsWith(`${PAGE}/`))) {
    event.respondWith(page(request));
  } else if (pathname.startsWith("/api/v1/files/")) {
    event.respondWith(picture(request));
  } else if (pathname.startsWith("/assets/") || pathname === "/taktline.svg") {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
