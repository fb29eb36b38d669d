// The page that explains the API: a search over its routes, and a table of contents that folds on phones.
import "./css/public/docs.css";

const plain = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const input = document.querySelector<HTMLInputElement>("[data-docs-search]");
const nothing = document.querySelector<HTMLElement>("[data-docs-nothing]");
const routes = [...document.querySelectorAll<HTMLElement>("[data-docs-route]")].map((element) => ({
  element,
  link: document.querySelector<HTMLElement>(`[data-docs-for="${element.id}"]`),
  text: plain(element.dataset.docsRoute ?? ""),
}));

function filter(): void {
  const terms = plain(input?.value ?? "").split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { element, link, text } of routes) {
    const hit = terms.every((term) => text.includes(term));
    element.hidden = !hit;
    if (link) link.hidden = !hit;
    if (hit) count += 1;
  }
  for (const group of document.querySelectorAll<HTMLElement>(".docs-group")) {
    group.hidden = !group.querySelector("[data-docs-route]:not([hidden])");
  }
  document.querySelector("[data-docs]")?.toggleAttribute("data-searching", terms.length > 0);
  if (nothing) nothing.hidden = count > 0;
}

input?.addEventListener("input", filter);
input?.form?.addEventListener("submit", (event) => event.preventDefault());

const menu = document.querySelector<HTMLDetailsElement>("[data-docs-menu]");
const wide = matchMedia("(min-width: 64rem)");
const fold = (): void => {
  if (menu) menu.open = wide.matches;
};
wide.addEventListener("change", fold);
fold();
menu?.addEventListener("click", (event) => {
  if (!wide.matches && (event.target as Element).closest("a")) menu.open = false;
});

const links = new Map(
  [...document.querySelectorAll<HTMLAnchorElement>(".docs-menu a")].map((link) => [link.hash.slice(1), link]),
);
const seen = new IntersectionObserver(
  (entries) => {
    const top = entries.find((entry) => entry.isIntersecting);
    if (!top) return;
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(top.target.id)?.setAttribute("aria-current", "true");
  },
  { rootMargin: "-12% 0px -75% 0px" },
);
for (const id of links.keys()) {
  const part = document.getElementById(id);
  if (part) seen.observe(part);
}
