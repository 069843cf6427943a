// Keeps the figures of a page current. Asks for JSON every few seconds; the server answers 304 while
// nothing changed. Two hundred who watch do not ask at the same moment, and a page nobody looks at asks
// seldom. Without this module the page has a plain link that loads it again.

const PERIOD_MS = 2500;
const JITTER = 0.2;
const HIDDEN_PAUSE_MS = 30000;
const LONGEST_PAUSE_MS = 30000;
const SPOKEN_EVERY_MS = 30000;

export function mount(root) {
  const state = { etag: "", confirmedAt: Date.now(), failures: 0, spokenAt: Date.now(), over: false };
  const ask = async () => {
    await refresh(root, state);
    if (!state.over) {
      setTimeout(ask, pause(state));
    }
  };
  setTimeout(ask, pause(state));
  setInterval(() => showAge(root, state), 1000);
  document.addEventListener("visibilitychange", () => !document.hidden && refresh(root, state));
}

function pause(state) {
  const wanted = document.hidden ? HIDDEN_PAUSE_MS : Math.min(PERIOD_MS * 2 ** state.failures, LONGEST_PAUSE_MS);
  return wanted * (1 - JITTER + 2 * JITTER * Math.random());
}

async function refresh(root, state) {
  try {
    const headers = { Accept: "application/json" };
    if (state.etag) {
      headers["If-None-Match"] = state.etag;
    }
    const answer = await fetch(root.dataset.url, { headers, cache: "no-store" });
    if (answer.status === 200) {
      state.etag = answer.headers.get("ETag") ?? "";
      draw(root, state, await answer.json());
    } else if (answer.status !== 304) {
      throw new Error(String(answer.status));
    }
    state.confirmedAt = Date.now();
    state.failures = 0;
  } catch {
    state.failures = Math.min(state.failures + 1, 6);
  }
  showAge(root, state);
}

function draw(root, state, news) {
  for (const [name, text] of Object.entries(news.figures ?? {})) {
    for (const place of root.querySelectorAll(`[data-figure="${CSS.escape(name)}"]`)) {
      if (place.textContent.trim() !== text) {
        place.textContent = text;
      }
    }
  }
  for (const [name, shape] of Object.entries(news.paths ?? {})) {
    root.querySelector(`[data-path="${CSS.escape(name)}"]`)?.setAttribute("d", shape);
  }
  for (const [name, value] of Object.entries(news.meters ?? {})) {
    const meter = root.querySelector(`[data-meter="${CSS.escape(name)}"]`);
    meter?.setAttribute("value", value[0]);
    meter?.setAttribute("max", value[1]);
  }
  for (const [name, isMarked] of Object.entries(news.marks ?? {})) {
    root.querySelector(`[data-mark="${CSS.escape(name)}"]`)?.classList.toggle("row-flag", isMarked);
  }
  state.over = news.over === true;
  speak(root, state, news.summary);
  if (news.reload) {
    location.reload();
  }
}

// A screen reader hears the totals now and then, not at every arrival.
function speak(root, state, summary) {
  const place = root.querySelector("[data-spoken]");
  if (place && summary && (Date.now() - state.spokenAt > SPOKEN_EVERY_MS || state.over)) {
    place.textContent = summary;
    state.spokenAt = Date.now();
  }
}

function showAge(root, state) {
  const place = root.querySelector("[data-age]");
  if (!place) {
    return;
  }
  const seconds = Math.round((Date.now() - state.confirmedAt) / 1000);
  const words = state.failures > 1 ? place.dataset.stale : place.dataset.age;
  place.textContent = words.replace("{n}", String(seconds));
  place.classList.toggle("is-stale", state.failures > 1);
}
