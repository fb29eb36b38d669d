// Quantity steppers: − and + beside a number. The number alone works without this.
import { behave } from "./core";

behave("[data-stepper]", (stepper) => {
  const input = stepper.querySelector<HTMLInputElement>("input[type=number]")!;
  const buttons = [...stepper.querySelectorAll<HTMLButtonElement>("[data-step]")];
  const limits = () => [Number(input.min || 0), Number(input.max || 999)] as const;
  const show = () => {
    const [min, max] = limits();
    for (const button of buttons) {
      button.disabled = Number(button.dataset.step) < 0 ? Number(input.value) <= min : Number(input.value) >= max;
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const [min, max] = limits();
      input.value = String(Math.min(max, Math.max(min, Number(input.value) + Number(button.dataset.step))));
      show();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  input.addEventListener("input", show);
  show();
});
