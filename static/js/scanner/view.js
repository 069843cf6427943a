/* Paints what happens: the card of a result, figures, and which part of the page is shown. */

import { ageOf, serverNow, timeOf } from "./clock.js";
import { MANNERS } from "./decide.js";

export class View {
  #root;
  #words;

  constructor(root, words) {
    this.#root = root;
    this.#words = words;
  }

  find(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }

  /* "start" | "none" | "work" | "revoked" */
  show(part, sentence = "") {
    for (const section of this.#root.querySelectorAll("[data-part]")) section.hidden = section.dataset.part !== part;
    const place = this.#root.querySelector(`[data-part="${part}"] [data-sentence]`);
    if (place && sentence) place.textContent = sentence;
  }

  /* said: {result, name, unit, at, venue, sentence, isKept, mayOverride} */
  result(said) {
    const manner = MANNERS[said.result];
    const card = this.find("result");
    card.className = `scanner-result scanner-${manner.tone}`;
    card.dataset.result = said.result;
    this.find("mark").setAttribute("d", this.#words.marks[manner.mark]);
    this.#text("word", this.#words.results[said.result]);
    this.#text("name", said.name ?? "");
    this.#text("unit", said.unit ?? "");
    this.#text("note", this.#note(said));
    this.find("override").hidden = !said.mayOverride;
  }

  #note(said) {
    const words = this.#words;
    const notes = [];
    if (said.result === "already" && said.at) notes.push(words.since.replace("{time}", timeOf(said.at)));
    if (["present", "late"].includes(said.result) && said.at) notes.push(timeOf(said.at));
    if (said.venue) notes.push(words.expectedAt.replace("{venue}", said.venue));
    if (said.override) notes.push(words.overridden);
    if (said.sentence) notes.push(said.sentence);
    else if (words.notes[said.result]) notes.push(words.notes[said.result]);
    if (said.isKept) notes.push(words.kept);
    return notes.join(" · ");
  }

  /* figures: {scanned, waiting, held, syncedAt, isOnline, trouble} */
  figures(figures) {
    this.#text("scanned", String(figures.scanned));
    this.#text("waiting", String(figures.waiting));
    const age = figures.syncedAt ? ageOf(Date.now() - figures.syncedAt, this.#words.ages) : this.#words.never;
    this.#text("synced", age);
    const net = this.find("net");
    net.dataset.state = figures.trouble ? "trouble" : figures.isOnline ? "online" : "offline";
    this.#text("net-word", this.#words.net[net.dataset.state]);
    this.#notice("trouble", figures.trouble);
    this.#notice("held", figures.held ? this.#words.held.replace("{n}", figures.held) : "");
  }

  /* Who this device is, and its gates to choose from. */
  scanner(me, chosen) {
    this.#text("venue", me.venue.name);
    this.#text("scanner", me.scanner.name);
    const select = this.find("gate");
    select.replaceChildren(
      ...me.gates.map((gate) => {
        const when = timeOf(gate.starts).slice(0, 5);
        const direction = this.#words.directions[gate.direction];
        return new Option(`${when} · ${direction} · ${gate.title}`, gate.id, false, gate.id === chosen);
      }),
    );
    select.disabled = me.gates.length === 0;
  }

  /* Whether the gate takes people in now, in words. */
  hours(gate) {
    const place = this.find("hours");
    const now = serverNow();
    const words = this.#words.hours;
    if (!gate) place.textContent = words.none;
    else if (gate.opens === null) place.textContent = words.unopened;
    else if (now < gate.opens) place.textContent = words.before.replace("{time}", timeOf(gate.opens).slice(0, 5));
    else if (now >= gate.closes) place.textContent = words.after.replace("{time}", timeOf(gate.closes).slice(0, 5));
    else place.textContent = words.open.replace("{time}", timeOf(gate.closes).slice(0, 5));
  }

  pack(kept) {
    this.#text("pack", kept ? this.#words.pack.replace("{n}", kept.size).replace("{time}", timeOf(kept.made).slice(0, 5)) : this.#words.noPack);
  }

  camera(isOn, sentence = "") {
    this.find("camera").dataset.state = isOn ? "on" : "off";
    this.find("start").hidden = isOn;
    this.#text("camera-note", sentence);
  }

  #notice(name, sentence) {
    const place = this.find(name);
    place.hidden = !sentence;
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  #text(name, text) {
    const place = this.find(name);
    if (place.textContent !== text) place.textContent = text;
  }
}
