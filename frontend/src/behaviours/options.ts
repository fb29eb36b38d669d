// The options of an item. The server decides; this only shows early what it will say: which groups are complete,
// what may still be chosen, and the price.
//   form[data-options] data-price="39.90" data-currency="BRL"; [data-options-total] shows the sum
//   fieldset[data-option-group] data-min data-max data-pricing="sum|highest|average"; [data-option-count]
//   input data-price="4.50" (checkbox, radio, or a stepper's number); data-none on the radio that chooses nothing
//   [data-nested] right after an option's row holds the groups inside it: they count while it is chosen, for each unit
//   [data-included="24.00"] holds a part of a combo: its groups cost only what is beyond that, for each unit;
//   [data-units="2"] one that comes along, so many times
import { behave } from "./core";

type Control = HTMLInputElement;
const lang = () => document.documentElement.lang.replace(/-(\w+)$/, (_, region: string) => `-${region.toUpperCase()}`);

const quantityOf = (input: Control): number => {
  if (input.dataset.none !== undefined) return 0;
  return input.type === "number" ? Number(input.value) || 0 : input.checked ? 1 : 0;
};

/** How many units of it a group is asked for: one at the top, none while its option is not chosen. */
function unitsOf(group: Element): number {
  const nested = group.parentElement?.closest<HTMLElement>("[data-nested], [data-units]");
  if (!nested) return 1;
  if (nested.dataset.units) return Number(nested.dataset.units);
  const owner = nested.previousElementSibling?.querySelector<Control>("input:not([type=hidden])");
  return owner ? quantityOf(owner) * unitsOf(nested) : 0;
}

/** What all groups add; those of a part of a combo only what is beyond the options it includes. */
function added(groups: HTMLElement[]): number {
  const parts = new Map<HTMLElement | null, number>();
  for (const group of groups) {
    refresh(group);
    const part = group.closest<HTMLElement>("[data-included]");
    parts.set(part, (parts.get(part) ?? 0) + priceOf(group) * unitsOf(group));
  }
  let sum = 0;
  for (const [part, amount] of parts) {
    if (part) sum += Math.max(amount - Number(part.dataset.included) * unitsIn(part), 0);
    else sum += amount;
  }
  return sum;
}

function unitsIn(part: HTMLElement): number {
  const first = part.querySelector("[data-option-group]");
  return first ? unitsOf(first) : 0;
}

function chosen(group: Element): Array<{ price: number; quantity: number }> {
  return [...group.querySelectorAll<Control>("input:not([type=hidden])")]
    .filter((input) => input.closest("[data-option-group]") === group)
    .map((input) => ({ price: Number(input.dataset.price ?? 0), quantity: quantityOf(input) }))
    .filter(({ quantity }) => quantity > 0);
}

function priceOf(group: HTMLElement): number {
  const picks = chosen(group);
  if (!picks.length) return 0;
  const count = picks.reduce((sum, pick) => sum + pick.quantity, 0);
  const sum = picks.reduce((total, pick) => total + pick.price * pick.quantity, 0);
  if (group.dataset.pricing === "highest") return Math.max(...picks.map((pick) => pick.price));
  return group.dataset.pricing === "average" ? sum / count : sum;
}

function refresh(group: HTMLElement): number {
  const count = chosen(group).reduce((sum, pick) => sum + pick.quantity, 0);
  const max = Number(group.dataset.max || Infinity);
  const isOpen = count >= Number(group.dataset.min || 0) && count <= max;
  group.dataset.complete = String(isOpen);
  if (isOpen) delete group.dataset.invalid;
  for (const label of group.querySelectorAll("[data-option-count]")) label.textContent = String(count);
  // At the limit, what is not chosen waits; a single choice (max 1) is a radio and just changes.
  for (const input of group.querySelectorAll<Control>("input[type=checkbox]")) {
    if (!input.dataset.soldout) input.disabled = count >= max && !input.checked;
  }
  for (const plus of group.querySelectorAll<HTMLButtonElement>("[data-step='1']")) plus.disabled = count >= max;
  return count;
}

behave<HTMLFormElement>("form[data-options]", (form) => {
  const groups = () => [...form.querySelectorAll<HTMLElement>("[data-option-group]")].filter((group) => unitsOf(group) > 0);
  const money = new Intl.NumberFormat(lang(), { style: "currency", currency: form.dataset.currency || "BRL" });
  const update = () => {
    for (const nested of form.querySelectorAll<HTMLElement>("[data-nested]")) nested.hidden = !unitsIn(nested);
    const one = Number(form.dataset.price ?? 0) + added(groups());
    const many = Number(form.querySelector<Control>("[name=quantity]")?.value || 1);
    const total = money.format((Math.round(one * 100) / 100) * Math.max(many, 1));
    // Nothing to say yet where the price comes with the first choice.
    for (const place of form.querySelectorAll("[data-options-total]")) place.textContent = one > 0 ? total : "";
  };
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  form.addEventListener("submit", (event) => {
    const wrong = groups().find((group) => group.dataset.complete === "false");
    if (!wrong) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong.dataset.invalid = "";
    wrong.scrollIntoView({ block: "center", behavior: "smooth" });
    wrong.querySelector<HTMLElement>("input:not([type=hidden]), button")?.focus({ preventScroll: true });
  }, true);
  update();
});
