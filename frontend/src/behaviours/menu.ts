// The menu: instant search that ignores accents and asks no server, and the category bar that follows the scroll.
import { behave } from "./core";

const plain = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

behave<HTMLInputElement>("[data-menu-search]", (input) => {
  const menu = document.querySelector<HTMLElement>("[data-menu]");
  const nothing = document.querySelector<HTMLElement>("[data-menu-nothing]");
  if (!menu) return;
  const items = [...menu.querySelectorAll<HTMLElement>("[data-menu-item]")].map((element) => ({
    element,
    text: plain(element.dataset.menuItem || element.textContent || ""),
  }));
  const sections = [...menu.querySelectorAll<HTMLElement>("[data-menu-section]")];

  const filter = () => {
    const terms = plain(input.value).split(/\s+/).filter(Boolean);
    document.body.toggleAttribute("data-menu-searching", terms.length > 0);
    let count = 0;
    for (const { element, text } of items) {
      const hit = terms.every((term) => text.includes(term));
      element.hidden = !hit;
      if (hit) count += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector("[data-menu-item]:not([hidden])");
    if (nothing) nothing.hidden = count > 0;
  };
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

behave("[data-scroll-spy]", (bar) => {
  const links = [...bar.querySelectorAll<HTMLAnchorElement>("a[href^='#']")];
  const places = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
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
    places.forEach((place, i) => {
      if (place && !place.hidden && place.getBoundingClientRect().top <= line) index = i;
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
