/* Keeps a display's page, its files and the key of the day through a reload without network, where the browser
   allows it (HTTPS or this computer itself). What is kept is forgotten when its day is over. */
const SHELF = "man-hinh";
const path = () => location.pathname;
const noteOf = (page) => `${page}?ghi-nho`;
const able = () => globalThis.caches !== undefined && navigator.serviceWorker !== undefined;

/* Put the page and its files away, once a day; whether that went well. */
export async function keepPage() {
  if (!able()) return false;
  try {
    await navigator.serviceWorker.register("/cua/mat-mang.js");
    const shelf = await caches.open(SHELF);
    const page = await fetch(path(), { cache: "no-store" });
    if (page.ok && !page.redirected) await shelf.put(path(), page);
    const files = performance.getEntriesByType("resource").map((entry) => new URL(entry.name)).filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
    const wanted = new Set([...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.href || each.src).concat(files.map(String)));
    await Promise.all([...wanted].map(async (url) => (await shelf.match(url)) ?? shelf.add(url)));
    await navigator.serviceWorker.ready;
    return true;
  } catch {
    return false;  // the display goes on all the same; only a reload without network would fail
  }
}

/* What is known now: the server's news, this clock's offset, since when nobody answers, outages to report. */
export async function note(known) {
  if (!able()) return;
  const until = known.news.day?.until;
  const shelf = await caches.open(SHELF);
  if (until === undefined) await forget(shelf);
  else await shelf.put(noteOf(path()), Response.json({ ...known, until }));
}

/* What was noted before this page was loaded; nothing when its day is over. */
export async function recall() {
  if (!able()) return null;
  const shelf = await caches.open(SHELF);
  const kept = await shelf.match(noteOf(path()), { ignoreVary: true });
  const known = kept && (await kept.json());
  if (!known) return null;
  if (Date.now() - known.offset < known.until) return known;
  await forget(shelf);
  return null;
}

async function forget(shelf) {
  await Promise.all([shelf.delete(path()), shelf.delete(noteOf(path()))]);
}
