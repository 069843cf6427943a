/* Says which file was chosen and how large it is, and lets it be dropped on the box. */
export function mount(box) {
  const input = box.querySelector("input[type=file]");
  const chosen = box.querySelector("output");
  const size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const show = () => {
    chosen.textContent = [...input.files]
      .map((file) => `${file.name} (${size.format(Math.max(file.size / 1e6, 0.1))} MB)`)
      .join(", ");
  };
  input.addEventListener("change", show);
  for (const name of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.toggle("is-over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        show();
      }
    });
  }
}
