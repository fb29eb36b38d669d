// The item sheet: a link with data-sheet opens what it links to (its fragment, asked as htmx) in the page's
// <dialog data-sheet-dialog>. Escape, the backdrop and the browser's back button close it, the focus returns.
// Without JavaScript, with a modifier key, or when anything fails, the link is an ordinary link.
import htmx from "htmx.org";
import { onClick } from "./core";

const dialog = (): HTMLDialogElement | null => document.querySelector("[data-sheet-dialog]");
let opener: HTMLElement | null = null;

async function open(link: HTMLAnchorElement): Promise<void> {
  const sheet = dialog()!;
  const content = sheet.querySelector<HTMLElement>(".sheet-content")!;
  opener = link;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true", "HX-Target": content.id } });
    if (!answer.ok) throw new Error(String(answer.status));
    htmx.swap(content, await answer.text(), { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
  } catch {
    location.href = link.href;
    return;
  } finally {
    link.removeAttribute("aria-busy");
  }
  content.scrollTop = 0;
  sheet.showModal();
  const heading = content.querySelector<HTMLElement>("h1, h2");
  if (heading) {
    heading.id ||= "sheet-title";
    sheet.setAttribute("aria-labelledby", heading.id);
  }
  history.pushState({ sheet: true }, "", location.href);
}

document.addEventListener("close", (event) => {
  const sheet = event.target as HTMLDialogElement;
  if (!sheet.matches?.("[data-sheet-dialog]")) return;
  if (history.state?.sheet) history.back();
  opener?.focus({ preventScroll: true });
  opener = null;
}, true);

addEventListener("popstate", () => {
  const sheet = dialog();
  if (sheet?.open) sheet.close();
});

onClick("a[data-sheet]", (link, event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !dialog()) return;
  event.preventDefault();
  void open(link as HTMLAnchorElement);
});

// A press on the backdrop has the dialog itself as its target; `data-sheet-close` closes from within.
onClick("dialog[data-sheet-dialog]", (sheet, event) => {
  if (event.target === sheet || (event.target as Element).closest("[data-sheet-close]")) (sheet as HTMLDialogElement).close();
});
// The server closes it with `HX-Trigger: close-sheet` once the item is in the cart.
document.addEventListener("close-sheet", () => dialog()?.close());
