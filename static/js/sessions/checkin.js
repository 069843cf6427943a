/* The button of check-in on a bad network: the tap is kept on the page and sent again until an answer
   comes. Every try carries the same ticket and the same number of the tap, so it is recorded once. */
const RETRY_MS = 4000;
const LONGEST_MS = 10 * 60 * 1000;

export function mount(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    send(form, new FormData(form), performance.now());
  });
}

async function send(form, data, since) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), signal: AbortSignal.timeout?.(20000) });
    if (answer.status >= 500) throw new Error(String(answer.status));
    if (answer.redirected) {
      location.replace(answer.url);
    } else {
      show(await answer.text());
    }
  } catch {
    if (performance.now() - since > LONGEST_MS) {
      location.reload();
      return;
    }
    saveHere(form);
    setTimeout(() => send(form, data, since), RETRY_MS);
  }
}

// A mistake in the form: the server's page takes the place of this one.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(fresh.querySelector("main"));
  const again = document.querySelector("[data-module~='sessions/checkin']");
  if (again) {
    mount(again);
    document.querySelector("[aria-invalid]")?.focus();
  }
}

function saveHere(form) {
  const kept = document.getElementById("saved-here");
  if (kept.content.childElementCount) {
    const page = form.closest(".phone-body");
    for (const part of page.children) part.hidden = true;
    page.prepend(kept.content);
  }
}
