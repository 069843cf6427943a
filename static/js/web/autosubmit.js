/* A filter applies as soon as it is chosen; without scripts its button does the same. */
export function mount(form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, .combobox input, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
  });
}
