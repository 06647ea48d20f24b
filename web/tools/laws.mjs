/** The import law: apps -> features -> engine -> shared; floor code never imports antd; dialogs are ours. */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const LAYERS = ["shared", "engine", "features", "apps"];
const NEVER_ON_THE_FLOOR = ["antd", "@ant-design", "echarts"];

const files = readdirSync(SRC, { recursive: true })
  .map((name) => join(SRC, String(name)))
  .filter((name) => /\.tsx?$/.test(name));

const importsOf = (file) =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((m) => m[1]);

/** The path below src that an import means; null for a package. */
function target(file, name) {
  if (name.startsWith("@/")) return name.slice(2);
  if (!name.startsWith(".")) return null;
  return relative(SRC, resolve(dirname(file), name))
    .split(sep)
    .join("/");
}

/** Names of antd that the office takes from one place of its own. */
const ONLY_FROM = { Drawer: "shared/ui/layers", Modal: "shared/ui/layers" };
const takenOfAntd = (file) =>
  [...readFileSync(file, "utf8").matchAll(/import \{([^}]*)\} from "antd"/g)].flatMap(([, names]) =>
    names.split(",").map((name) => name.trim().split(" ")[0]),
  );

const place = (path) => path.split("/");
const found = [];

for (const file of files) {
  const own = relative(SRC, file).split(sep).join("/");
  const [layer, area] = place(own);
  for (const name of takenOfAntd(file)) {
    const ours = ONLY_FROM[name];
    if (ours && own !== `${ours}.tsx`) found.push(`${own} takes ${name} of antd, not of ${ours}`);
  }
  if (/\bmodal\b[^;]*=\s*App\.useApp/.test(readFileSync(file, "utf8"))) {
    found.push(`${own} opens a dialog of antd by call: its focus comes back late`);
  }
  for (const name of importsOf(file)) {
    const path = target(file, name);
    if (path === null) continue;
    const [there, part, ...rest] = place(path);
    if (LAYERS.indexOf(there) > LAYERS.indexOf(layer)) {
      found.push(`${own} imports ${path}: ${layer} is below ${there}`);
    }
    if (there === "features" && layer === "features" && part !== area) {
      found.push(`${own} imports ${path}: a feature never imports another`);
    }
    if (there === "features" && layer === "apps" && rest.length > 0) {
      found.push(`${own} imports ${path}: only a feature's index is public`);
    }
  }
}

/** Everything the floor's entry reaches. */
function reached(entry) {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const name of importsOf(file)) {
      if (NEVER_ON_THE_FLOOR.some((one) => name === one || name.startsWith(`${one}/`))) {
        found.push(`${relative(SRC, file)} imports ${name}: the floor reaches it`);
      }
      const path = target(file, name);
      if (path === null) continue;
      const bases = [join(SRC, path), join(SRC, path, "index")];
      const hit = files.find((one) =>
        bases.some((b) => one === `${b}.ts` || one === `${b}.tsx` || one === b),
      );
      if (hit) visit(hit);
    }
  };
  visit(entry);
}
reached(join(SRC, "apps", "floor", "main.tsx"));

for (const one of found) console.error(one);
process.exit(found.length ? 1 : 0);
