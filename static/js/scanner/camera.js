/* Reads QR codes from the camera: the browser's own detector where there is one, else a decoder of ours. */

const PERIOD_MS = 80;
const WIDTH = 640;
const HEIGHT = 480;

export class Camera {
  #video;
  #read;
  #wasm;
  #stream = null;
  #detect = null;
  #timer = 0;
  #awake = null;

  constructor(video, wasm, read) {
    this.#video = video;
    this.#wasm = wasm;
    this.#read = read;
    document.addEventListener("visibilitychange", () => this.#onVisibility());
  }

  get isOn() {
    return this.#stream !== null;
  }

  /* Throws what the browser says when there is no camera, or no permission. */
  async start() {
    this.#stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: WIDTH }, height: { ideal: HEIGHT } },
    });
    this.#video.srcObject = this.#stream;
    await this.#video.play();
    this.#detect ??= (await nativeDetector()) ?? (await ownDetector(this.#wasm));
    this.#stayAwake();
    this.#loop();
  }

  /* The screen does not go dark while the camera is on, where the browser lets us ask for that. */
  async #stayAwake() {
    this.#awake = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  stop() {
    this.#awake?.release();
    this.#awake = null;
    clearTimeout(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#video.srcObject = null;
  }

  async #loop() {
    if (!this.#stream) return;
    const started = performance.now();
    try {
      for (const text of await this.#detect(this.#video)) this.#read(text);
    } catch (error) {
      console.warn("a picture could not be read", error);
    }
    const spent = performance.now() - started;
    this.#timer = setTimeout(() => this.#loop(), Math.max(10, PERIOD_MS - spent));
  }

  /* A phone that was locked often ends the stream: it is asked for anew. */
  async #onVisibility() {
    if (!this.#stream || document.hidden) return;
    if (this.#stream.getVideoTracks().some((track) => track.readyState === "ended")) {
      this.stop();
      await this.start().catch(() => {});
    } else {
      this.#stayAwake();
      this.#video.play().catch(() => {});
    }
  }
}

async function nativeDetector() {
  if (!("BarcodeDetector" in globalThis)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video)).map((found) => found.rawValue);
}

async function ownDetector(wasm) {
  const { prepareZXingModule, readBarcodes } = await import("../../vendor/zxing/reader/index.js");
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!video.videoWidth) return [];
    canvas.width = Math.min(video.videoWidth, WIDTH);
    canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = brush.getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    return found.filter((each) => each.isValid).map((each) => each.text);
  };
}
