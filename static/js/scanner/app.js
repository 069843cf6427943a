/* The scanner: every scan is decided here at once, written down, and delivered when there is a network. */

import { Camera } from "./camera.js";
import { serverNow, setOffset } from "./clock.js";
import { MANNERS, isAdmitted } from "./decide.js";
import { Delivery } from "./delivery.js";
import { signal, unlock } from "./feedback.js";
import { judgeCard, judgePerson } from "./judging.js";
import { mountSearch } from "./people.js";
import { Post } from "./post.js";
import * as store from "./store.js";
import { View } from "./view.js";
import { listen } from "./wedge.js";

const STILL_IN_VIEW_MS = 3000;
const REFRESH_MS = 300_000;
const OVERRIDABLE = ["not open yet", "closed", "former card", "withdrawn"];

export async function mount(root) {
  const app = new App(root, JSON.parse(root.dataset.words), root.dataset);
  registerWorker(root.dataset.worker);
  await app.start();
}

class App {
  #view;
  #words;
  #urls;
  #post;
  #delivery;
  #camera;
  #turn = Promise.resolve();
  #inView = { text: "", at: 0 };
  #shown = null;
  #waitingFor = new Map();
  #trouble = "";
  #isOnline = navigator.onLine;

  constructor(root, words, urls) {
    this.#view = new View(root, words);
    this.#words = words;
    this.#urls = urls;
    this.#post = new Post(urls, (pack) => {
      this.#view.pack(pack && { size: pack.records.size, made: pack.made });
    });
    this.#delivery = new Delivery(urls.deliver, (event) => this.#onDelivery(event));
    this.#camera = new Camera(this.#view.find("video"), urls.wasm, (text) => this.#onSight(text));
  }

  async start() {
    await this.#post.recall();
    if (this.#post.me) await this.#work();
    await this.#refresh();
    if (!this.#post.me) return addEventListener("online", () => location.reload());
    navigator.storage?.persist?.();
    this.#listen();
    this.#delivery.flush();
    setInterval(() => this.#refresh(), REFRESH_MS);
    setInterval(() => this.#figures(), 1000);
  }

  #listen() {
    const view = this.#view;
    listen((text) => {
      unlock();
      this.#scan(text);
    });
    view.find("gate").addEventListener("change", (event) => this.#chooseGate(Number(event.target.value)));
    view.find("start").addEventListener("click", () => this.#startCamera());
    view.find("override").addEventListener("click", () => this.#override());
    view.find("typed").addEventListener("submit", (event) => {
      event.preventDefault();
      unlock();
      const field = event.target.elements.code;
      if (field.value.trim()) this.#scan(field.value.trim());
      field.value = "";
    });
    const openSearch = mountSearch(view.find("dialog"), {
      url: this.#urls.search,
      words: this.#words.search,
      choose: (person) => this.#choose(person),
    });
    view.find("search").addEventListener("click", () => openSearch());
    addEventListener("offline", () => this.#setOnline(false));
  }

  /* Ask the server who we are; without a network what is known goes on. */
  async #refresh() {
    const { kind, sentence } = await this.#post.ask();
    if (kind === "offline" && !this.#post.me) this.#view.show("none", this.#words.firstNetwork);
    if (kind === "offline" || kind === "trouble") return this.#setOnline(false);
    if (kind !== "known") return this.#refused(kind === "revoked", sentence);
    this.#trouble = "";
    await this.#work();
    this.#setOnline(true);
  }

  async #work() {
    this.#view.show("work");
    await this.#post.settle();
    this.#view.scanner(this.#post.me, this.#post.gate?.id);
    await this.#atGate();
    await this.#figures();
  }

  async #chooseGate(id) {
    await this.#post.choose(id);
    await this.#atGate();
  }

  #atGate() {
    this.#view.hours(this.#post.gate);
    return this.#post.loadPack();
  }

  /* The camera sees a card many times a second: it counts again only after it was away. */
  #onSight(text) {
    const now = performance.now();
    const isSame = text === this.#inView.text && now - this.#inView.at < STILL_IN_VIEW_MS;
    this.#inView = { text, at: now };
    if (!isSame) this.#scan(text);
  }

  #scan(text) {
    return this.#inTurn(() => this.#take(text));
  }

  #inTurn(work) {
    this.#turn = this.#turn.then(work).catch((error) => {
      console.error("a scan failed", error);
      this.#trouble = this.#words.notKept;
      signal("refused");
      this.#figures();
    });
    return this.#turn;
  }

  async #take(text) {
    await this.#keep(await judgeCard(text, this.#post));
  }

  #choose(person) {
    unlock();
    return this.#inTurn(async () => this.#keep(await judgePerson(person, this.#post)));
  }

  /* Let the person of the refused scan in all the same: a scan of its own, which says so. */
  #override() {
    const shown = this.#shown;
    if (!shown) return;
    this.#inTurn(() =>
      this.#keep({
        ...shown,
        said: {
          ...shown.said,
          result: "provisional",
          mayOverride: false,
          sentence: "",
          override: true,
          at: serverNow(),
        },
      }),
    );
  }

  /* On disk first, then on the screen, then on its way. */
  async #keep({ who, index, said }) {
    const scan = await store.append({
      ...who,
      gate: this.#post.gate?.id ?? 0,
      at: Date.now(),
      offline: !this.#isOnline,
      override: said.override === true,
      scanner: this.#post.me.scanner.id,
      venue: this.#post.me.venue.id,
    });
    if (index && isAdmitted(said.result) && said.result !== "already") {
      await store.keepSeen(scan.gate, index, said.at ?? serverNow());
    }
    this.#shown = { sequence: scan.sequence, who, index, said };
    this.#waitingFor.set(scan.sequence, { gate: scan.gate, index });
    this.#paint(said);
    signal(MANNERS[said.result].signal);
    await this.#figures();
    this.#delivery.flush();
  }

  #paint(said) {
    this.#view.result({ ...said, isKept: !this.#isOnline });
  }

  #onDelivery(event) {
    if (event.kind === "offline") return this.#setOnline(false);
    if (event.kind !== "results") return this.#refused(event.kind === "revoked", event.sentence);
    setOffset(event.offset);
    this.#trouble = "";
    for (const each of event.results) this.#onResult(each);
    return this.#setOnline(true);
  }

  /* The server's word, where it differs from ours, on the card that is still shown. */
  #onResult(answer) {
    const waiting = this.#waitingFor.get(answer.sequence);
    this.#waitingFor.delete(answer.sequence);
    if (waiting?.index) {
      store.keepSeen(waiting.gate, waiting.index, isAdmitted(answer.result) ? answer.at : 0);
    }
    const shown = this.#shown;
    if (shown?.sequence !== answer.sequence) return;
    const before = MANNERS[shown.said.result];
    shown.said = {
      ...shown.said,
      result: answer.result,
      at: answer.at,
      name: answer.name ?? shown.said.name,
      unit: answer.unit ?? shown.said.unit,
      sentence: answer.override ? "" : (answer.sentence ?? ""),
      override: answer.override,
      mayOverride: !answer.override && OVERRIDABLE.includes(answer.reason),
    };
    this.#view.result(shown.said);
    if (MANNERS[answer.result].signal !== before.signal) signal(MANNERS[answer.result].signal);
  }

  async #refused(isRevoked, sentence) {
    if (isRevoked) {
      this.#delivery.stop();
      this.#camera.stop();
      await this.#post.forget();
      return this.#view.show("revoked", sentence);
    }
    if (!this.#post.me) return this.#view.show("none");
    this.#trouble = this.#words.enrolAgain;
    if (this.#shown) this.#view.result({ ...this.#shown.said, isKept: true });
    return this.#figures();
  }

  async #startCamera() {
    unlock();
    if (!navigator.mediaDevices?.getUserMedia) return this.#view.camera(false, this.#words.camera.insecure);
    try {
      await this.#camera.start();
      this.#view.camera(true);
    } catch (error) {
      console.warn("the camera did not start", error);
      this.#camera.stop();
      const isDenied = error?.name === "NotAllowedError";
      this.#view.camera(false, isDenied ? this.#words.camera.denied : this.#words.camera.none);
    }
  }

  #setOnline(isOnline) {
    this.#isOnline = isOnline;
    return this.#figures();
  }

  async #figures() {
    if (!this.#post.me) return;
    const [queue, counts] = await Promise.all([store.readQueue(), store.readCounts()]);
    const held = queue.filter((scan) => scan.aside || scan.venue !== this.#post.me.venue.id);
    this.#view.hours(this.#post.gate);
    this.#view.figures({
      ...counts,
      waiting: queue.length - held.length,
      held: held.length,
      isOnline: this.#isOnline,
      trouble: this.#trouble,
    });
  }
}

function registerWorker(url) {
  navigator.serviceWorker?.register(url, { scope: "/quet" }).catch((error) => {
    console.warn("the page will not open without a network", error);
  });
}
