/* What a scan is worth as far as this device knows; the server decides in the end. */

/* pack: of the gate, or null; record: opened with the card, or null; seen: when this device let the card in. */
export function decide({ pack, record, isCard, isFormer, seen, now }) {
  if (!isCard) return { result: "unknown card" };
  if (isFormer) return { result: "revoked card" };
  if (!pack) return { result: "waiting" };
  if (!isOpen(pack, now)) return { result: "not open" };
  const first = seen || record?.t;
  if (first) return { result: "already", at: first };
  if (!record) return { result: "waiting" };
  if (record.v) return { result: "wrong venue", venue: record.v };
  return { result: now > pack.late ? "late" : "present", at: now };
}

export function isOpen(hours, now) {
  return hours.opens !== null && now >= hours.opens && now < hours.closes;
}

/* How a result looks and sounds: tone of the card, icon, and the signal for ears and hand. */
export const MANNERS = {
  present: { tone: "present", mark: "check", signal: "ok" },
  late: { tone: "late", mark: "clock", signal: "ok" },
  already: { tone: "already", mark: "refresh", signal: "already" },
  provisional: { tone: "late", mark: "question", signal: "attention" },
  "wrong venue": { tone: "late", mark: "flag", signal: "attention" },
  waiting: { tone: "late", mark: "offline", signal: "attention" },
  "unknown card": { tone: "refused", mark: "cross", signal: "refused" },
  "revoked card": { tone: "refused", mark: "cross", signal: "refused" },
  "not open": { tone: "refused", mark: "lock", signal: "refused" },
  refused: { tone: "refused", mark: "cross", signal: "refused" },
};

export const isAdmitted = (result) =>
  ["present", "late", "already", "provisional", "wrong venue"].includes(result);
