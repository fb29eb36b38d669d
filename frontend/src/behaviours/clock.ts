// Time that passes: data-elapsed-since="ISO" counts up ("12 min", with data-elapsed-warn and data-elapsed-late in
// minutes for data-level), data-countdown="ISO" counts down to zero and then dispatches `countdown:done`.
import { word } from "./core";

const minutes = (n: number): string =>
  n < 1 ? word("now") : n < 60 ? word("minutes", { n }) : word("hours", { h: Math.floor(n / 60), m: n % 60 });

function write(element: Element, text: string): void {
  const place = element.querySelector("[data-clock]") ?? element;
  if (place.textContent !== text) place.textContent = text;
}

function tick(): void {
  const now = Date.now();
  for (const element of document.querySelectorAll<HTMLElement>("[data-elapsed-since]")) {
    const passed = Math.max(0, Math.floor((now - Date.parse(element.dataset.elapsedSince!)) / 60_000));
    write(element, minutes(passed));
    const { elapsedWarn, elapsedLate } = element.dataset;
    const warn = Number(elapsedWarn || Infinity);
    element.dataset.level = passed >= Number(elapsedLate || warn * 2) ? "late" : passed >= warn ? "warn" : "calm";
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-countdown]:not([data-over])")) {
    const left = Math.ceil((Date.parse(element.dataset.countdown!) - now) / 1000);
    const [h, m, s] = [Math.floor(left / 3600), Math.floor((left % 3600) / 60), left % 60];
    const two = (n: number) => String(n).padStart(2, "0");
    write(element, left <= 0 ? "00:00" : h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`);
    if (left > 0) continue;
    element.dataset.over = "";
    element.dispatchEvent(new CustomEvent("countdown:done", { bubbles: true }));
  }
}

document.addEventListener("DOMContentLoaded", tick);
document.addEventListener("htmx:load", tick);
setInterval(tick, 1000);
