import { describe, expect, it } from "vitest";
import { gaugeValue } from "@/shared/scan/gauge";
import { partsOf } from "./decision";
import {
  type Characteristic,
  countedResults,
  nextOpen,
  parts,
  resultsOf,
  verdict,
  waitingOf,
} from "./measure";

const DIA: Characteristic = {
  id: "1",
  code: "DIA",
  name: "Diameter",
  kind: "variable",
  unit: "mm",
  lsl: "9.9",
  usl: "10.1",
  natural_limit: null,
  severity: "major",
};
const LOOK: Characteristic = { ...DIA, id: "2", code: "LOOK", kind: "attribute" };
const EDGE: Characteristic = { ...LOOK, id: "3", code: "EDGE" };
const ALL = [DIA, LOOK, EDGE];

describe("a gauge", () => {
  it("types a number with its unit and sign; a lot or a badge is none", () => {
    expect(["+009.98 mm", "-0,05", ".5", "12"].map(gaugeValue)).toEqual([
      "9.98",
      "-0.05",
      "0.5",
      "12",
    ]);
    expect(["L-12", "B-4711", "10.0.1", ""].map(gaugeValue)).toEqual([null, null, null, null]);
  });
});

describe("a piece", () => {
  it("goes on to what has nothing yet, around the end", () => {
    expect(nextOpen(ALL, {}, 0)).toBe(0);
    expect(nextOpen(ALL, { EDGE: "ok", LOOK: "ok" }, 1)).toBe(0);
    expect(nextOpen(ALL, { DIA: "10", EDGE: "ok", LOOK: "ok" }, 1)).toBe(-1);
  });

  it("is judged as it is typed", () => {
    expect([verdict(DIA, "10.2"), verdict(DIA, "10"), verdict(LOOK, "bad")]).toEqual([
      false,
      true,
      false,
    ]);
    expect([verdict(DIA, ""), verdict(LOOK, undefined)]).toEqual([null, null]);
  });

  it("becomes results; the photo shows what failed", () => {
    const typed = { DIA: "10.2", LOOK: "ok" };
    const found = resultsOf(ALL, typed, { piece: 3, gauged: new Set(["DIA"]), photo: "f1" });
    expect(found).toEqual([
      { characteristic: "DIA", piece: 3, value: "10.2", gauge: "wedge", photo: "f1" },
      { characteristic: "LOOK", piece: 3, ok: true },
    ]);
    const good = resultsOf(ALL, { LOOK: "ok" }, { piece: 1, gauged: new Set(), photo: "f" });
    expect(good[0]?.photo).toBe("f");
  });
});

describe("a counted sample", () => {
  it("has as many bad pieces as were counted, none bad twice while there are others", () => {
    const found = countedResults(ALL, { LOOK: 2, EDGE: 1 }, { first: 4, last: 8 });
    expect(found).toHaveLength(10);
    const bad = found.filter((one) => !one.ok);
    expect(bad.map((one) => [one.characteristic, one.piece])).toEqual([
      ["LOOK", 4],
      ["LOOK", 5],
      ["EDGE", 6],
    ]);
  });

  it("travels in commands the server takes", () => {
    const one = { characteristic: "LOOK", piece: 1, ok: true };
    expect(parts(Array.from({ length: 4_001 }, () => one)).map((part) => part.length)).toEqual([
      2_000, 2_000, 1,
    ]);
  });
});

describe("what waits on the device", () => {
  it("counts as measured: the next piece comes behind it", () => {
    const entry = (inspection: string, pieces: readonly number[]) => ({
      place: 1,
      id: "i",
      user: "u",
      name: "n",
      said: "",
      command: "quality.record_results",
      fields: { inspection, results: pieces.map((piece) => ({ characteristic: "DIA", piece })) },
    });
    const entries = [entry("Q-1", [2, 3]), entry("Q-1", [3]), entry("Q-2", [9])];
    expect(waitingOf(entries, "Q-1")).toEqual({ last: 3, pieces: 2 });
    expect(waitingOf(entries, "Q-3")).toEqual({ last: 0, pieces: 0 });
  });
});

describe("a split lot", () => {
  it("accepts the rest, and never rejects more than waits", () => {
    const lots = [{ lot: "A", place: "WH", quantity: "100", unit: "ea" }];
    expect(partsOf(lots, { A: "40." })).toEqual([{ lot: "A", accepted: "60", rejected: "40" }]);
    expect(partsOf(lots, { A: "400" })).toEqual([{ lot: "A", accepted: "0", rejected: "100" }]);
    expect(partsOf(lots, { A: "" })).toEqual([]);
  });
});
