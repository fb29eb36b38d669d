// What a fragment that refreshes itself must not lose: where [data-keep-scroll] (with an id) was scrolled to, and
// which <details data-pop> (with an id) stood open.
const scrolled = new Map<string, number>();
const opened = new Set<string>();

document.addEventListener("htmx:beforeSwap", (event) => {
  const root = (event as CustomEvent).detail.target as Element;
  scrolled.clear();
  opened.clear();
  for (const element of root.querySelectorAll<HTMLElement>("[data-keep-scroll][id]")) scrolled.set(element.id, element.scrollLeft);
  for (const pop of root.querySelectorAll("details[data-pop][id][open]")) opened.add(pop.id);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const [id, left] of scrolled) document.getElementById(id)?.scrollTo({ left, behavior: "instant" });
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
});
