/* Tabs wider than a phone: the one that is open is scrolled into the row. */
export function mount(tabs) {
  const current = tabs.querySelector("[aria-current]");
  if (!current) return;
  const row = tabs.getBoundingClientRect();
  const tab = current.getBoundingClientRect();
  if (tab.right > row.right) tabs.scrollLeft += tab.right - row.right + 24;
}
