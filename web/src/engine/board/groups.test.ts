import { describe, expect, it } from "vitest";
import type { Entity, Field, FieldType } from "../metadata";
import {
  daysOfPeriod,
  equals,
  groupAddress,
  groupedBy,
  groupField,
  isNewBlock,
  measuresOf,
  type Period,
  within,
} from "./groups";

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

describe("a time", () => {
  const due = {
    name: "due_at",
    type: "instant",
    label: { en: "Due", zh: "交期" },
    level: "read",
  } as const;
  const entity = { fields: [due] } as unknown as Entity;
  const label = (period: Period) => ({ en: period, zh: period });

  it("is put together by periods, told by their first day", () => {
    expect(groupedBy("month:due_at")).toEqual(["month", "due_at"]);
    expect(groupedBy("due_at")).toEqual([null, "due_at"]);
    expect(groupField(entity, "week:due_at", label)).toMatchObject({
      name: "week:due_at",
      type: "date",
    });
    expect(groupField(entity, "week:nothing", label)).toBeUndefined();
  });

  it("lies within the days of its period", () => {
    expect(daysOfPeriod("month", "2026-02-01")).toEqual(["2026-02-01", "2026-02-28"]);
    expect(daysOfPeriod("week", "2026-03-30")).toEqual(["2026-03-30", "2026-04-05"]);
    const month = groupField(entity, "month:due_at", label);
    expect(month && equals(month, "2026-02-01")).toMatch(
      /^due_at >= date and time\(.+ and due_at < date/,
    );
    const on = { ...due, name: "month:on", type: "date" } as const;
    expect(equals(on, "2026-02-01")).toBe('on >= date("2026-02-01") and on <= date("2026-02-28")');
  });
});
