/* A ticking second, so that a live page can be told from a picture of one.
   data-now: the server's moment when it answered; the phone's own clock is not asked. */
export function mount(element) {
  const started = performance.now();
  const moment = Date.parse(element.dataset.now);
  const format = new Intl.DateTimeFormat("vi-VN", { timeStyle: "medium", hourCycle: "h23", timeZone: "Asia/Ho_Chi_Minh" });
  const tick = () => {
    const elapsed = performance.now() - started;
    element.textContent = format.format(moment + elapsed);
    setTimeout(tick, 1000 - ((moment + elapsed) % 1000));
  };
  tick();
}
