// The editor of messages: a variable goes in where the cursor is, and the letter beside it follows what is typed.
import { behave, onClick } from "./core";

onClick("[data-insert]", (button) => {
  const field = document.querySelector<HTMLTextAreaElement>(button.dataset.insertInto ?? "");
  if (!field) return;
  field.focus();
  field.setRangeText(button.dataset.insert ?? "", field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

behave<HTMLIFrameElement>("[data-preview-form]", (frame) => {
  const form = document.querySelector<HTMLFormElement>(frame.dataset.previewForm ?? "");
  const url = frame.dataset.previewUrl;
  if (!form || !url) return;
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const copy = document.createElement("form");
      copy.method = "post";
      copy.action = url;
      copy.target = frame.name;
      copy.hidden = true;
      for (const [name, value] of new FormData(form)) {
        const input = document.createElement("input");
        input.name = name;
        input.value = String(value);
        copy.append(input);
      }
      document.body.append(copy);
      copy.submit(); // as it stands: no other listener is asked
      copy.remove();
    }, 500);
  });
});
