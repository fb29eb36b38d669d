// Gathers the Lucide icons (ISC licence) that Flowt uses into one sprite, read by flowt/templatetags/icons.py.
// Add a name to icons.txt and run `npm run icons`; the sprite is committed so that Python needs no Node.
import { readFileSync, writeFileSync } from "node:fs";

const names = readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean).sort();
const symbols = names.map((name) => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
});
const note = "<!-- Icons from Lucide, https://lucide.dev, ISC licence. Made by scripts/icons.mjs. -->";
writeFileSync("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${note}\n${symbols.join("\n")}\n</svg>\n`);
console.log(`icons.svg: ${names.length} icons`);
