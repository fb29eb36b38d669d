// htmx as Flowt uses it: no eval, no style of its own, 422 swaps the form with its errors, the CSRF token
// goes along, and a lost connection or a failure that brings no page of its own is told as a toast.
import htmx from "htmx.org";
import { csrfToken, word } from "./core";
import { toast } from "./toast";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0, // going back asks the server: what is shown is never old
  refreshOnHistoryMiss: true,
  attributesToSettle: ["class"], // never `style`: the content policy refuses it
  scrollBehavior: "auto",
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: true, error: true }, // error pages come as a toast for #toasts
  ],
});

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, verb } = (event as CustomEvent).detail;
  if (verb !== "get") headers["X-CSRFToken"] = csrfToken();
});

// An error that did not say where it belongs must not replace what the person was looking at.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent;
  const status: number = detail.xhr.status;
  if (status >= 400 && status !== 422 && !detail.xhr.getResponseHeader("HX-Retarget")) {
    detail.shouldSwap = false;
    toast(word("offline"), "bad");
  }
});
document.addEventListener("htmx:sendError", () => toast(word("offline"), "bad"));
document.addEventListener("htmx:timeout", () => toast(word("offline"), "bad"));

// What is swapped out of band takes the keyboard along, as the main swap does; and what was chosen in
// it after the request had left stays chosen, where it still can be.
let held = "";
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = (event as CustomEvent).detail;
  const at = document.activeElement;
  if (at?.id && target?.contains(at)) held = at.id;
  for (const chosen of target?.querySelectorAll?.("input[type=radio]:checked") ?? []) {
    for (const radio of fragment?.querySelectorAll?.("input[type=radio]") ?? [])
      if (radio.name === chosen.name && radio.value === chosen.value && !radio.disabled) radio.checked = true;
  }
});
document.addEventListener("htmx:oobAfterSwap", () => {
  if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus({ preventScroll: true });
  held = "";
});

// After a form came back with errors, the keyboard is where they are.
document.addEventListener("htmx:afterSettle", (event) => {
  const root = event.target as Element;
  const wrong = root.querySelector?.<HTMLElement>("[data-form-errors], [aria-invalid='true']");
  wrong?.focus();
});
