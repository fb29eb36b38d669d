// Light masks: what was typed is tidied when the person leaves the field, never while they type.
import { behave } from "./core";

const digits = (text: string): string => text.replace(/\D/g, "");
const pattern = (text: string, shape: string): string => {
  let i = 0;
  return [...shape].map((c) => (c === "#" ? text[i++] ?? "" : i < text.length ? c : "")).join("");
};

function cpf(text: string): string {
  const d = digits(text);
  return d.length === 11 ? pattern(d, "###.###.###-##") : text;
}
function cnpj(text: string): string {
  const d = text.replace(/[^0-9a-z]/gi, "").toUpperCase();
  return d.length === 14 ? pattern(d, "##.###.###/####-##") : text;
}

const masks: Record<string, (text: string) => string> = {
  cpf,
  cnpj,
  document: (text) => (text.replace(/[^0-9a-z]/gi, "").length > 11 ? cnpj(text) : cpf(text)),
  cep: (text) => (digits(text).length === 8 ? pattern(digits(text), "#####-###") : text),
  phone: (text) => {
    const d = digits(text);
    if (text.trim().startsWith("+") && !d.startsWith("55")) return text;
    const local = d.length > 11 && d.startsWith("55") ? d.slice(2) : d;
    if (local.length === 11) return pattern(local, "(##) #####-####");
    return local.length === 10 ? pattern(local, "(##) ####-####") : text;
  },
  money: (text) => {
    const bare = text.replace(/[^\d.,-]/g, "");
    if (!/^-?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?$|^-?\d+\.\d{1,2}$/.test(bare)) return text;
    const value = bare.includes(",") || /\.\d{3}$/.test(bare) ? bare.replaceAll(".", "").replace(",", ".") : bare;
    return new Intl.NumberFormat("pt-BR", { minimumFractionDigits: 2 }).format(Number(value));
  },
};

behave<HTMLInputElement>("input[data-mask]", (input) => {
  const mask = masks[input.dataset.mask ?? ""];
  if (!mask) return;
  const isEnglish = document.documentElement.lang.startsWith("en");
  if (isEnglish && input.dataset.mask === "money") return;
  input.addEventListener("blur", () => {
    const tidy = mask(input.value.trim());
    if (tidy !== input.value) input.value = tidy;
  });
});
