// Ringing: while an element with data-ring is on the page, a bell sounds every few seconds, the title flashes, and,
// where the person allowed it, the system shows a notification. Browsers want a gesture before any sound: a button
// with data-ring-enable asks for it and hides once sound is on; data-ring-mute silences until the next new order.
import { onClick, word } from "./core";

const EVERY_MS = 3600;
let audio: AudioContext | null = null;
let timer = 0;
let lastCount = 0;
let mutedAt = -1;
const title = document.title;

/** Two strokes of a small bell, made of a few decaying partials. */
function strike(context: AudioContext): void {
  for (const [i, base] of [880, 1174.7].entries()) {
    const at = context.currentTime + i * 0.22;
    for (const [partial, loud] of [[1, 0.32], [2.76, 0.12], [5.4, 0.05]] as const) {
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.frequency.value = base * partial;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(loud, at + 0.008);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 1.3 / partial ** 0.5);
      tone.connect(gain).connect(context.destination);
      tone.start(at);
      tone.stop(at + 1.4);
    }
  }
}

const isReady = (): boolean => audio?.state === "running";

function showSound(): void {
  document.documentElement.toggleAttribute("data-sound-on", isReady());
  for (const button of document.querySelectorAll<HTMLElement>("[data-ring-enable]")) button.hidden = isReady();
}

async function enable(): Promise<void> {
  audio ??= new AudioContext();
  await audio.resume();
  showSound();
}

function notify(text: string): void {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.visibilityState === "visible") return;
  const note = new Notification(text, { tag: "flowt-ring", icon: "/static/icon-180.png" });
  note.onclick = () => (window.focus(), note.close());
}

function ring(): void {
  if (audio && isReady() && mutedAt < lastCount) strike(audio);
  document.title = document.title === title ? `● ${word("ringing")}` : title;
}

function look(): void {
  const count = document.querySelectorAll("[data-ring]").length;
  if (count > lastCount) {
    mutedAt = -1;
    notify(word("ringing"));
    if (timer) ring();
  }
  lastCount = count;
  if (count && !timer) {
    ring();
    timer = window.setInterval(ring, EVERY_MS);
  } else if (!count && timer) {
    clearInterval(timer);
    timer = 0;
    document.title = title;
  }
  showSound();
}

onClick("[data-ring-enable]", async () => {
  await enable();
  if (audio) strike(audio);
  if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
});
onClick("[data-ring-mute]", () => (mutedAt = lastCount));
// Any first press on a page that rings will do: at its end, for the button that goes away moves what is being pressed.
document.addEventListener("click", () => document.querySelector("[data-ring-page]") && !isReady() && void enable(), { capture: true });

for (const name of ["DOMContentLoaded", "htmx:afterSwap", "htmx:afterSettle", "htmx:afterRequest"]) document.addEventListener(name, look);
