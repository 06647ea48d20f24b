/** The floor opens without a network: its page and assets as they were when it last had one. */

const SHELF = "taktline-floor-1";
const PICTURES = "taktline-pictures-1";
const PAGE = "/floor";

let keeping = Promise.resolve();

/** Keep a page and everything it names, one page after the other. */
function keepPage(page) {
  keeping = keeping.catch(() => undefined).then(() => putPage(page));
  return keeping;
}

/** What lies under an asset's address never changes: what is kept of it is not asked for again. */
async function putPage(page) {
  const shelf = await caches.open(SHELF);
  const text = await page.clone().text();
  const named = [...text.matchAll(/(?:src|href|content)="(\/[^"]+)"/g)].map((one) => one[1]);
  const kept = new Set((await shelf.keys()).map((one) => new URL(one.url).pathname));
  const stays = (path) => kept.has(path) && path.startsWith("/assets/");
  await shelf.addAll(named.filter((path) => !stays(path)));
  await shelf.put(PAGE, page);
  const wanted = new Set([PAGE, ...named]);
  for (const request of await shelf.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await shelf.delete(request);
  }
}

async function install() {
  const page = await fetch(PAGE, { headers: { accept: "text/html" }, cache: "no-store" });
  if (!page.ok) throw new Error(`the floor's page: ${page.status}`);
  await keepPage(page);
  await self.skipWaiting();
}

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

/**
 * The network's page while there is one, so that a new version is taken at the next opening.
 * It is shown at once; it takes the kept one's place when all it names is kept.
 */
async function page(event) {
  try {
    const fresh = await fetch(event.request);
    if (fresh.ok) event.waitUntil(keepPage(fresh.clone()).catch(() => undefined));
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
    event.respondWith(page(event));
  } else if (pathname.startsWith("/api/v1/files/")) {
    event.respondWith(picture(request));
  } else if (pathname.startsWith("/assets/") || pathname === "/taktline.svg") {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
