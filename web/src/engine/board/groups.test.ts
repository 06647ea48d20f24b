import { describe, expect, it } from "vitest";
import type { Field, FieldType } from "../metadata";
import { groupAddress, isNewBlock, measuresOf, within } from "./groups";

const field = (name: string, type: FieldType): Field => ({
  name,
  type,
  label: { en: name, zh: name },
  level: "edit",
});

describe("groups", () => {
  it("ask the server for each combination, or for the one total", () => {
    const address = groupAddress("lot", { filter: "a = 1" }, ["status"], {
      measures: ["count", "sum:quantity"],
    });
    const words = new URL(address, "https://taktline.test").searchParams;
    expect(words.getAll("group")).toEqual(["status"]);
    expect(words.getAll("measures")).toEqual(["count", "sum:quantity"]);
    expect(groupAddress("lot", {}, [], { measures: ["count"] })).not.toContain("group");
    expect(measuresOf(["sum:a", "count"])).toEqual(["count", "sum:a"]);
  });

  it("narrow the list to one of them", () => {
    const fields = [field("status", "option"), field("material", "link"), field("n", "number")];
    const row = { status: "draft", material: { id: "u-1", code: "M", title: null }, n: "3" };
    expect(within({ filter: "a or b" }, fields, row).filter).toBe(
      '(a or b) and status = "draft" and material.id = "u-1" and n = 3',
    );
    expect(within({}, fields, {}).filter).toBe("status = null and material = null and n = null");
  });

  it("begin a block where the first field changes", () => {
    const rows = [{ a: "x" }, { a: "x" }, { a: null }];
    expect(rows.map((_, at) => isNewBlock(rows, at, "a"))).toEqual([true, false, true]);
  });
});
