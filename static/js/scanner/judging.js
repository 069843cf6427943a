/* What this device makes of a card, or of a person chosen by name: {who, index, said}. `who` is what is delivered,
   `index` the mark under which the person is remembered here, `said` what is shown. */

import { markOf, readCard } from "./cards.js";
import { serverNow } from "./clock.js";
import { decide, isOpen } from "./decide.js";
import { indexOf } from "./packs.js";
import * as store from "./store.js";

/* The text of a card, at a post: {gate, pack, hours}. */
export async function judgeCard(text, { gate, pack, hours }) {
  const code = readCard(text);
  const index = code && (await indexOf(code));
  const record = code && pack ? await pack.open(code, index) : null;
  const said = decide({
    pack: pack && { ...pack, ...hours },
    record,
    isCard: Boolean(code),
    isFormer: Boolean(index && pack?.former.has(index)),
    seen: index && (await store.readSeen(gate?.id, index)),
    now: serverNow(),
  });
  return {
    who: { card: code ?? (await markOf(text)) },
    index,
    said: {
      ...said,
      name: record?.n,
      unit: record?.u,
      mayOverride: Boolean(code) && ["not open", "revoked card"].includes(said.result),
    },
  };
}

/* Somebody without a card; the server said where they are expected. */
export async function judgePerson(person, { gate, hours }) {
  const index = `p${person.id}`;
  const seen = await store.readSeen(gate?.id, index);
  const now = serverNow();
  let said = { result: person.venue ? "wrong venue" : now > hours.late ? "late" : "present", at: now };
  if (person.venue) said.venue = person.venue;
  if (seen) said = { result: "already", at: seen };
  if (!isOpen(hours, now)) said = { result: "not open", mayOverride: true };
  return { who: { person: person.id }, index, said: { ...said, name: person.name, unit: person.unit } };
}
