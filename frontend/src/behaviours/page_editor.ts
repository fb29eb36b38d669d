// The editor of built pages: saves what is typed by itself, one request after the other, each naming the draft it
// began from; takes blocks from the palette by drag and drop; keeps the preview up to date, on phone and computer.
import htmx from "htmx.org";
import Sortable from "sortablejs";
import { behave, csrfToken, enhance, onClick } from "./core";
import { makeRich } from "./rich";
import { growRows } from "./rows";

const WAIT = 600;
const DESK = 1280;
const state = (): HTMLElement | null => document.getElementById("page-state");
const revision = (): string => state()?.dataset.pageRevision ?? "";

export function startEditor(editor: HTMLElement): void {
  saveByItself(editor);
  settleConflicts(editor);
  keepChoice(editor);
  const preview = document.querySelector<HTMLIFrameElement>("[data-page-preview]");
  if (preview) showPreview(preview);
  behave("[data-rows]", growRows);
  behave<HTMLTextAreaElement>("textarea[data-rich]", makeRich);
  behave<HTMLElement>("[data-palette]", makePalette);
  enhance(editor);
}

function saveByItself(editor: HTMLElement): void {
  let timer = 0;
  let waiting: HTMLFormElement | null = null;
  const save = (): void => {
    clearTimeout(timer);
    const form = waiting;
    waiting = null;
    if (form?.isConnected) void htmx.ajax("post", form.action, { source: form, swap: "none", values: { autosave: "1" } });
  };
  const later = (event: Event): void => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-autosave]");
    if (!form) return;
    waiting = form;
    clearTimeout(timer);
    timer = window.setTimeout(save, event.type === "change" ? 0 : WAIT);
    if (event.type === "change") save();
  };
  editor.addEventListener("input", later);
  editor.addEventListener("change", later);
  editor.addEventListener("submit", () => {
    waiting = null; // saved by hand
    clearTimeout(timer);
  }, true);
  const rescue = async (): Promise<void> => {
    const form = waiting;
    clearTimeout(timer);
    waiting = null;
    if (!form?.isConnected) return;
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    body.set("autosave", "1");
    const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true", "If-Match": `"${revision()}"` };
    const answer = await fetch(form.action, { method: "POST", body, headers, keepalive: true });
    const place = state();
    if (place) htmx.swap(place, await answer.text(), { swapStyle: answer.status === 409 ? "outerHTML" : "none", swapDelay: 0, settleDelay: 0 });
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ((event as CustomEvent).detail.target?.id === "page-panel") void rescue(); // other settings come: these are not lost
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const panel = document.getElementById("page-panel"); // on phones it stands far below the list: lead there
    if ((event as CustomEvent).detail.target?.id !== "page-panel" || !panel) return;
    if (panel.getBoundingClientRect().top > innerHeight - 120) panel.scrollIntoView({ block: "start" });
  });
  addEventListener("pagehide", () => void rescue());
}

function settleConflicts(editor: HTMLElement): void {
  let refused: { path: string; data: FormData } | null = null;
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event as CustomEvent;
    if (detail.verb === "get") return;
    if (!detail.headers["If-Match"]) detail.headers["If-Match"] = `"${revision()}"`;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig } = (event as CustomEvent).detail;
    if (xhr.status === 409) refused = { path: requestConfig.path, data: requestConfig.formData };
  });
  onClick("[data-save-over]", () => {
    if (!refused) return;
    const values = Object.fromEntries([...refused.data].filter(([name]) => name !== "autosave"));
    void htmx.ajax("post", refused.path, { source: editor, target: "#page-panel", swap: "outerHTML", values: { ...values, over: "1" } });
    refused = null;
  });
}

// A block chosen while a save is on its way: the list comes anew with the answer, and the link that was pressed is gone.
function keepChoice(editor: HTMLElement): void {
  let pressed: HTMLElement | null = null;
  editor.addEventListener("click", (event) => {
    pressed = (event.target as Element).closest<HTMLElement>("[data-block-link]") ?? pressed;
  }, true);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if ((event as CustomEvent).detail.elt === pressed) pressed = null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!pressed || pressed.isConnected) return;
    const key = pressed.dataset.blockLink;
    pressed = null;
    document.querySelector<HTMLElement>(`[data-block-link="${key}"]`)?.click();
  });
}

function makePalette(palette: HTMLElement): void {
  new Sortable(palette, {
    group: { name: "blocks", pull: "clone", put: false },
    draggable: "[data-kind]",
    sort: false,
    animation: 160,
    delayOnTouchOnly: true,
    delay: 80,
    onEnd: ({ item, to }) => {
      if (to === palette) return;
      const before = [...to.children].indexOf(item);
      const at = [...to.children].slice(0, before).filter((row) => (row as HTMLElement).dataset.id).length;
      const kind = item.dataset.kind ?? "";
      item.remove();
      void htmx.ajax("post", palette.dataset.paletteUrl!, { source: palette, target: "#page-panel", swap: "outerHTML", values: { kind, at: String(at) } });
    },
  });
}

function showPreview(frame: HTMLIFrameElement): void {
  const box = frame.closest<HTMLElement>("[data-preview-frame]")!;
  let seen = revision();

  const fit = (): void => {
    const isDesk = box.dataset.previewFrame === "desk";
    const scale = isDesk ? Math.min(1, box.clientWidth / DESK) : 1;
    frame.style.width = isDesk ? `${DESK}px` : "";
    frame.style.height = isDesk ? `${box.clientHeight / scale}px` : "";
    frame.style.transform = isDesk ? `scale(${scale})` : "";
  };
  const mark = (): void => {
    const open = document.querySelector<HTMLElement>("[data-block-link][aria-current]")?.dataset.blockLink;
    for (const block of frame.contentDocument?.querySelectorAll<HTMLElement>("[data-block-key]") ?? []) {
      const isOpen = block.dataset.blockKey === open;
      block.toggleAttribute("data-chosen", isOpen);
    }
  };
  const listen = (): void => {
    frame.contentDocument?.addEventListener("click", (event) => {
      const target = event.target as Element;
      if (target.closest("a, button")) event.preventDefault();
      const key = target.closest<HTMLElement>("[data-block-key]")?.dataset.blockKey;
      if (key) document.querySelector<HTMLElement>(`[data-block-link="${key}"]`)?.click();
    }, true);
    mark();
  };
  const refresh = async (): Promise<void> => {
    const answer = await fetch(frame.src);
    if (!answer.ok) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".pg");
    const old = frame.contentDocument?.querySelector(".pg");
    if (made && old) old.replaceWith(frame.contentDocument!.adoptNode(made));
    mark();
  };

  frame.addEventListener("load", listen);
  if (frame.contentDocument?.readyState === "complete") listen();
  document.addEventListener("htmx:afterSettle", () => {
    mark();
    if (revision() === seen) return;
    seen = revision();
    void refresh();
  });
  onClick("[data-preview-width]", (button) => {
    box.dataset.previewFrame = button.dataset.previewWidth;
    for (const other of document.querySelectorAll<HTMLElement>("[data-preview-width]")) other.setAttribute("aria-pressed", String(other === button));
    fit();
  });
  new ResizeObserver(fit).observe(box);
}
