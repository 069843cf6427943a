/* Counts down what the server said is left, by the page's own steady clock, never the phone's
   time of day. At zero what still waits is sent and the attempt is handed in; the server decides
   by its own clock anyway. */
import { flush } from "./queue.js";

const SHORT = 120;
const LAST_TRY = 3000;

export function mount(element) {
  const face = element.querySelector("[data-clock]");
  const said = element.querySelector("[data-said]");
  const end = performance.now() + Number(element.dataset.left) * 1000;
  let isSaid = false;
  element.querySelector("[data-before]").hidden = false;

  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    face.textContent = `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}`;
    element.classList.toggle("quiz-left-short", left <= SHORT);
    if (left <= SHORT && !isSaid) {
      said.textContent = element.dataset.soon;
      isSaid = true;
    }
    if (left > 0) return;
    clearInterval(clock);
    const patience = new Promise((resolve) => setTimeout(resolve, LAST_TRY));
    const sent = flush(element.dataset.attempt, () => {});
    Promise.race([sent, patience]).then(() => document.getElementById(element.dataset.handIn).submit());
  };
  const clock = setInterval(tick, 250);
  tick();
}
