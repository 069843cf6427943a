// Remembers that the page elsewhere was opened.
import { reporter } from "./progress.js";

export function mount(card) {
  const tell = reporter(card.dataset.progress);
  card.querySelector("a").addEventListener("click", () => tell({ page: 1, seen: "1" }));
}
