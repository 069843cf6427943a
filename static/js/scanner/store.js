/* What the device keeps: who it is, the packs, whom it let in, and the queue of scans not yet delivered.

   The queue only grows at its end; a scan leaves it when the server has answered for it, and not before. Sequence
   numbers are drawn in the same transaction as the scan is written, so that none comes twice. */

const NAME = "diemcau-scanner";
const STORES = ["meta", "packs", "seen", "queue"];

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("meta");
      db.createObjectStore("packs");
      db.createObjectStore("seen");
      db.createObjectStore("queue", { keyPath: "sequence" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function inTransaction(stores, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(stores, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    work(transaction, (value) => {
      result = value;
    });
  });
}

const get = (store, key) =>
  inTransaction([store], "readonly", (transaction, give) => {
    const request = transaction.objectStore(store).get(key);
    request.onsuccess = () => give(request.result);
  });

const put = (store, key, value) =>
  inTransaction([store], "readwrite", (transaction) => transaction.objectStore(store).put(value, key));

export const readMe = () => get("meta", "me");
export const readGate = () => get("meta", "gate");
export const keepGate = (gate) => put("meta", "gate", gate);
export const readPack = (gate) => get("packs", gate);
export const keepPack = (gate, kept) => put("packs", gate, kept);
export const readCounts = async () => (await get("meta", "counts")) ?? { scanned: 0, syncedAt: 0 };
export const keepSync = (at) => addToCounts((counts) => ({ ...counts, syncedAt: at }));
const seenKey = (gate, index) => `${gate}:${index}`;
export const readSeen = (gate, index) => get("seen", seenKey(gate, index));
export const keepSeen = (gate, index, at) => put("seen", seenKey(gate, index), at);

function addToCounts(change) {
  return inTransaction(["meta"], "readwrite", (transaction) => {
    const meta = transaction.objectStore("meta");
    const request = meta.get("counts");
    request.onsuccess = () => meta.put(change(request.result ?? { scanned: 0, syncedAt: 0 }), "counts");
  });
}

/* Note who the server says this device is; numbers go on above those it knows. */
export function keepMe(me) {
  return inTransaction(["meta"], "readwrite", (transaction) => {
    const meta = transaction.objectStore("meta");
    meta.put(me, "me");
    const request = meta.get("sequence");
    request.onsuccess = () => meta.put(Math.max(request.result ?? 0, me.top), "sequence");
  });
}

/* Write a scan down; resolves with it, its number included, once it is on disk. */
export function append(scan) {
  return inTransaction(["meta", "queue"], "readwrite", (transaction, give) => {
    const meta = transaction.objectStore("meta");
    const last = meta.get("sequence");
    last.onsuccess = () => {
      const numbered = { ...scan, sequence: (last.result ?? 0) + 1 };
      meta.put(numbered.sequence, "sequence");
      transaction.objectStore("queue").add(numbered);
      give(numbered);
    };
    const counts = meta.get("counts");
    counts.onsuccess = () => {
      const before = counts.result ?? { scanned: 0, syncedAt: 0 };
      meta.put({ ...before, scanned: before.scanned + 1 }, "counts");
    };
  });
}

export const readQueue = () =>
  inTransaction(["queue"], "readonly", (transaction, give) => {
    const request = transaction.objectStore("queue").getAll();
    request.onsuccess = () => give(request.result);
  });

/* The server has these: they leave the queue. */
export const remove = (sequences) =>
  inTransaction(["queue"], "readwrite", (transaction) => {
    for (const sequence of sequences) transaction.objectStore("queue").delete(sequence);
  });

/* The server cannot read this one: it stays, and is not sent again by itself. */
export const setAside = (scan) =>
  inTransaction(["queue"], "readwrite", (transaction) => {
    transaction.objectStore("queue").put({ ...scan, aside: true });
  });

/* A revoked scanner forgets everything. */
export const forgetAll = () =>
  inTransaction(STORES, "readwrite", (transaction) => {
    for (const store of STORES) transaction.objectStore(store).clear();
  });
