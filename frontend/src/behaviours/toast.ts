// Toasts: they leave by themselves after a while (errors stay longer), or when dismissed.
import { behave, onClick } from "./core";

function leave(element: HTMLElement): void {
  element.dataset.leaving = "";
  setTimeout(() => element.remove(), 240);
}

/** Show a short piece of news that has no server-made markup. */
export function toast(text: string, tone: "ok" | "bad" | "" = ""): void {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  for (const old of place.children) if (old.textContent?.trim() === text) return;
  const element = document.createElement("div");
  element.className = "toast";
  element.dataset.toast = "";
  element.dataset.tone = tone;
  const span = document.createElement("span");
  span.textContent = text;
  element.append(span);
  place.append(element);
  keep(element);
}

function keep(element: HTMLElement): void {
  let timer = 0;
  const wait = () => {
    timer = window.setTimeout(() => leave(element), element.dataset.tone === "bad" ? 9000 : 5000);
  };
  element.addEventListener("mouseenter", () => clearTimeout(timer));
  element.addEventListener("mouseleave", wait);
  element.addEventListener("focusin", () => clearTimeout(timer));
  wait();
}

behave(".toasts > [data-toast]", keep);
onClick("[data-toast-close]", (button) => {
  const element = button.closest<HTMLElement>("[data-toast]");
  if (element) leave(element);
});
