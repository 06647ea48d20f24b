/** Every emitted script keeps to what the oldest browsers we promise know: Chrome 87. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse, tokenizer } from "acorn";

/** Chrome 87 knows ES2021 and the class fields of ES2022, none of its other syntax. */
const KNOWN = { ecmaVersion: 2022, sourceType: "module" };

/** Methods that came later, by the Chrome that brought them; `src/shared/older.ts` puts some in. */
const LATER = new Map([
  ["structuredClone", 98],
  ["toSorted", 110],
  ["toReversed", 110],
  ["toSpliced", 110],
  ["groupBy", 117],
  ["withResolvers", 119],
]);

/** What stands in a script that Chrome 87 cannot parse or call; nothing if all is well. */
export function newerThanChrome87(code) {
  try {
    return [...syntax(parse(code, KNOWN)), ...calls(code)];
  } catch (failure) {
    return [failure.message];
  }
}

/** Syntax of ES2022 that came after Chrome 87. */
function* syntax(tree) {
  for (const node of nodes(tree, (one) => !/Function/.test(one.type))) {
    if (node.type === "AwaitExpression") yield "await outside a function (Chrome 89)";
  }
  for (const node of nodes(tree)) {
    if (node.type === "StaticBlock") yield "static block of a class (Chrome 94)";
    if (node.type === "BinaryExpression" && node.left.type === "PrivateIdentifier") {
      yield "#field in object (Chrome 91)";
    }
    if (node.type === "Literal" && node.regex?.flags.includes("d")) yield "flag d (Chrome 90)";
  }
}

/** All nodes of a tree that lie in wanted ones, without recursion: bundles are deep. */
function* nodes(tree, wanted = () => true) {
  const waiting = [tree];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!wanted(node)) continue;
    yield node;
    for (const value of Object.values(node)) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (typeof one?.type === "string") waiting.push(one);
      }
    }
  }
}

function* calls(code) {
  let [before, last] = ["", ""];
  for (const { type, value } of tokenizer(code, KNOWN)) {
    const version = LATER.get(last);
    if (type.label === "(" && before === "." && version !== undefined) {
      yield `.${last}() (Chrome ${version})`;
    }
    before = last;
    last = type.label === "name" ? value : type.label;
  }
}

function main() {
  const built = fileURLToPath(new URL("../../src/taktline/_web/", import.meta.url));
  const scripts = readdirSync(built, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".js"));
  const found = scripts.flatMap((name) =>
    newerThanChrome87(readFileSync(built + name, "utf8")).map((what) => `${name}: ${what}`),
  );
  for (const one of found) console.error(one);
  console.log(`${scripts.length} scripts for Chrome 87: ${found.length} findings`);
  process.exit(found.length > 0 || scripts.length === 0 ? 1 : 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
