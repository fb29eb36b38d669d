// Lists that are ordered by hand: data-sortable with data-sortable-url posts `ids` in the new order (the server
// answers 204, or a fragment for the list). [data-id] marks each row, .sort-handle is what is dragged. For the
// keyboard, [data-sort-move="-1|1"] buttons inside a row do the same. Loaded only on pages that have such a list.
import htmx from "htmx.org";
import Sortable from "sortablejs";
import { csrfToken, onClick, word } from "./core";
import { toast } from "./toast";

async function save(list: HTMLElement): Promise<void> {
  const url = list.dataset.sortableUrl;
  if (!url) return;
  const body = new URLSearchParams();
  if (list.dataset.sortableParent) body.set("parent", list.dataset.sortableParent);
  for (const row of list.children) {
    const { id } = (row as HTMLElement).dataset;
    if (id) body.append("ids", id);
  }
  list.setAttribute("aria-busy", "true");
  try {
    const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
    const answer = await fetch(url, { method: "POST", body, headers });
    if (!answer.ok) throw new Error(String(answer.status));
    if (answer.status === 200) {
      const text = await answer.text();
      if (text.trim()) htmx.swap(list, text, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    }
  } catch {
    toast(word("offline"), "bad");
  } finally {
    list.removeAttribute("aria-busy");
  }
}

export function makeSortable(list: HTMLElement): void {
  new Sortable(list, {
    handle: list.querySelector(".sort-handle") ? ".sort-handle" : undefined,
    draggable: "[data-id]",
    group: list.dataset.sortableGroup,
    animation: 160,
    delayOnTouchOnly: true,
    delay: 80,
    fallbackOnBody: true,
    onEnd: ({ from, to, oldIndex, newIndex }) => {
      if (from === to && oldIndex === newIndex) return;
      void save(to);
      if (from !== to) void save(from);
    },
  });
}

onClick("[data-sort-move]", (button) => {
  const row = button.closest<HTMLElement>("[data-id]");
  const list = row?.closest<HTMLElement>("[data-sortable]");
  if (!row || !list) return;
  if (button.dataset.sortMove === "-1") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  button.focus();
  void save(list);
});
