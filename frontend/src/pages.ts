// Built pages and the full catalogue: their own style, and time that is left.
import "./pages.css";

const parts: Array<[string, number]> = [["d", 86_400], ["h", 3_600], ["m", 60], ["s", 1]];

function tick(clock: HTMLTimeElement): void {
  let left = Math.max(0, Math.floor((Date.parse(clock.dateTime) - Date.now()) / 1000));
  if (left === 0) {
    const title = clock.parentElement?.querySelector("h2");
    if (title && clock.dataset.after) title.textContent = clock.dataset.after;
    clock.dataset.over = "";
  }
  for (const [unit, seconds] of parts) {
    const place = clock.querySelector(`[data-unit="${unit}"]`);
    const value = Math.floor(left / seconds);
    left -= value * seconds;
    const text = unit === "d" ? String(value) : String(value).padStart(2, "0");
    if (place && place.textContent !== text) place.textContent = text;
  }
}

const clocks = [...document.querySelectorAll<HTMLTimeElement>("[data-page-countdown]")];
const all = (): void => clocks.forEach(tick);
if (clocks.length) {
  all();
  setInterval(all, 1000);
}
