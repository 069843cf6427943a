/* A form is sent once: a second press within five seconds is swallowed, and the button shows that
   something is under way. It comes back when the page returns from the history. */
export function mount(form) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (form.method !== "post" || event.defaultPrevented) return;
    const now = performance.now();
    if (sentAt && now - sentAt < 5000) {
      event.preventDefault();
      return;
    }
    sentAt = now;
    event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    sentAt = 0;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
}
