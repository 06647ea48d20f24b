import { describe, expect, it } from "vitest";
import { asPercent, asShare, blank, byPlace, nested, openTo, type TreeRow, written } from "./bill";

const row = (path: string) => ({ path, level: path.split(".").length }) as TreeRow;

describe("a bill's tree", () => {
  const rows = ["1", "1.1", "1.1.3", "2", "10"].map(row);

  it("puts each row below the one its path begins with", () => {
    const tree = nested(rows);
    expect(tree.map(({ path }) => path)).toEqual(["1", "2", "10"]);
    expect(tree[0]?.children?.[0]?.children?.map(({ path }) => path)).toEqual(["1.1.3"]);
    expect(tree[1]?.children).toBeUndefined();
  });

  it("opens down to a level", () => {
    expect(openTo(rows, 2)).toEqual(["1"]);
    expect(openTo(rows, 9)).toEqual(["1", "1.1"]);
  });
});

describe("a line", () => {
  it("says its scrap in per cent without losing a digit", () => {
    const pairs = [
      ["0.05", "5"],
      ["0.125", "12.5"],
      ["0", "0"],
      ["0.001", "0.1"],
    ] as const;
    for (const [share, percent] of pairs) {
      expect(asPercent(share)).toBe(percent);
      expect(asShare(percent)).toBe(share);
    }
    expect(asShare("")).toBe("0");
    expect(asShare("five")).toBe("five");
  });

  it("goes to the command with what was entered", () => {
    const [line] = written([{ ...blank("a"), material: "M", quantity_per: " 2 ", scrap: "5" }]);
    expect(line).toMatchObject({ material: "M", quantity_per: "2", scrap_share: "0.05" });
    expect(line).not.toHaveProperty("line");
  });

  it("hears what is said of it", () => {
    const refusal = { type: "", code: "", title: "No.", status: 422, at: "/lines/3/quantity_per" };
    expect(byPlace(refusal, "lines")).toEqual({ "3/quantity_per": "No." });
    expect(byPlace({ ...refusal, at: "/code" }, "lines")).toEqual({ "": "No." });
  });
});
