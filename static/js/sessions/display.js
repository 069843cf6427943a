/* Turns the gate's code without reloading. Time is the server's, carried on by this computer's stopwatch,
   so that a wrong clock here does no harm; it is shown all the same. The server hands out the codes of the
   next minutes with every heartbeat, so the screen goes on through an outage until they run out. */
const BEAT_MS = 10_000;
const QUIET = 4;
const SHOWN_DRIFT_S = 30;

export function mount(root) {
  const page = root.closest("main");
  const screen = { root, page, codes: [], skew: 0, beatAt: performance.now(), missed: 0, shown: "" };
  take(screen, JSON.parse(root.dataset.news), performance.now());
  const paint = () => {
    turn(screen);
    setTimeout(paint, 200);
  };
  paint();
  setInterval(() => beat(screen), BEAT_MS);
  beat(screen);
  document.addEventListener("visibilitychange", () => !document.hidden && beat(screen));
  offerFullScreen(page);
  keepAwake();
}

const serverNow = (screen) => performance.now() + screen.skew;

async function beat(screen) {
  const { root } = screen;
  const sentAt = performance.now();
  try {
    const answer = await fetch(root.dataset.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      body: JSON.stringify({ display: root.dataset.display, offset: Math.round(Date.now() - serverNow(screen)) }),
    });
    if (answer.redirected || answer.status === 404) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    take(screen, await answer.json(), (sentAt + performance.now()) / 2);
    screen.missed = 0;
  } catch {
    screen.missed += 1;
  }
}

function take(screen, news, at) {
  screen.skew = news.now - at;
  screen.beatAt = performance.now();
  screen.codes = news.codes;
  if (screen.state !== undefined && screen.state !== news.state) location.reload();
  screen.state = news.state;
  const figure = new Intl.NumberFormat(document.documentElement.lang);
  screen.page.querySelector("[data-came]").textContent = figure.format(news.came);
  screen.page.querySelector("[data-summoned]").textContent = figure.format(news.summoned);
}

function turn(screen) {
  const now = serverNow(screen);
  const code = screen.codes.find((each) => each.from <= now && now < each.to);
  const ran = screen.state === "open";
  screen.root.classList.toggle("display-stopped", ran && !code);
  if (code && code.rows !== screen.shown) paintCode(screen, code);
  if (code) paintLeft(screen, code, now);
  tell(screen, now, ran && !code);
}

function paintCode(screen, code) {
  const bits = [...code.rows].map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
  let path = "";
  for (let y = 0; y < code.size; y++) {
    const row = bits.slice(y * code.size, (y + 1) * code.size);
    for (const run of row.matchAll(/1+/g)) path += `M${run.index + QUIET} ${y + QUIET}h${run[0].length}v1h-${run[0].length}z`;
  }
  const modules = screen.root.querySelector("[data-modules]");
  modules.closest("svg").setAttribute("viewBox", `0 0 ${code.size + 2 * QUIET} ${code.size + 2 * QUIET}`);
  modules.setAttribute("d", path);
  screen.root.querySelector("[data-typed]").textContent = code.typed;
  screen.shown = code.rows;
}

function paintLeft(screen, code, now) {
  const ring = screen.root.querySelector("[data-ring]");
  if (!ring) return;
  ring.setAttribute("stroke-dashoffset", String(100 - (100 * (code.to - now)) / (code.to - code.from)));
  screen.root.querySelector("[data-left]").textContent = `${Math.ceil((code.to - now) / 1000)} s`;
}

function tell(screen, now, stopped) {
  const drift = Math.abs(Date.now() - now) / 1000;
  const clock = screen.page.querySelector("[data-clock]");
  const isBad = drift > SHOWN_DRIFT_S;
  const words = isBad ? clock.dataset.bad : clock.dataset.text;
  write(clock, words.replace("{n}", drift.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })), isBad);
  const life = screen.page.querySelector("[data-life]");
  const age = Math.round((performance.now() - screen.beatAt) / 1000);
  const last = screen.codes.at(-1);
  const until = last ? new Date(last.to).toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" }) : "";
  if (stopped) write(life, life.dataset.out, true);
  else if (screen.missed > 0) write(life, life.dataset.stale.replace("{n}", age).replace("{t}", until), true);
  else write(life, `· ${life.dataset.fresh}`, false);
}

function write(place, text, isBad) {
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("display-bad", isBad);
}

function offerFullScreen(page) {
  const button = page.querySelector("[data-fullscreen]");
  if (!document.documentElement.requestFullscreen) return;
  button.hidden = false;
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
}

// A projector's computer should not go dark; where the browser cannot promise it, nothing is lost.
async function keepAwake() {
  const hold = () => navigator.wakeLock?.request("screen").catch(() => undefined);
  hold();
  document.addEventListener("visibilitychange", () => !document.hidden && hold());
}
