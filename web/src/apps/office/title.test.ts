import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Words } from "@/shared/i18n";
import { titleOf } from "./title";

const SRC = join(import.meta.dirname, "../..");
const names = readdirSync(SRC, { recursive: true }).map((name) => String(name));

function wordsOf(language: string): ReadonlyMap<string, string> {
  const put = (words: Words, before: string): [string, string][] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === "string" ? [[before + key, value]] : put(value, `${before}${key}.`),
    );
  const files = names.filter((name) => name.endsWith(`${language}.json`));
  return new Map(
    files.flatMap((name) => put(JSON.parse(readFileSync(join(SRC, name), "utf8")) as Words, "")),
  );
}

const routes = names.filter((name) => /apps[\\/]office[\\/].*\.tsx$/.test(name));
const source = routes.map((name) => readFileSync(join(SRC, name), "utf8")).join("\n");
/** What the route tables name, a part of a title each. */
const parts = [...source.matchAll(/title: \[([^\]]*)\]/g)].flatMap(([, list = ""]) =>
  [...list.matchAll(/["`]([^"`]+)["`]/g)].map(([, part = ""]) => part),
);

/** Every route's title, whatever its address is about called by its name in the address. */
const titles = [
  ...source.matchAll(/path: ["`]([^"`]+)["`],\s*staticData: \{ title: \[([^\]]*)\]/g),
].map(([, path = "", list = ""]) => ({
  path,
  parts: [...list.matchAll(/["`]([^"`]+)["`]/g)].map(([, part = ""]) => part),
}));

describe("the title of a page", () => {
  it.each(["en", "zh"])("is its own in %s, and never empty", (language) => {
    const words = wordsOf(language);
    const said = titles.map(({ path, parts: named }) => {
      const params = Object.fromEntries(
        [...path.matchAll(/\$(\w+)/g)].map(([, one = ""]) => [one, one]),
      );
      // A word whose last part the address says: one of its family stands for it.
      const family = (key: string) => key.replace(/\.[^.]*$/, ".");
      const isFamily = (key: string) =>
        [...words.keys()].some((one) => one.startsWith(family(key)));
      const word = (key: string) => words.get(key) ?? (isFamily(key) ? key : null);
      return titleOf(named, { params, word, name: "name" });
    });
    const paths = source.match(/\bpath: /g)?.length ?? 0;
    const twice = said.filter((title, at) => said.indexOf(title) !== at);
    expect(titles.length).toBe(paths);
    expect(said.filter((title) => title === words.get("app.name"))).toEqual([]);
    expect(twice).toEqual([]);
  });

  it.each(["en", "zh"])("has its words in %s wherever a route names them", (language) => {
    const known = [...wordsOf(language).keys()];
    const missing = parts
      .filter((part) => !part.startsWith("$"))
      .filter((part) => !known.some((key) => key.startsWith(part.replace(/\$.*/, ""))));
    expect(parts.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it("tells the record first, then its page, then the program", () => {
    const words = wordsOf("en");
    const word = (key: string) => words.get(key) ?? null;
    const told = { params: { code: "WO-12", task: "receive", figure: "none" }, word, name: null };
    expect(titleOf(["$code", "menu.orders"], told)).toBe("WO-12 · Work orders · Taktline");
    expect(titleOf(["task.$task", "menu.stock"], told)).toBe("Receive · Stock · Taktline");
    expect(titleOf(["figure.$figure", "menu.home"], told)).toBe("Cockpit · Taktline");
    expect(titleOf(["$named", "menu.records"], told)).toBe("Records · Taktline");
    const named = { ...told, name: "Materials" };
    expect(titleOf(["$named", "menu.records"], named)).toBe("Materials · Records · Taktline");
  });
});
