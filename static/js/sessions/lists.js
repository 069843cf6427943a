// Big ticks without losing one's place: sends the row's own form, then puts the fresh row and the
// fresh counts of the answer where the old ones were. Without this module the page reloads at the row.

export function mount(root) {
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-tick]")) {
      return;
    }
    event.preventDefault();
    const row = form.closest("[data-row]");
    row.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter) });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      swap(root, row, new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      form.submit();
    }
  });
}

function swap(root, row, page) {
  const fresh = page.getElementById(row.id);
  if (!fresh) {
    location.reload();
    return;
  }
  const hadFocus = row.contains(document.activeElement);
  row.replaceWith(fresh);
  for (const place of root.querySelectorAll("[data-fresh]")) {
    const news = page.getElementById(place.id);
    if (news) {
      place.replaceChildren(...news.childNodes);
    }
  }
  if (hadFocus) {
    fresh.querySelector("button, a, summary")?.focus();
  }
}
