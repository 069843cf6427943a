/* Where this scanner stands: who it is, the gate it serves, and the roster pack of that gate. What the server said
   last is kept, so that all of it is there without a network. */

import { serverNow, setOffset } from "./clock.js";
import { isOpen } from "./decide.js";
import { Pack } from "./packs.js";
import * as store from "./store.js";

const JSON_ONLY = { Accept: "application/json" };

export class Post {
  me = null;
  gate = null;
  pack = null;
  #urls;
  #onPack;

  constructor(urls, onPack) {
    this.#urls = urls;
    this.#onPack = onPack;
  }

  get hours() {
    return this.gate ?? { opens: null, closes: 0, late: 0 };
  }

  async recall() {
    this.me = (await store.readMe()) ?? null;
  }

  /* Ask the server who we are. {kind}: "known", "offline", "trouble" (it answers, but not now), or "refused" and
     "revoked" with its sentence. */
  async ask() {
    let answer;
    let said;
    try {
      answer = await fetch(this.#urls.me, { headers: JSON_ONLY, cache: "no-store" });
      said = await answer.json();
    } catch {
      return { kind: "offline" };
    }
    if (answer.status === 401) {
      return { kind: answer.headers.has("Scanner-Revoked") ? "revoked" : "refused", sentence: said.error };
    }
    if (!answer.ok) return { kind: "trouble" };
    setOffset(said.now - Date.now());
    await store.keepMe(said);
    this.me = said;
    return { kind: "known" };
  }

  /* The gate chosen before, or the one that wants a scanner most now. */
  async settle() {
    const kept = this.gate?.id ?? (await store.readGate());
    this.gate = this.me.gates.find((gate) => gate.id === kept) ?? nextGate(this.me.gates);
  }

  async choose(id) {
    this.gate = this.me.gates.find((gate) => gate.id === id) ?? null;
    await store.keepGate(id);
  }

  /* The pack this device has, then a newer one where the server has it. */
  async loadPack() {
    const gate = this.gate;
    if (!gate) return;
    const kept = await store.readPack(gate.id);
    this.#use(kept);
    try {
      const headers = { ...JSON_ONLY, ...(kept ? { "If-None-Match": kept.version } : {}) };
      const answer = await fetch(`${this.#urls.pack}?cua=${gate.id}`, { headers, cache: "no-store" });
      if (answer.status !== 200) return;
      const fresh = { version: answer.headers.get("ETag"), content: await answer.json() };
      await store.keepPack(gate.id, fresh);
      if (this.gate.id === gate.id) this.#use(fresh);
    } catch {
      /* without a network the kept one goes on */
    }
  }

  async forget() {
    await store.forgetAll();
    this.me = null;
  }

  #use(kept) {
    this.pack = kept ? new Pack(kept.content) : null;
    this.#onPack(this.pack);
  }
}

/* The gate that is open now, else the next to open, else the last. */
function nextGate(gates) {
  const now = serverNow();
  return (
    gates.find((gate) => isOpen(gate, now)) ?? gates.find((gate) => gate.closes > now) ?? gates.at(-1) ?? null
  );
}
