/* Somebody without a card: searched by name on the server, chosen by hand. */

const PAUSE_MS = 300;
const FEWEST = 3;

export function mountSearch(dialog, { url, words, choose }) {
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("[data-found]");
  const status = dialog.querySelector("[data-search-status]");
  let timer = 0;
  let asked = 0;

  async function ask() {
    const typed = field.value.trim();
    const number = (asked += 1);
    list.replaceChildren();
    status.textContent = typed.length < FEWEST ? words.fewest : words.searching;
    if (typed.length < FEWEST) return;
    let people;
    try {
      const answer = await fetch(`${url}?tim=${encodeURIComponent(typed)}`, {
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
      const said = await answer.json();
      if (!answer.ok) {
        status.textContent = said.error;
        return;
      }
      people = said.people;
    } catch {
      status.textContent = words.needsNetwork;
      return;
    }
    if (number !== asked) return;
    status.textContent = people.length ? words.choose : words.nobody;
    list.replaceChildren(...people.map(rowOf));
  }

  function rowOf(person) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "scanner-person";
    const name = document.createElement("strong");
    name.textContent = person.name;
    const about = document.createElement("span");
    about.textContent = [person.position, person.unit].filter(Boolean).join(" · ");
    button.append(name, about);
    if (person.venue) {
      const venue = document.createElement("span");
      venue.className = "scanner-elsewhere";
      venue.textContent = words.expectedAt.replace("{venue}", person.venue);
      button.append(venue);
    }
    button.addEventListener("click", () => {
      dialog.close();
      choose(person);
    });
    item.append(button);
    return item;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  return () => {
    field.value = "";
    list.replaceChildren();
    status.textContent = words.fewest;
    dialog.showModal();
    field.focus();
  };
}
