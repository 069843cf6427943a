/* First answers while a name, a code or a unit is typed: the search box of the people list becomes a combobox
   (WAI-ARIA: list autocomplete, manual selection), its keys by @github/combobox-nav. Without a script, or when the
   server does not answer, the form searches as it always did. */
import Combobox from "../../vendor/combobox-nav/index.js";

const WAIT_MS = 150;

export function mount(form) {
  const box = form.querySelector("input[type=search]");
  const list = document.createElement("div");
  const status = document.createElement("p");
  let timer = 0;
  let asked = null;

  list.className = "suggestions";
  list.id = `${box.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.parentElement.append(list, status);
  const keys = new Combobox(box, list, { tabInsertsSuggestions: false });

  /* What is said of the answers; that nobody was found is shown under the box too, where the answers would be. */
  function say(words, isShown) {
    status.textContent = words;
    status.className = isShown ? "suggestions suggestions-none" : "visually-hidden";
  }

  function close() {
    say("", false);
    clearTimeout(timer);
    asked?.abort();
    if (!list.hidden) keys.stop();
    list.hidden = true;
    list.replaceChildren();
  }

  function option({ name, note, url }, number) {
    const link = document.createElement("a");
    link.href = url;
    link.id = `${list.id}-${number}`;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.append(name);
    if (note) {
      const small = document.createElement("span");
      small.className = "soft";
      small.textContent = note;
      link.append(small);
    }
    return link;
  }

  function asUnit(unit) {
    return { ...unit, note: [form.dataset.unit, unit.note].filter(Boolean).join(" · ") };
  }

  function show({ people, units }) {
    const found = [...people, ...units.map(asUnit)];
    keys.stop();
    list.replaceChildren(...found.map(option));
    list.hidden = found.length === 0;
    if (found.length) keys.start();
    if (found.length) say(form.dataset.found.replace("0", found.length), false);
    else say(form.dataset.none, true);
  }

  async function ask() {
    const words = box.value.trim();
    asked?.abort();
    if (words.length < 2) return close();
    asked = new AbortController();
    try {
      const address = `${form.dataset.suggest}?q=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === box) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) ask();
    else if (event.key === "Escape" && (!list.hidden || status.textContent)) close();
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", close);
  form.addEventListener("focusout", (event) => {
    if (!list.contains(event.relatedTarget)) close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
}
