import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import { firstLanguage } from "./index";
import zh from "./zh.json";

const SRC = join(import.meta.dirname, "../..");

type Words = { readonly [key: string]: string | Words };

function keysOf(words: Words, before = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [before + key] : keysOf(value, `${before}${key}.`),
  );
}

function sources(): string {
  return readdirSync(SRC, { recursive: true })
    .map((name) => String(name))
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(SRC, name), "utf8"))
    .join("\n");
}

/** Keys as the code names them; `t(`a.${x}`)` uses everything below `a.`. */
function used(code: string): { readonly exact: Set<string>; readonly below: string[] } {
  const exact = new Set([...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map((one) => one[1] ?? ""));
  const below = [...code.matchAll(/\bt\(\s*`([\w.]+\.)?([^`]*)\$\{/g)].map((one) => one[1] ?? "");
  return { exact, below };
}

describe("the words", () => {
  it("are the same in both languages", () => {
    expect(keysOf(zh)).toEqual(keysOf(en));
  });

  it("are all there and all used", () => {
    const { exact, below } = used(sources());
    const known = new Set(keysOf(en));
    expect([...exact].filter((key) => !known.has(key))).toEqual([]);
    const unused = [...known].filter(
      (key) => !exact.has(key) && !below.some((start) => start !== "" && key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });
});

describe("the first language", () => {
  it("is the one chosen before, else the browser's, else English", () => {
    expect(firstLanguage("zh", ["en-US"])).toBe("zh");
    expect(firstLanguage(null, ["fr", "zh-CN"])).toBe("zh");
    expect(firstLanguage(null, ["fr"])).toBe("en");
  });
});
