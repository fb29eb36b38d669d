// Lists that are ordered by hand: data-sortable with data-sortable-url posts `ids` in the new order (the server
// answers 204, or a fragment for the list). A refused order is undone, and the server's sentence is shown. [data-id]
// marks each row, .sort-handle is what is dragged. For the keyboard, [data-sort-move="-1|1"] buttons inside a row
// do the same. Loaded only on pages that have such a list.
import htmx from "htmx.org";
import Sortable from "sortablejs";
import { csrfToken, onClick, word } from "./core";
import { toast } from "./toast";

/** What an error answer says: the words of the toast it is made of. */
const sentenceOf = (html: string): string =>
  new DOMParser().parseFromString(html, "text/html").querySelector("[data-toast] > span, [data-page-refusal] > div")?.textContent?.trim() ?? "";

async function save(list: HTMLElement): Promise<boolean> {
  const url = list.dataset.sortableUrl;
  if (!url) return true;
  const body = new URLSearchParams();
  if (list.dataset.sortableParent) body.set("parent", list.dataset.sortableParent);
  for (const row of list.children) {
    const { id } = (row as HTMLElement).dataset;
    if (id) body.append("ids", id);
  }
  list.setAttribute("aria-busy", "true");
  try {
    const headers: Record<string, string> = { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
    const draft = document.querySelector<HTMLElement>("[data-page-revision]")?.dataset.pageRevision;
    if (draft) headers["If-Match"] = `"${draft}"`; // an order of what somebody else changed meanwhile is refused
    const answer = await fetch(url, { method: "POST", body, headers });
    if (!answer.ok) {
      toast(sentenceOf(await answer.text()) || word("offline"), "bad");
      return false;
    }
    if (answer.status === 200) {
      const text = await answer.text();
      if (text.trim()) htmx.swap(list, text, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    }
    return true;
  } catch {
    toast(word("offline"), "bad");
    return false;
  } finally {
    list.removeAttribute("aria-busy");
  }
}

/** Where a row stands, as a way back to it. */
function placeOf(row: Element): () => void {
  const list = row.parentElement;
  const next = row.nextElementSibling;
  return () => list?.insertBefore(row, next?.parentElement === list ? next : null);
}

export function makeSortable(list: HTMLElement): void {
  let putBack: () => void = () => undefined;
  new Sortable(list, {
    handle: list.querySelector(".sort-handle") ? ".sort-handle" : undefined,
    draggable: "[data-id]",
    group: list.dataset.sortableGroup,
    animation: 160,
    delayOnTouchOnly: true,
    delay: 80,
    fallbackOnBody: true,
    onStart: ({ item }) => {
      putBack = placeOf(item);
    },
    onEnd: async ({ from, to, oldIndex, newIndex }) => {
      if (from === to && oldIndex === newIndex) return;
      const undo = putBack;
      if (!(await save(to))) undo();
      else if (from !== to) await save(from);
    },
  });
}

onClick("[data-sort-move]", async (button) => {
  const row = button.closest<HTMLElement>("[data-id]");
  const list = row?.closest<HTMLElement>("[data-sortable]");
  if (!row || !list) return;
  const undo = placeOf(row);
  if (button.dataset.sortMove === "-1") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  button.focus();
  if (await save(list)) return;
  undo();
  button.focus();
});
