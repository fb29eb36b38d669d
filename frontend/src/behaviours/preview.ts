// What is typed into a form appears in its preview at once: an input's text goes to [data-preview="its name"].
import { behave } from "./core";

behave("[data-brand-form]", (form) => {
  form.addEventListener("input", (event) => {
    const input = event.target as HTMLInputElement;
    const place = document.querySelector(`[data-preview="${CSS.escape(input.name)}"]`);
    if (place) place.textContent = input.value.slice(0, 140);
  });
});
