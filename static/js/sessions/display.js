/* Turns the gate's code without reloading and without a network: with the key of the day it makes each code
   itself. Time is the server's, measured at every heartbeat. Without this script the page reloads itself. */
import { codeOf, draw, stepAt } from "./display/codes.js";
import { keepPage, note, recall } from "./display/keep.js";
import { ServerTime } from "./display/time.js";

const BEAT_MS = 10_000;
const PATIENCE_MS = 8_000;
const SHOWN_DRIFT_S = 30;
const LEAST_OUTAGE_MS = 60_000;

export async function mount(root) {
  const own = JSON.parse(root.dataset.news);
  const kept = await recall();
  const isKept = kept !== null && kept.news.now > own.now;  // the page itself came from where it was put away
  const screen = {
    root,
    page: root.closest("main"),
    id: ownName(root.dataset.display),
    news: isKept ? kept.news : own,
    time: new ServerTime(isKept ? Date.now() - kept.offset : own.now),
    failedAt: isKept ? kept.failedAt : null,
    outages: kept?.outages ?? [],
    keptUntil: null,
    shown: null,
    isOut: false,
    isKept: false,
  };
  const paint = () => {
    if (screen.time.jumped(screen.failedAt !== null)) beat(screen);
    turn(screen);
    setTimeout(paint, 200);
  };
  paint();
  setInterval(() => beat(screen), BEAT_MS);
  beat(screen);
  document.addEventListener("visibilitychange", () => !document.hidden && beat(screen));
  window.addEventListener("online", () => beat(screen));
  offerFullScreen(screen.page);
  keepAwake();
}

/* One name for this window, the same after it is loaded again. */
function ownName(fresh) {
  const place = `man-hinh ${location.pathname}`;
  try {
    sessionStorage.setItem(place, sessionStorage.getItem(place) ?? fresh);
    return sessionStorage.getItem(place);
  } catch {
    return fresh;
  }
}

async function beat(screen) {
  const { root, time } = screen;
  const sentAt = performance.now();
  const reported = screen.outages.length;
  let answer;
  try {
    answer = await fetch(root.dataset.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      body: JSON.stringify({ display: screen.id, offset: Math.round(time.offset()), outages: screen.outages }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 404) return location.reload();  // no longer ours to show
    if (answer.status >= 500) throw new Error(String(answer.status));
    screen.isOut = !answer.ok;
    if (answer.ok) take(screen, await answer.json(), sentAt, reported);
  } catch {
    screen.failedAt ??= time.now() - (performance.now() - sentAt);
  }
  const { news, failedAt, outages } = screen;
  await note({ news, failedAt, outages, offset: time.offset() }).catch(() => undefined);
}

function take(screen, news, sentAt, reported) {
  screen.time.measured(news.now, sentAt);
  screen.news = news;
  screen.outages = screen.outages.slice(reported);
  if (screen.failedAt !== null) endOutage(screen, news.now);
  const figure = new Intl.NumberFormat(document.documentElement.lang);
  screen.page.querySelector("[data-came]").textContent = figure.format(news.came);
  screen.page.querySelector("[data-summoned]").textContent = figure.format(news.summoned);
  if (news.day && screen.keptUntil !== news.day.until) {
    screen.keptUntil = news.day.until;
    keepPage().then((isKept) => (screen.isKept = isKept));
  }
}

/* Nobody answered for a while: the server makes it good, once it knows. */
function endOutage(screen, now) {
  const outage = { from: Math.round(screen.failedAt), to: now };
  screen.failedAt = null;
  if (outage.to - outage.from < LEAST_OUTAGE_MS) return;
  screen.outages.push(outage);
  beat(screen);
}

function turn(screen) {
  const now = screen.time.now();
  const { day } = screen.news;
  const state = stateAt(screen, now);
  for (const place of screen.page.querySelectorAll("[data-when]")) place.hidden = place.dataset.when !== state;
  if (state === "open" && day) {
    const step = stepAt(day, now);
    const name = `${day.key} ${day.address} ${step.number}`;
    if (name !== screen.shown) paintCode(screen, codeOf(day, step), name);
    paintLeft(screen, step, now);
  }
  const opens = screen.page.querySelector("[data-opens]");
  if (opens && day) opens.textContent = opens.dataset.opens.replace("{t}", clockOf(day.opens).slice(0, 5));
  tell(screen, now);
}

/* The gate's state as this page can know it: the server's word, and the hours it gave. */
function stateAt(screen, now) {
  const { day, state } = screen.news;
  if (!day) return state;
  if (now >= day.closes) return "closed";
  if (now >= day.until) return "stopped";
  return now < day.opens ? "not yet" : "open";
}

function paintCode(screen, code, name) {
  const { path, side } = draw(code.address);
  const modules = screen.root.querySelector("[data-modules]");
  modules.closest("svg").setAttribute("viewBox", `0 0 ${side} ${side}`);
  modules.setAttribute("d", path);
  screen.root.querySelector("[data-typed]").textContent = `${code.typed.slice(0, 3)} ${code.typed.slice(3)}`;
  screen.shown = name;
}

function paintLeft(screen, step, now) {
  const ring = screen.root.querySelector("[data-ring]");
  if (!ring) return;
  ring.setAttribute("stroke-dashoffset", String(100 - (100 * (step.to - now)) / (step.to - step.from)));
  screen.root.querySelector("[data-left]").textContent = `${Math.ceil((step.to - now) / 1000)} s`;
}

function tell(screen, now) {
  const drift = Math.abs(screen.time.offset()) / 1000;
  const clock = screen.page.querySelector("[data-clock]");
  const isBad = drift > SHOWN_DRIFT_S;
  const words = isBad ? clock.dataset.bad : clock.dataset.text;
  write(clock, words.replace("{n}", drift.toLocaleString(document.documentElement.lang, { maximumFractionDigits: isBad ? 0 : 1 })), isBad);
  const life = screen.page.querySelector("[data-life]");
  if (screen.failedAt !== null) write(life, life.dataset.stale.replace("{t}", clockOf(screen.failedAt)), true);
  else if (screen.isOut) write(life, life.dataset.out, true);
  else write(life, `· ${life.dataset.fresh}${screen.isKept ? ` · ${life.dataset.kept}` : ""}`, false);
}

const clockOf = (moment) => new Date(moment).toLocaleTimeString("en-GB", { timeZone: "Asia/Ho_Chi_Minh" });

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
