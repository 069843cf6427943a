/* Signals for ears and hands, each outcome its own: two rising tones, two equal, three, one long and low. */

const SIGNALS = {
  ok: { notes: [[880, 0.09], [1320, 0.14]], buzz: [60] },
  already: { notes: [[660, 0.1], [660, 0.1]], buzz: [40, 60, 40] },
  attention: { notes: [[740, 0.12], [554, 0.12], [740, 0.16]], buzz: [120, 80, 120] },
  refused: { notes: [[196, 0.45]], buzz: [350] },
};
let context = null;

/* Browsers let a page sound only after a tap: called from one. */
export function unlock() {
  try {
    context ??= new AudioContext();
    context.resume();
  } catch {
    context = null; // no sound on this device
  }
}

export function signal(name) {
  const { notes, buzz } = SIGNALS[name];
  navigator.vibrate?.(buzz);
  if (!context || context.state !== "running") return;
  let at = context.currentTime;
  for (const [pitch, length] of notes) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.type = pitch < 300 ? "sawtooth" : "sine";
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + length);
    at += length + 0.03;
  }
}
