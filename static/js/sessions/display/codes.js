/* The codes of a gate, made as sessions/gates/codes.py makes them, without a network and without WebCrypto
   (which plain HTTP in a hall does not have). `day` is what the server hands to the gate's own display: the
   key of this gate and this day, its pace, and the day's beginning and end in milliseconds. */
import { hmac } from "../../../vendor/noble-hashes/hmac.js";
import { sha256 } from "../../../vendor/noble-hashes/sha2.js";
import { hexToBytes } from "../../../vendor/noble-hashes/utils.js";
import encodeQR from "../../../vendor/qr/index.js";

const VERSION = 1;
const MAC_BYTES = 10;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MOST_IN_VERSION_3 = 61;
const QUIET = 4;  // empty modules around the code that ISO/IEC 18004 asks for
const text = new TextEncoder();

/* The turn of the code at a moment: its number, and from when until when it is shown. */
export function stepAt(day, now) {
  if (!day.step) return { number: 0, from: day.midnight, to: day.until };
  const length = day.step * 1000;
  const index = Math.floor((now - day.midnight) / length);
  const from = day.midnight + index * length;
  return { number: index + 1, from, to: Math.min(from + length, day.until) };
}

/* What is shown in a turn: the address in the QR, and six digits for those who cannot scan. */
export function codeOf(day, step) {
  const key = hexToBytes(day.key);
  const head = headOf(day.gate, step.number);
  const mac = hmac(sha256, key, joined(text.encode("code"), head)).slice(0, MAC_BYTES);
  const digest = hmac(sha256, key, joined(text.encode("typed"), head));
  const typed = String(numberOf(digest.slice(0, 8)) % 1_000_000n).padStart(6, "0");
  return { address: day.address + written(joined(head, mac)), typed };
}

/* The dark modules of the QR as the path of an SVG drawing, quiet zone included, and its side in modules. */
export function draw(address) {
  const version = address.length <= MOST_IN_VERSION_3 ? { version: 3 } : {};
  const rows = encodeQR(address, "raw", { ecc: "medium", encoding: "alphanumeric", border: QUIET, ...version });
  let path = "";
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      const long = x - start + 1;
      path += `M${start} ${y}h${long}v1h-${long}z`;
    }
  });
  return { path, side: rows.length };
}

function headOf(gate, step) {
  const bits = (BigInt(VERSION) << 36n) | (BigInt(gate) << 16n) | BigInt(step);
  return Uint8Array.from({ length: 5 }, (_, index) => Number((bits >> BigInt(8 * (4 - index))) & 255n));
}

function written(bytes) {
  const bits = numberOf(bytes);
  return Array.from({ length: 24 }, (_, index) => ALPHABET[Number((bits >> BigInt(115 - 5 * index)) & 31n)]).join("");
}

const numberOf = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
