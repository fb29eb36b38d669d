// Small things: copy, password eye, closing of pop-ups, printing, filters that submit themselves, dialogs,
// the cart's count, and forms that must not be sent twice.
import { behave, cookie, onClick, word } from "./core";
import { toast } from "./toast";

onClick("[data-copy]", async (button) => {
  const from = button.dataset.copyFrom ? document.querySelector(button.dataset.copyFrom) : null;
  const text = from ? (from as HTMLInputElement).value ?? from.textContent : button.dataset.copy ?? "";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea"); // plain http has no clipboard
    area.value = text;
    (button.closest("dialog") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const label = button.querySelector<HTMLElement>("[data-copy-label]");
  if (!label) return toast(word("copied"), "ok");
  const before = label.textContent;
  label.textContent = word("copied");
  label.setAttribute("role", "status");
  setTimeout(() => (label.textContent = before), 2000);
});

onClick("[data-password-toggle]", (button) => {
  const input = button.closest("[data-password]")?.querySelector("input");
  if (!input) return;
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
});

// A pop closes when something else is pressed, on Escape, and when another opens.
document.addEventListener("click", (event) => {
  for (const pop of document.querySelectorAll<HTMLDetailsElement>("details[data-pop][open]")) {
    if (!pop.contains(event.target as Node)) pop.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const pop = document.querySelector<HTMLDetailsElement>("details[data-pop][open]");
  if (!pop) return;
  pop.open = false;
  pop.querySelector("summary")?.focus();
});

onClick("[data-print]", () => print());
onClick("[data-dialog-open]", (button, event) => {
  const dialog = document.getElementById(button.dataset.dialogOpen ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.showModal();
});
onClick("dialog.dialog", (dialog, event) => {
  if (event.target === dialog) (dialog as HTMLDialogElement).close();
});

behave<HTMLInputElement | HTMLSelectElement>("[data-autosubmit]", (control) => {
  let timer = 0;
  const send = () => control.form?.requestSubmit();
  if (control instanceof HTMLInputElement && ["search", "text"].includes(control.type)) {
    control.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(send, 350);
    });
  } else control.addEventListener("change", send);
});

behave("[data-cart-count]", (badge) => {
  const count = Number(new URLSearchParams(cookie("__Host-flowt_ui", "flowt_ui")).get("c") ?? 0);
  if (!badge.textContent?.trim() && count > 0) badge.textContent = String(Math.min(count, 99));
});

// One press, one post: the second is swallowed while the first is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("pageshow", () => document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => delete form.dataset.sent));
