/* The roster pack of a gate: a record opens only with the code of its card. */

import { digest, fromBase64, toBase64 } from "./cards.js";

const INDEX_BYTES = 12;
const NONCE_BYTES = 12;
const encoder = new TextEncoder();

export class Pack {
  constructor(content) {
    this.gate = content.gate;
    this.made = content.made;
    this.opens = content.opens;
    this.closes = content.closes;
    this.late = content.late;
    this.salt = fromBase64(content.salt);
    this.records = new Map(content.records);
    this.former = new Set(content.former);
  }

  /* {n: name, u: unit, v: other venue, t: in already since} of a card, or null. */
  async open(code, index) {
    const record = this.records.get(index);
    if (!record) return null;
    const bytes = fromBase64(record);
    try {
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: bytes.slice(0, NONCE_BYTES), additionalData: fromBase64(index) },
        await this.#keyOf(code),
        bytes.slice(NONCE_BYTES),
      );
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return null; // a record that this card does not open is not this card's
    }
  }

  async #keyOf(code) {
    const secret = await crypto.subtle.importKey("raw", encoder.encode(code), "HKDF", false, ["deriveKey"]);
    return crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: this.salt, info: encoder.encode("roster") },
      secret,
      { name: "AES-GCM", length: 256 },
      false,
      ["decrypt"],
    );
  }
}

export async function indexOf(code) {
  return toBase64((await digest(`index${code}`)).slice(0, INDEX_BYTES));
}
