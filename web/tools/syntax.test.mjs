import { describe, expect, it } from "vitest";
import { newerThanChrome87 } from "./syntax.mjs";

describe("what a script may hold", () => {
  it.each([
    "class A { #b = 1; static c = 2; #d() { return this.#b ?? 0; } }",
    "let a; a ??= 1_000; a?.b; import('./x.js'); 'x'.replaceAll('x', 'y')",
    "const at = [1]; at[0]; const toSorted = () => 1; toSorted()",
  ])("is what Chrome 87 knows: %s", (code) => {
    expect(newerThanChrome87(code)).toEqual([]);
  });

  it.each([
    ["class A { static { this.b = 1; } }", "static block"],
    ["class A { #b; static is(o) { return #b in o; } }", "#field in"],
    ["/a/d.exec('a')", "flag d"],
    ["await fetch('/')", "await"],
    ["/[a--b]/v", "Invalid regular expression flag"],
    ["import x from './x.json' with { type: 'json' }", "Unexpected token"],
    ["[1].toSorted()", ".toSorted() (Chrome 110)"],
    ["a.structuredClone(1)", ".structuredClone()"],
  ])("is nothing that came later: %s", (code, word) => {
    expect(newerThanChrome87(code).join()).toContain(word);
  });
});
