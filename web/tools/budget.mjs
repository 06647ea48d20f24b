/** What each entry may weigh, gzipped, before anything is loaded lazily. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const built = here("../../src/taktline/_web/");
const budget = JSON.parse(readFileSync(here("../budget.json"), "utf8"));

function scripts(manifest, entry, seen = new Set()) {
  const chunk = manifest[entry];
  if (!chunk || seen.has(chunk.file)) return seen;
  if (chunk.file.endsWith(".js")) seen.add(chunk.file);
  for (const next of chunk.imports ?? []) scripts(manifest, next, seen);
  return seen;
}

let over = false;
for (const [entry, most] of Object.entries(budget)) {
  const told = readFileSync(`${built}.vite/${entry.replace(".html", ".json")}`, "utf8");
  const bytes = [...scripts(JSON.parse(told), entry)]
    .map((file) => gzipSync(readFileSync(built + file), { level: 9 }).length)
    .reduce((sum, one) => sum + one, 0);
  const kilobytes = Math.round(bytes / 100) / 10;
  console.log(`${entry}: ${kilobytes} kB of ${most} kB`);
  over ||= kilobytes > most;
}
process.exit(over ? 1 : 0);
