/* First answers while a name, a code or a unit is typed: the search box of the people list becomes a combobox
   (WAI-ARIA: list autocomplete, manual selection). Without a script, or when the server does not answer, the form
   searches as it always did. */
const WAIT_MS = 150;

export function mount(form) {
  const box = form.querySelector("input[type=search]");
  const list = document.createElement("div");
  const status = document.createElement("p");
  let timer = 0;
  let asked = null;
  let current = -1;

  list.className = "suggestions";
  list.id = `${box.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.parentElement.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) box.setAttribute(name, value);

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    list.replaceChildren();
    current = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const all = options();
    if (!all.length) return;
    current = (place + all.length) % all.length;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === current)));
    all[current].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", all[current].id);
  }

  function option({ name, note, url }, number) {
    const link = document.createElement("a");
    link.href = url;
    link.id = `${list.id}-${number}`;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.append(name);
    if (note) {
      const small = document.createElement("span");
      small.className = "soft";
      small.textContent = note;
      link.append(small);
    }
    return link;
  }

  function show({ people, units }) {
    const found = [...people, ...units.map((unit) => ({ ...unit, note: form.dataset.unit }))];
    list.replaceChildren(...found.map(option));
    current = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length ? form.dataset.found.replace("0", found.length) : form.dataset.none;
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
    if (event.key === "ArrowDown" && list.hidden) return void ask();
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(current + 1);
    else if (event.key === "ArrowUp") choose(current < 0 ? -1 : current - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && current >= 0) location.assign(options()[current].href);
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  form.addEventListener("focusout", (event) => {
    if (!list.contains(event.relatedTarget)) close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
}
