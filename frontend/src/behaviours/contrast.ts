// The brand form's live preview. Inside [data-contrast], colour inputs with data-contrast-of="brand" (or "accent")
// set --brand and a text colour that is readable on it, here and in [data-contrast-target]; the ratio is written to
// [data-contrast-ratio] and data-verdict says pass or fail (WCAG AA, 4.5). The server checks again.
import { behave } from "./core";

const channel = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);

export function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => channel(parseInt(hex.slice(i, i + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function ratio(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const DARK = "#111b1c";
export const inkOn = (hex: string): string => (ratio(hex, "#ffffff") >= ratio(hex, DARK) ? "#ffffff" : DARK);

behave("[data-contrast]", (box) => {
  const targets = [box, ...document.querySelectorAll<HTMLElement>("[data-contrast-target]")];
  const scope = box.closest("form") ?? box;
  const update = () => {
    for (const input of scope.querySelectorAll<HTMLInputElement>("[data-contrast-of]")) {
      const name = input.dataset.contrastOf ?? "brand";
      if (!/^#[0-9a-f]{6}$/i.test(input.value)) continue;
      const ink = inkOn(input.value);
      for (const target of targets) {
        target.style.setProperty(`--${name}`, input.value);
        target.style.setProperty(`--${name}-ink`, ink);
      }
      if (name !== "brand") continue;
      // As text on the page, and with its text on top: the worse of the two counts.
      const worst = Math.min(ratio(input.value, ink), ratio(input.value, "#ffffff"));
      for (const place of box.querySelectorAll("[data-contrast-ratio]")) {
        place.textContent = `${worst.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} : 1`;
      }
      box.dataset.verdict = worst >= 4.5 ? "pass" : "fail";
    }
  };
  scope.addEventListener("input", update);
  update();
});
