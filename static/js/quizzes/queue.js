/* Answers on their way: kept on the phone until the server has given a receipt.

   One queue for each attempt; a newer answer to a question replaces the older one. Whatever is
   left from a lost connection or a closed page is sent when any page of the attempt opens. */

const token = () => document.querySelector('meta[name="csrf-token"]').content;
const keyOf = (attempt) => `diemcau.answers.${attempt}`;
const memory = new Map();

function read(attempt) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(attempt)) || "{}");
  } catch {
    return memory.get(attempt) || {};
  }
}

function write(attempt, waiting) {
  memory.set(attempt, waiting);
  try {
    if (Object.keys(waiting).length) localStorage.setItem(keyOf(attempt), JSON.stringify(waiting));
    else localStorage.removeItem(keyOf(attempt));
  } catch {
    /* a webview without storage: the queue lives as long as the page */
  }
}

export function put(attempt, url, entry) {
  write(attempt, { ...read(attempt), [url]: entry });
}

export function isEmpty(attempt) {
  return Object.keys(read(attempt)).length === 0;
}

async function send(url, entry) {
  const response = await fetch(url, {
    method: "PUT",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(entry),
  });
  if (response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
  return { status: response.status, body: await response.json() };
}

const running = new Map();

/* Send everything that waits, one after the other; true when nothing is left. */
export function flush(attempt, told) {
  if (!running.has(attempt)) {
    const work = sendAll(attempt, told).finally(() => running.delete(attempt));
    running.set(attempt, work);
  }
  return running.get(attempt);
}

async function sendAll(attempt, told) {
  for (let [url, entry] = next(attempt); url; [url, entry] = next(attempt)) {
    let answer;
    try {
      answer = await send(url, entry);
    } catch {
      return false;
    }
    if (answer.status === 401) {
      told(url, answer, true);
      return false;
    }
    const waiting = read(attempt);
    const isNewest = waiting[url]?.revision === entry.revision;
    if (isNewest) {
      delete waiting[url];
      write(attempt, waiting);
    }
    told(url, answer, isNewest);
  }
  return true;
}

function next(attempt) {
  return Object.entries(read(attempt))[0] || [];
}
