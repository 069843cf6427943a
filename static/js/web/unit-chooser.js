/* A box that finds one unit while its name or code is typed: a combobox (WAI-ARIA: list autocomplete, manual
   selection), its keys by @github/combobox-nav. The choice goes into a hidden field beside the words it was made
   for; words without a choice are read by the server, as they are without a script. With data-fill="code" the box
   itself takes the code of the unit, and data-adds lets it add a line to another field instead. */
import Combobox from "../../vendor/combobox-nav/index.js";

const WAIT_MS = 150;

export function mount(element) {
  const { source, label, found, none, fill, adds, picks } = element.dataset;
  const box = element.querySelector("input[type=text]");
  const name = box.name.replace(/-tim$/, "");
  const list = document.createElement("div");
  const status = document.createElement("p");
  const named = document.createElement("p");
  let timer = 0;
  let asked = null;
  let units = [];

  list.className = "suggestions";
  list.id = `${box.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.parentElement.append(list);
  element.append(status);
  named.className = "field-hint";
  if (fill) element.append(named);
  element.hidden = false;
  // Enter in any field would press it: the first button of a form is its own.
  if (picks) element.querySelector("button").remove();
  const keys = new Combobox(box, list, { tabInsertsSuggestions: false });

  function close() {
    clearTimeout(timer);
    asked?.abort();
    if (!list.hidden) keys.stop();
    list.hidden = true;
    list.replaceChildren();
  }

  function open() {
    keys.stop();
    list.replaceChildren(...units.map(option));
    list.hidden = units.length === 0;
    if (units.length) keys.start();
    status.textContent = units.length ? found.replace("0", units.length) : none;
  }

  function option({ name: words, note }, number) {
    const entry = document.createElement("div");
    entry.id = `${list.id}-${number}`;
    entry.dataset.number = number;
    entry.setAttribute("role", "option");
    entry.append(words);
    if (note) {
      const small = document.createElement("span");
      small.className = "soft";
      small.textContent = note;
      entry.append(small);
    }
    return entry;
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(source, location.href);
    address.searchParams.set("q", box.value.trim());
    if (element.dataset.day) address.searchParams.set("ngay", document.getElementById(element.dataset.day).value);
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || document.activeElement !== box) return;
      ({ units } = await answer.json());
      open();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function keep(id, words) {
    element.querySelector(".unit-matches")?.remove();
    for (const [part, value] of [["", id], ["-cua", words]]) {
      let hidden = element.querySelector(`input[type=hidden][name="${name}${part}"]`);
      if (!hidden) {
        hidden = document.createElement("input");
        hidden.type = "hidden";
        hidden.name = name + part;
        element.append(hidden);
      }
      hidden.value = value;
    }
  }

  function pick(unit) {
    const known = element.querySelector(`input[name="${picks}"][value="${unit.id}"]`);
    element.querySelector(".unit-matches")?.remove();
    box.value = "";
    status.textContent = unit.name;
    if (known) known.checked = true;
    if (known?.isConnected) return;
    const entry = document.createElement("label");
    const check = document.createElement("input");
    const words = document.createElement("span");
    const note = document.createElement("span");
    entry.className = "choice";
    words.className = "choice-text";
    note.className = "choice-hint";
    Object.assign(check, { type: "checkbox", name: picks, value: unit.id, checked: true });
    note.textContent = unit.note;
    words.append(unit.name, note);
    entry.append(check, words);
    element.querySelector(".unit-picked").append(entry);
  }

  function choose(unit) {
    close();
    if (picks) {
      pick(unit);
    } else if (adds) {
      const lines = document.getElementById(adds);
      lines.value = `${lines.value.trimEnd()}\n${unit.code}`.trimStart();
      box.value = "";
      status.textContent = unit.name;
    } else {
      box.value = fill ? unit.code : unit.name;
      named.textContent = unit.name;
      if (!fill) keep(unit.id, unit.name);
    }
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  box.addEventListener("input", () => {
    if (!fill && !adds && !picks) keep("", "");
    named.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) {
      event.preventDefault();
      ask();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && (adds || picks)) {
      event.preventDefault();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("combobox-commit", (event) => choose(units[event.target.dataset.number]));
  element.addEventListener("focusout", close);
  box.form.addEventListener("submit", close);
  if (adds || picks) return;
  // The address of a filter needs no words beside the choice.
  box.form.addEventListener("formdata", ({ formData }) => {
    if (box.form.method !== "get" || (box.value && formData.get(`${name}-cua`) !== box.value)) return;
    for (const part of ["-tim", "-cua"]) formData.delete(name + part);
  });
}
