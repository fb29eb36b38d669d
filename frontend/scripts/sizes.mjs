// Prints what each built asset weighs over the wire.
import { readdirSync, statSync } from "node:fs";

for (const name of readdirSync("dist/assets").filter((n) => /\.(js|css|woff2)$/.test(n)).sort()) {
  const kb = (suffix) => (statSync(`dist/assets/${name}${suffix}`).size / 1024).toFixed(1).padStart(7);
  const packed = name.endsWith("woff2") ? "" : `${kb(".gz")} kB gz ${kb(".br")} kB br`;
  console.log(`${name.padEnd(44)} ${kb("")} kB ${packed}`);
}
