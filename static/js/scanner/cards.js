/* What a card's QR, a USB scanner or a hand typed: 24 characters of ours, or the digest of anything else.

   Mirrors sessions/invitations/card_codes.py. What is no card of ours is never kept: only its digest is. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 24;
const VERSION = 2;
const encoder = new TextEncoder();

/* The code as it stands on the card, or null. Case, dashes and spaces do not matter. */
export function readCard(text) {
  const last = text.slice(text.lastIndexOf("/") + 1, text.lastIndexOf("/") + 1 + 2 * LENGTH);
  const letters = last.toUpperCase().replace(/[- ]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const isCode = letters.length === LENGTH && [...letters].every((letter) => ALPHABET.includes(letter));
  // The version is in the first four of 120 bits, five to a letter.
  return isCode && ALPHABET.indexOf(letters[0]) >> 1 === VERSION ? letters : null;
}

export async function digest(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}

/* What is sent to the server for something that is no card. */
export async function markOf(text) {
  const bytes = await digest(text);
  return `x${[...bytes.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export function toBase64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
