/* Keeps the scanner page and its files, so that it opens without a network. BUILD is put in front by the server.

   The page is asked for first and taken from the store after a few seconds; files carry their version in the
   address and are taken from the store at once. Data never passes through here. */

const STORE = `diemcau-scanner-${BUILD.version}`;
const PATIENCE_MS = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(STORE)
      .then((store) => store.addAll([BUILD.page, ...BUILD.files]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("diemcau-scanner-") && name !== STORE))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === BUILD.page) event.respondWith(page(request));
  else if (BUILD.files.includes(url.pathname)) event.respondWith(file(request));
});

async function page(request) {
  const kept = await caches.match(BUILD.page, { cacheName: STORE });
  const asked = fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!kept) return asked;
  try {
    const answer = await asked;
    return answer.status < 500 ? answer : kept;
  } catch {
    return kept;
  }
}

async function file(request) {
  return (await caches.match(request, { cacheName: STORE })) ?? fetch(request);
}
