// A document in a column: opens where it was left, counted in hundredths of its length.
import { ranges } from "./ranges.js";
import { reporter } from "./progress.js";

export function mount(article) {
  const tell = reporter(article.dataset.progress);
  const seen = new Set();
  const start = Number(article.dataset.at);
  if (start > 2) scrollTo({ top: top(article) + (article.offsetHeight * (start - 1)) / 100 });

  const note = () => {
    const first = hundredth(article, 0);
    const last = hundredth(article, innerHeight);
    for (let part = first; part <= last; part += 1) seen.add(part);
    tell({ page: first, seen: ranges(seen) });
  };
  addEventListener("scroll", note, { passive: true });
  note();
}

function top(article) {
  return article.getBoundingClientRect().top + scrollY;
}

function hundredth(article, height) {
  const passed = (scrollY + height - top(article)) / article.offsetHeight;
  return Math.min(Math.max(Math.ceil(passed * 100), 1), 100);
}
