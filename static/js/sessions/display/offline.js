/* Served as /cua/mat-mang.js. Lets a display load its page again when there is no network: the page and its
   files as they were put away by keep.js, for as long as the day lasts whose key they hold. */
const SHELF = "man-hinh";
const DISPLAY = /^\/cua\/\d+\/man-hinh$/;
const noteOf = (page) => `${page}?ghi-nho`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), clear()])));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && DISPLAY.test(url.pathname)) event.respondWith(showPage(request, url.pathname));
  else if (url.pathname.startsWith("/static/v-")) event.respondWith(giveFile(request));
});

async function showPage(request, page) {
  await clear();
  let answer;
  try {
    answer = await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(SHELF)).match(page, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
  if (answer.type === "opaqueredirect" || answer.status === 404) await forget(page);
  return answer;
}

async function giveFile(request) {
  const shelf = await caches.open(SHELF);
  return (await shelf.match(request, { ignoreVary: true })) ?? fetch(request);
}

/* Forget what belongs to a day that is over. */
async function clear() {
  const shelf = await caches.open(SHELF);
  for (const { url } of await shelf.keys()) {
    const page = new URL(url).pathname;
    if (!DISPLAY.test(page)) continue;
    const note = await shelf.match(noteOf(page));
    const known = note && (await note.json());
    if (!known || Date.now() - known.offset >= known.until) await forget(page);
  }
}

async function forget(page) {
  const shelf = await caches.open(SHELF);
  await Promise.all([shelf.delete(page), shelf.delete(noteOf(page))]);
}
