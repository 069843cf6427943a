/* A button that shows what is being typed into a password field, and hides it again on sending. */
export function mount(group) {
  const input = group.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = group.dataset.show;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", input.id);
  const set = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? group.dataset.hide : group.dataset.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => set(input.type === "password"));
  input.form.addEventListener("submit", () => set(false));
  group.append(button);
}
