// Draws a PDF page by page for a phone: only the pages near the screen are kept as pictures, the page in
// view is remembered, and two buttons change the size. If anything fails, the link to the file stays.
import { ranges } from "./ranges.js";
import { reporter } from "./progress.js";

const VENDOR = new URL("../../vendor/pdfjs/", import.meta.url);
const ZOOMS = [1, 1.4, 2, 2.8];
const SHARPEST = 2.5; // a phone gains nothing from more picture points, and memory is short

export async function mount(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const library = await import(new URL("pdf.min.mjs", VENDOR).href);
  library.GlobalWorkerOptions.workerSrc = new URL("pdf.worker.min.mjs", VENDOR).href;
  const file = await library.getDocument({
    url: root.dataset.url,
    standardFontDataUrl: new URL("standard_fonts/", VENDOR).href,
    wasmUrl: new URL("wasm/", VENDOR).href,
    disableAutoFetch: true,
    isEvalSupported: false,
  }).promise;

  const reader = new Reader(file, root, part);
  await reader.lay();
  root.querySelector(".reader-bar").hidden = false;
  part("smaller").addEventListener("click", () => reader.resize(-1));
  part("larger").addEventListener("click", () => reader.resize(1));
  addEventListener("resize", () => reader.resize(0));
  reader.goTo(Number(root.dataset.page));
}

class Reader {
  constructor(file, root, part) {
    this.file = file;
    this.pages = part("pages");
    this.label = part("page");
    this.words = root.dataset.pageLabel;
    this.buttons = [part("smaller"), part("larger")];
    this.tell = reporter(root.dataset.progress);
    this.zoom = 0;
    this.current = 1;
    this.seen = new Set();
    this.drawn = new Map();
    this.sheets = [];
    this.width = 0;
  }

  /** Lay out empty sheets of the right shape, so that the length of the document is true at once. */
  async lay() {
    const first = (await this.file.getPage(1)).getViewport({ scale: 1 });
    for (let number = 1; number <= this.file.numPages; number += 1) {
      const sheet = document.createElement("div");
      sheet.className = "reader-sheet";
      sheet.dataset.number = String(number);
      this.shape(sheet, first);
      this.pages.append(sheet);
      this.sheets.push(sheet);
    }
    const near = new IntersectionObserver((entries) => this.onNear(entries), { rootMargin: "120% 0px" });
    const inView = new IntersectionObserver((entries) => this.onView(entries), {
      threshold: [0.05, 0.25, 0.5, 0.75],
    });
    this.shares = new Map();
    for (const sheet of this.sheets) {
      near.observe(sheet);
      inView.observe(sheet);
    }
    this.resize(0);
  }

  shape(sheet, viewport) {
    sheet.style.aspectRatio = `${viewport.width} / ${viewport.height}`;
  }

  resize(step) {
    const zoom = Math.min(Math.max(this.zoom + step, 0), ZOOMS.length - 1);
    const room = this.pages.clientWidth;
    if (zoom === this.zoom && room === this.width) return;
    const at = this.current;
    this.zoom = zoom;
    this.width = room;
    for (const sheet of this.sheets) sheet.style.width = `${Math.floor(room * ZOOMS[zoom])}px`;
    this.buttons[0].disabled = zoom === 0;
    this.buttons[1].disabled = zoom === ZOOMS.length - 1;
    for (const number of [...this.drawn.keys()]) this.draw(number);
    if (step) this.goTo(at);
  }

  goTo(number) {
    if (number > 1 && number <= this.sheets.length) this.sheets[number - 1].scrollIntoView();
    this.show(Math.min(Math.max(number, 1), this.sheets.length));
  }

  onNear(entries) {
    for (const entry of entries) {
      const number = Number(entry.target.dataset.number);
      if (entry.isIntersecting) this.draw(number);
      else this.forget(number);
    }
  }

  onView(entries) {
    for (const entry of entries) {
      const number = Number(entry.target.dataset.number);
      const share = entry.intersectionRect.height / (innerHeight || 1);
      this.shares.set(number, share);
      if (entry.intersectionRatio >= 0.25 || share >= 0.4) this.seen.add(number);
    }
    const [most] = [...this.shares].sort((a, b) => b[1] - a[1]);
    if (most && most[1] > 0) this.show(most[0]);
  }

  show(number) {
    this.current = number;
    this.label.textContent = this.words.replace("{page}", number).replace("{pages}", this.sheets.length);
    this.tell({ page: number, seen: ranges(this.seen) });
  }

  async draw(number) {
    const sheet = this.sheets[number - 1];
    const width = sheet.clientWidth;
    if (this.drawn.get(number) === width) return;
    this.drawn.set(number, width);
    const page = await this.file.getPage(number);
    const plain = page.getViewport({ scale: 1 });
    this.shape(sheet, plain);
    const sharpness = Math.min(devicePixelRatio || 1, SHARPEST);
    const viewport = page.getViewport({ scale: (width / plain.width) * sharpness });
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.words.replace("{page}", number).replace("{pages}", this.sheets.length));
    await page.render({ canvas, canvasContext: canvas.getContext("2d"), viewport }).promise;
    if (this.drawn.get(number) === width) sheet.replaceChildren(canvas);
  }

  forget(number) {
    this.drawn.delete(number);
    this.sheets[number - 1].replaceChildren();
  }
}
