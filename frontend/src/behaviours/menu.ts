// The menu: instant search that ignores accents and asks no server, the category bar that follows the scroll, and
// fresh cards where it changed while it was open.
import htmx from "htmx.org";
import { behave } from "./core";

const plain = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const texts = new WeakMap<Element, string>();

function filter(): void {
  const menu = document.querySelector<HTMLElement>("[data-menu]");
  const input = document.querySelector<HTMLInputElement>("[data-menu-search]");
  if (!menu || !input) return;
  const terms = plain(input.value).split(/\s+/).filter(Boolean);
  const nothing = menu.querySelector<HTMLElement>("[data-menu-nothing]");
  document.body.toggleAttribute("data-menu-searching", terms.length > 0);
  let count = 0;
  for (const element of menu.querySelectorAll<HTMLElement>("[data-menu-item]")) {
    const text = texts.get(element) ?? plain(element.dataset.menuItem || element.textContent || "");
    texts.set(element, text);
    const hit = terms.every((term) => text.includes(term));
    element.hidden = !hit;
    if (hit) count += 1;
  }
  for (const section of menu.querySelectorAll<HTMLElement>("[data-menu-section]"))
    section.hidden = !section.querySelector("[data-menu-item]:not([hidden])");
  if (nothing) nothing.hidden = count > 0;
}

behave<HTMLInputElement>("[data-menu-search]", (input) => {
  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) {
      input.value = "";
      filter();
    }
  });
  input.form?.addEventListener("submit", (event) => event.preventDefault());
  if (input.value) filter();
});

// Told that it changed, or at the moment at which it changes by itself, an open menu fetches its part below the bar:
// a little later than the others, never twice in a few seconds, and only where it differs. Scroll and focus stay.
const LEAST_MS = 5000;
let wanted = 0;
let asked = -Infinity;
let last = "";
let focused = "";

function change(): void {
  const menu = document.getElementById("menu");
  if (wanted || !menu?.hasAttribute("data-live-version")) return;
  const wait = Math.max(asked + LEAST_MS - performance.now(), 0) + Math.random() * 1500;
  wanted = window.setTimeout(() => {
    wanted = 0;
    asked = performance.now();
    const at = document.getElementById("menu");
    if (at) htmx.trigger(at, "menu-changed");
  }, wait);
}

document.addEventListener("live:menu", change);
document.addEventListener("countdown:done", (event) => (event.target as Element).closest("#menu") && change());
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent;
  if (detail.target?.id !== "menu") return;
  if (detail.serverResponse === last) detail.shouldSwap = false;
  else last = detail.serverResponse;
  const at = document.activeElement;
  focused = at && detail.target.contains(at) ? (at.getAttribute("href") ?? "") : "";
});
document.addEventListener("htmx:afterSwap", (event) => {
  if ((event as CustomEvent).detail.target?.id !== "menu") return;
  filter();
  const links = document.querySelectorAll<HTMLElement>("#menu a[href]");
  if (focused) [...links].find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
});

behave("[data-scroll-spy]", (bar) => {
  const links = [...bar.querySelectorAll<HTMLAnchorElement>("a[href^='#']")];
  const place = (link: HTMLAnchorElement) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
  let current = -1;
  let waiting = false;
  let quietUntil = 0;

  const mark = (index: number) => {
    if (index === current || index < 0) return;
    links[current]?.removeAttribute("aria-current");
    current = index;
    const link = links[index]!;
    link.setAttribute("aria-current", "true");
    const left = link.offsetLeft - bar.offsetLeft - (bar.clientWidth - link.clientWidth) / 2;
    bar.scrollTo({ left, behavior: "smooth" });
  };
  const look = () => {
    waiting = false;
    if (performance.now() < quietUntil) return;
    const line = bar.getBoundingClientRect().bottom + 48;
    let index = 0;
    links.forEach((link, i) => {
      const at = place(link);
      if (at && !at.hidden && at.getBoundingClientRect().top <= line) index = i;
    });
    if (innerHeight + scrollY >= document.documentElement.scrollHeight - 4) index = links.length - 1;
    mark(index);
  };
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  }, { passive: true });
  links.forEach((link, i) => link.addEventListener("click", () => {
    quietUntil = performance.now() + 700;
    mark(i);
  }));
  look();
});
