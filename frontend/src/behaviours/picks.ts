// A long list to tick, narrowed as one types: [data-picks] with a [data-picks-search]. What is ticked stays in sight.
import { behave } from "./core";

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

behave("[data-picks-search]", (field) => {
  const search = field as HTMLInputElement;
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  search.addEventListener("change", (event) => event.stopPropagation());
  search.addEventListener("input", (event) => {
    event.stopPropagation();
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    for (const row of search.closest("[data-picks]")!.querySelectorAll<HTMLElement>("label.check")) {
      const text = fold(row.textContent ?? "");
      row.hidden = !row.querySelector("input")!.checked && !words.every((word) => text.includes(word));
    }
  });
});
