// Tells the server how far somebody has read: at most every few seconds, and when the page goes away.
const PAUSE_MS = 4000;

export function reporter(address) {
  let waiting = null;
  let last = "";
  let timer = 0;

  const send = () => {
    clearTimeout(timer);
    timer = 0;
    if (!waiting) return;
    const body = JSON.stringify(waiting);
    waiting = null;
    if (body === last) return;
    last = body;
    fetch(address, {
      method: "POST",
      keepalive: true,
      body,
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
      },
    }).catch(() => {
      last = ""; // told again with the next page
    });
  };
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.hidden && send());

  return (progress) => {
    waiting = progress;
    timer ||= setTimeout(send, PAUSE_MS);
  };
}
