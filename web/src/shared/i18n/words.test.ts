import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { firstLanguage, LANGUAGES, type Words } from "./index";

const SRC = join(import.meta.dirname, "../..");
const COMMON = "shared/i18n";

function keysOf(words: Words, before = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [before + key] : keysOf(value, `${before}${key}.`),
  );
}

const files = readdirSync(SRC, { recursive: true }).map((name) =>
  String(name).replaceAll("\\", "/"),
);
/** The folders that bring words: the common ones and a feature's own. */
const folders = files
  .filter((name) => name.endsWith("/en.json"))
  .map((name) => name.slice(0, -"/en.json".length));

function words(folder: string, language: string): string[] {
  return keysOf(JSON.parse(readFileSync(join(SRC, folder, `${language}.json`), "utf8")) as Words);
}

function sources(below: string): string {
  return files
    .filter((name) => name.startsWith(below) && /\.tsx?$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(SRC, name), "utf8"))
    .join("\n");
}

/** Keys as the code names them; `t(`a.${x}`)` uses everything below `a.`. */
function used(code: string): { readonly exact: Set<string>; readonly below: string[] } {
  const exact = new Set([...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map((one) => one[1] ?? ""));
  const below = [...code.matchAll(/\bt\(\s*`([\w.]+\.)?([^`]*)\$\{/g)].map((one) => one[1] ?? "");
  return { exact, below };
}

const unnamed = (keys: string[], { exact, below }: ReturnType<typeof used>) =>
  keys.filter(
    (key) => !exact.has(key) && !below.some((start) => start !== "" && key.startsWith(start)),
  );

describe("the words", () => {
  it("are found", () => {
    expect(folders).toContain(COMMON);
    expect(folders.length).toBeGreaterThan(5);
  });

  it.each(folders)("of %s are the same in both languages", (folder) => {
    expect(words(folder, "zh")).toEqual(words(folder, "en"));
  });

  it("are said once", () => {
    const all = folders.flatMap((folder) => words(folder, "en"));
    expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
  });

  it("are all there where they are used: common ones, and a feature's own within it", () => {
    const common = words(COMMON, "en");
    const missing = (below: string, known: readonly string[]) =>
      [...used(sources(below)).exact].filter((key) => !known.includes(key));
    const features = new Set(files.map((name) => /^features\/[^/]+/.exec(name)?.[0] ?? "shared"));
    for (const below of [...features, "engine"]) {
      const own = folders.includes(below) && below !== COMMON ? words(below, "en") : [];
      expect(missing(`${below}/`, [...common, ...own]), below).toEqual([]);
    }
    const all = folders.flatMap((folder) => words(folder, "en"));
    expect(missing("apps/", all)).toEqual([]);
  });

  it("are all used: common ones anywhere, a feature's own within it or an app", () => {
    expect(unnamed(words(COMMON, "en"), used(sources("")))).toEqual([]);
    for (const folder of folders.filter((one) => one !== COMMON)) {
      const code = sources(`${folder}/`) + sources("apps/");
      expect(unnamed(words(folder, "en"), used(code)), folder).toEqual([]);
    }
  });
});

describe("the first language", () => {
  it("is the one chosen before, else the browser's, else English", () => {
    expect(LANGUAGES).toEqual(["zh", "en"]);
    expect(firstLanguage("zh", ["en-US"])).toBe("zh");
    expect(firstLanguage(null, ["fr", "zh-CN"])).toBe("zh");
    expect(firstLanguage(null, ["fr"])).toBe("en");
  });
});
