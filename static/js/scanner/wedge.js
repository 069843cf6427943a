/* A USB scanner types like a keyboard, only faster, and presses Enter: heard wherever the focus is.

   A card's code that went into a field at a scanner's pace leaves it again; a hand that types is left alone. */

import { readCard } from "./cards.js";

const FAST_MS = 40;
const OUTSIDE_FIELDS_MS = 250; // where nobody would type by hand, slow scanners are heard too
const SHORTEST = 8;

export function listen(read) {
  let typed = "";
  let lastAt = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const now = event.timeStamp;
      const isField = event.target.matches?.("input, select, textarea") === true;
      const gap = isField ? FAST_MS : OUTSIDE_FIELDS_MS;
      if (event.key === "Enter") {
        const text = typed;
        typed = "";
        if (text.length < SHORTEST || now - lastAt > gap * 4) return;
        // The field for codes sends what stands in it by itself; other fields are only ever mistaken for it.
        if (isField && (event.target.name === "code" || !readCard(text))) return;
        event.preventDefault();
        event.stopPropagation();
        takeBack(event.target, text);
        read(text);
        return;
      }
      const letter = letterOf(event);
      if (!letter) return;
      // Neither may letters choose another gate, nor open the browser's own search.
      if (!isField || event.target instanceof HTMLSelectElement) event.preventDefault();
      typed = now - lastAt < gap ? typed + letter : letter;
      lastAt = now;
    },
    true,
  );
}

/* A Vietnamese keyboard that joins letters hides them; the key that was pressed still tells. */
function letterOf(event) {
  if (event.key.length === 1 && !event.isComposing) return event.key;
  const key = /^(?:Key|Digit)(.)$/.exec(event.code);
  if (key) return key[1];
  return event.code === "Slash" ? "/" : "";
}

/* The characters went into a field meanwhile: they leave it again. */
function takeBack(target, text) {
  if (target instanceof HTMLInputElement && target.value.endsWith(text)) {
    target.value = target.value.slice(0, -text.length);
  }
}
