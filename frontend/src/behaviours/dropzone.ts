// A place to drop files on: drag state, a preview of pictures, the name of other files. With data-crop the cropper
// takes over the preview.
import { behave } from "./core";

export const dropped = "dropzone:file";

behave<HTMLElement>("[data-dropzone]", (zone) => {
  const input = zone.querySelector<HTMLInputElement>("input[type=file]")!;
  const preview = zone.querySelector<HTMLElement>("[data-dropzone-preview]");

  const show = () => {
    const file = input.files?.[0];
    if (!file) return;
    zone.dispatchEvent(new CustomEvent(dropped, { detail: file }));
    const title = zone.querySelector("strong");
    if (title) title.textContent = [...(input.files ?? [])].map((f) => f.name).join(", ");
    if (!preview || !file.type.startsWith("image/") || zone.dataset.crop) return;
    preview.replaceChildren(...[...input.files!].slice(0, 6).map((picture) => {
      const image = new Image();
      image.src = URL.createObjectURL(picture);
      image.alt = picture.name;
      image.onload = () => URL.revokeObjectURL(image.src);
      return image;
    }));
  };
  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.dataset.over = "";
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => delete zone.dataset.over);
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

behave("[data-cropper]", (box) => void import("./cropper").then(({ makeCropper }) => makeCropper(box)));
