/* On the overview: send what a lost connection left behind, then show it as answered. */
import { flush, isEmpty } from "./queue.js";

export async function mount(element) {
  const { attempt } = element.dataset;
  if (isEmpty(attempt)) return;
  const replay = async () => {
    if (await flush(attempt, () => {})) window.location.reload();
  };
  window.addEventListener("online", replay);
  await replay();
}
