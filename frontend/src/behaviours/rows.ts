// Rows of a setting: the last one is always empty, and another appears as soon as it is written in.
import { enhance } from "./core";

const renumber = (row: HTMLElement, from: number, to: number): void => {
  for (const element of row.querySelectorAll<HTMLElement>("*")) {
    for (const name of ["name", "id", "for", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(`-${from}-`, `-${to}-`));
    }
  }
  const legend = row.querySelector("legend");
  if (legend) legend.textContent = String(to + 1);
};

export function growRows(list: HTMLElement): void {
  const rows = () => [...list.querySelectorAll<HTMLElement>(":scope > [data-row]")];
  const last = rows().length - 1;
  const empty = rows()[last]?.cloneNode(true) as HTMLElement | undefined;
  if (!empty) return;

  list.addEventListener("input", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (!row || row !== rows().at(-1)) return;
    const fresh = empty.cloneNode(true) as HTMLElement;
    renumber(fresh, last, rows().length);
    list.append(fresh);
    enhance(fresh);
  });
  list.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-row-clear]");
    const row = button?.closest<HTMLElement>("[data-row]");
    if (!row) return;
    for (const field of row.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")) field.value = "";
    for (const choice of row.querySelectorAll<HTMLSelectElement>("select")) choice.value = "";
    row.hidden = true;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
