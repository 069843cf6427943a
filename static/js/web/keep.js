/* Buttons beside what is shown only once: copy it, print the page. Absent where the browser can do neither. */
function button(label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = label;
  return made;
}

function copying(group) {
  const copy = button(group.dataset.copy);
  const told = document.createElement("span");
  told.className = "soft";
  told.setAttribute("role", "status");
  copy.addEventListener("click", async () => {
    const lines = [...document.querySelectorAll(group.dataset.of)].map((each) => each.textContent.trim());
    await navigator.clipboard.writeText(lines.join("\n"));
    told.textContent = group.dataset.copied;
  });
  return [copy, told];
}

export function mount(group) {
  if (group.dataset.print) {
    const print = button(group.dataset.print);
    print.addEventListener("click", () => window.print());
    group.append(print);
  }
  if (navigator.clipboard) group.append(...copying(group)); // only where the connection is secure
}
