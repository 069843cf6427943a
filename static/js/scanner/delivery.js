/* Sends what waits, oldest first, in batches; a scan leaves the device only when the server has answered for it.

   One flush at a time over all windows. Without an answer it is tried again: when the network comes back, when the
   window is looked at, and by a timer that waits longer each time. A heartbeat is a delivery without scans. */

import * as store from "./store.js";

const MOST = 500;
const PATIENCE_MS = 20_000;
const PERIOD_MS = 20_000;
const FIRST_PAUSE_MS = 2_000;

export class Delivery {
  #url;
  #told;
  #timer = 0;
  #failures = 0;
  #running = null;
  #again = false;

  /* told(event): {kind: "results" | "online" | "offline" | "revoked" | "unknown", …} */
  constructor(url, told) {
    this.#url = url;
    this.#told = told;
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
  }

  /* Send all that waits; resolves when there is nothing left or it has to wait. */
  flush() {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#locked().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.flush();
      }
    });
    return this.#running;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = -1;
  }

  async #locked() {
    const send = () => this.#sendAll();
    await (navigator.locks ? navigator.locks.request("diemcau-scanner-delivery", send) : send());
    if (this.#timer === -1) return;
    clearTimeout(this.#timer);
    const pause = this.#failures ? FIRST_PAUSE_MS * 2 ** Math.min(this.#failures - 1, 5) : PERIOD_MS;
    this.#timer = setTimeout(() => this.flush(), pause);
  }

  async #sendAll() {
    const me = await store.readMe();
    if (!me) return;
    let most = MOST;
    for (;;) {
      const waiting = (await store.readQueue()).filter((scan) => !scan.aside && scan.venue === me.venue.id);
      const batch = waiting.slice(0, most);
      const answer = await this.#send(batch, waiting.length);
      if (answer === "unreadable" && batch.length > 1) most = Math.ceil(batch.length / 2);
      else if (answer === "unreadable" && batch.length === 1) await store.setAside(batch[0]);
      else if (answer !== "taken") return;
      if (waiting.length <= batch.length && answer === "taken") return;
    }
  }

  async #send(batch, waiting) {
    let response;
    let said = null;
    try {
      response = await fetch(this.#url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ now: Date.now(), waiting, items: batch.map(asSent) }),
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      said = await response.json();
    } catch {
      return this.#failed();
    }
    if (response.status === 401) {
      this.#told({ kind: response.headers.has("Scanner-Revoked") ? "revoked" : "unknown", sentence: said.error });
      this.#failures += 1;
      return "refused";
    }
    if (response.status === 400 || response.status === 413) return "unreadable";
    if (!response.ok) return this.#failed();
    this.#failures = 0;
    await store.remove(said.results.map((each) => each.sequence));
    await store.keepSync(Date.now());
    this.#told({ kind: "results", results: said.results, offset: said.now - Date.now() });
    return "taken";
  }

  #failed() {
    this.#failures += 1;
    this.#told({ kind: "offline" });
    return "failed";
  }
}

function asSent({ sequence, gate, card, person, at, offline, override, scanner }) {
  return person
    ? { sequence, gate, person, at, offline, override, scanner }
    : { sequence, gate, card, at, offline, override, scanner };
}
