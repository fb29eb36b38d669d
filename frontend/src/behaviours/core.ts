// How a behaviour meets the page: `behave(selector, attach)` runs once for each element, now and after
// every htmx swap. `words` are the translated words that templates/components/_words.html prints.
import htmx from "htmx.org";

type Attach<E extends Element> = (element: E) => void;

const done = new WeakMap<Element, Set<Attach<never>>>();
const known: Array<[string, Attach<never>]> = [];

function run(root: ParentNode & Node): void {
  for (const [selector, attach] of known) {
    const found = [...root.querySelectorAll(selector)];
    if (root instanceof Element && root.matches(selector)) found.unshift(root);
    for (const element of found) {
      const seen = done.get(element) ?? new Set();
      if (seen.has(attach)) continue;
      done.set(element, seen.add(attach));
      (attach as Attach<Element>)(element);
    }
  }
}

/** Attach what is known to new elements that htmx did not bring. */
export const enhance = (root: Element): void => run(root);

/** Attach a behaviour to every element that matches, whenever it appears. */
export function behave<E extends HTMLElement>(selector: string, attach: Attach<E>): void {
  known.push([selector, attach as Attach<never>]);
}

/** Listen once on the document for clicks on, or inside, what matches. */
export function onClick(selector: string, act: (element: HTMLElement, event: MouseEvent) => void): void {
  document.addEventListener("click", (event) => {
    const hit = (event.target as Element | null)?.closest?.<HTMLElement>(selector);
    if (hit) act(hit, event);
  });
}

export function word(name: string, values: Record<string, string | number> = {}): string {
  const text = document.getElementById("words")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

export function cookie(...names: string[]): string {
  for (const name of names) {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
    if (found) return decodeURIComponent(found.slice(name.length + 1));
  }
  return "";
}

export const csrfToken = (): string =>
  cookie("__Host-flowt_csrf", "flowt_csrf") ||
  (document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");

/** Start everything; called by each entry after its behaviours are imported. */
export function start(): void {
  document.documentElement.dataset.js = "";
  const begin = () => {
    run(document);
    htmx.onLoad((element) => run(element as Element));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
