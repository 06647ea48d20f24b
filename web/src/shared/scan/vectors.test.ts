import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readLabel } from "./gs1";

/** GS1's own test vectors lie beside the repository, or not at all. */
const FILE = fileURLToPath(
  new URL("../../../../../shared/data/gs1/element_string_vectors.csv", import.meta.url),
);
const GS = "\u001d";
const TODAY = new Date("2026-06-01T00:00:00Z");

const said = (text: string) => {
  const { code: _, ...rest } = readLabel(text, TODAY);
  return rest;
};

describe.skipIf(!existsSync(FILE))("GS1's own vectors", () => {
  const rows = existsSync(FILE)
    ? readFileSync(FILE, "utf8")
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(","))
    : [];
  const refused = new Set(rows.filter((row) => row[2] === "reject").map((row) => row[1]));

  it("say the same however they are written", () => {
    let read = 0;
    for (const [, given = "", , unbracketed = ""] of rows) {
      if (refused.has(given) || !unbracketed.startsWith("^") || given.includes("\\")) continue;
      const whole = said(`]d2${unbracketed.slice(1).split("^").join(GS)}`);
      expect(said(given.split("<GS>").join(GS)), given).toEqual(whole);
      if (Object.keys(whole).length > 0) read += 1;
    }
    expect(read).toBeGreaterThanOrEqual(30);
  });

  it("name no article and no pallet where the check digit is wrong", () => {
    const wrong = rows.filter((row) => row[4] === "INCORRECT_CHECK_DIGIT");
    expect(wrong.length).toBeGreaterThan(0);
    for (const [, given = ""] of wrong) expect(said(given)).toEqual({});
  });
});
