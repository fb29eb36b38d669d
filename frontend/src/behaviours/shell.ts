// The console's frame: theme, drawer, row selection for bulk edits.
import { behave, onClick } from "./core";

// The theme stands in a cookie, so that the server draws the page in it at once: no flash.
function paint(choice: string): void {
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  const age = choice ? 60 * 60 * 24 * 365 : 0;
  document.cookie = `flowt_theme=${choice}; path=/; max-age=${age}; samesite=lax`;
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}
onClick("[data-theme-choice]", (button) => paint(button.dataset.themeChoice ?? ""));
behave("[data-theme-choice]", (button) => {
  const current = document.documentElement.dataset.theme ?? "";
  button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current));
});

let opener: HTMLElement | null = null;
function setDrawer(drawer: HTMLElement | null, open: boolean): void {
  if (!drawer) return;
  drawer.toggleAttribute("data-open", open);
  if (open) drawer.querySelector<HTMLElement>("a, button, summary")?.focus();
  else opener?.focus();
}
onClick("[data-drawer-open]", (button, event) => {
  event.preventDefault();
  opener = button;
  setDrawer(document.getElementById(button.dataset.drawerOpen ?? ""), true);
});
onClick("[data-drawer-close]", (_, event) => {
  event.preventDefault();
  setDrawer(document.querySelector("[data-drawer][data-open]"), false);
});
document.addEventListener("keydown", (event) => {
  const drawer = document.querySelector<HTMLElement>("[data-drawer][data-open]");
  if (!drawer) return;
  if (event.key === "Escape") return setDrawer(drawer, false);
  if (event.key !== "Tab") return;
  const stops = [...drawer.querySelectorAll<HTMLElement>("a[href], button, summary, input, select")].filter((e) => e.offsetParent);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
});

// Rows: [data-select-all] and [data-select-row] check boxes inside one [data-selection]; its [data-bulk] bar shows
// once something is chosen, [data-bulk-count] says how many.
behave("[data-selection]", (area) => {
  const rows = () => [...area.querySelectorAll<HTMLInputElement>("[data-select-row]")];
  const show = () => {
    const all = rows();
    const chosen = all.filter((box) => box.checked);
    const master = area.querySelector<HTMLInputElement>("[data-select-all]");
    if (master) {
      master.checked = chosen.length > 0 && chosen.length === all.length;
      master.indeterminate = chosen.length > 0 && chosen.length < all.length;
    }
    for (const box of all) box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
    for (const bar of area.querySelectorAll<HTMLElement>("[data-bulk]")) bar.hidden = chosen.length === 0;
    for (const count of area.querySelectorAll("[data-bulk-count]")) count.textContent = String(chosen.length);
  };
  area.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-select-all]")) rows().forEach((row) => (row.checked = box.checked));
    show();
  });
  area.addEventListener("htmx:afterSettle", show);
  show();
});
