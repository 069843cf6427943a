/* Times ten small answers of the server one after the other and takes the middle one, and how far this
   device's clock is off. Fills the form and sends it; without this module both are typed. */
const TIMES = 10;
const PAUSE_MS = 150;

export function mount(form) {
  const line = form.querySelector("[data-measure]");
  const said = line.querySelector("[data-said]");
  line.hidden = false;
  line.querySelector("button").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    said.textContent = said.dataset.busy;
    try {
      const rounds = [];
      await once(line.dataset.url); // the first one opens the connection
      for (let n = 0; n < TIMES; n += 1) {
        rounds.push(await once(line.dataset.url));
        await new Promise((go) => setTimeout(go, PAUSE_MS));
      }
      form.elements.network_ms.value = String(Math.round(middle(rounds.map((round) => round.took))));
      form.elements.offset_ms.value = String(Math.round(middle(rounds.map((round) => round.offset))));
      form.requestSubmit();
    } catch {
      button.disabled = false;
      said.textContent = said.dataset.failed;
    }
  });
}

async function once(url) {
  const began = performance.now();
  const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout?.(10000) });
  if (!answer.ok) throw new Error(String(answer.status));
  const { now } = await answer.json();
  const took = performance.now() - began;
  return { took, offset: Date.now() - took / 2 - now };
}

function middle(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length / 2;
  return Number.isInteger(half) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[Math.floor(half)];
}
