// data-confirm="Sentence?" on a form, a submit button, a link or an htmx element asks in Flowt's own dialog first.
// data-confirm-yes="Delete" names the button; data-confirm-tone="calm" makes it the primary one instead of red.
// Without JavaScript the server's own confirmation page, or nothing, stands in between.
import { word } from "./core";

let isSure = false;

function ask(element: HTMLElement, question = element.dataset.confirm ?? ""): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("[data-confirm-dialog]");
  if (!dialog) return Promise.resolve(true);
  const yes = dialog.querySelector<HTMLButtonElement>("[data-confirm-go]")!;
  yes.dataset.usual ??= yes.textContent ?? "";
  dialog.querySelector("[data-confirm-text]")!.textContent = question;
  yes.textContent = element.dataset.confirmYes ?? yes.dataset.usual;
  yes.className = element.dataset.confirmTone === "calm" ? "btn btn-primary" : "btn btn-danger";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

// Forms and links that htmx does not handle.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const submitter = (event as SubmitEvent).submitter;
  const asking = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null;
  if (!asking || isSure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  void ask(asking).then((yes) => {
    if (!yes) return;
    isSure = true;
    form.requestSubmit(submitter);
    isSure = false;
  });
}, true);

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("a[data-confirm], button[type=button][data-confirm]");
  if (!link || isSure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  void ask(link).then((yes) => {
    if (!yes) return;
    isSure = true;
    link.click();
    isSure = false;
  });
}, true);

// htmx elements say hx-confirm; the question is asked in the same dialog.
document.addEventListener("htmx:confirm", (event) => {
  const { detail } = event as CustomEvent;
  if (!detail.question) return;
  event.preventDefault();
  void ask(detail.elt, detail.question).then((yes) => yes && detail.issueRequest(true));
});

// A form with data-guard asks before its unsaved changes are lost.
document.addEventListener("input", (event) => {
  const form = (event.target as Element).closest<HTMLFormElement>("form[data-guard]");
  if (form) form.dataset.dirty = "";
});
document.addEventListener("submit", (event) => delete (event.target as HTMLElement).dataset.dirty);
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
});
document.addEventListener("htmx:confirm", (event) => {
  const { detail } = event as CustomEvent;
  const dirty = document.querySelector<HTMLFormElement>("form[data-guard][data-dirty]");
  if (!dirty || detail.question || detail.verb !== "get" || !detail.elt.matches("a") || dirty.contains(detail.elt)) return;
  event.preventDefault();
  void ask(detail.elt, word("unsaved")).then((yes) => yes && detail.issueRequest(true));
});
