import { beforeEach, describe, expect, it } from "vitest";
import { keepZone } from "@/shared/format/zone";
import type { Field, FieldType } from "../metadata";
import { type Condition, conditionsOf, filterOf, parts } from "./condition";

const field = (name: string, type: FieldType): Field => ({
  name,
  type,
  label: { en: name, zh: name },
  level: "edit",
});
const FIELDS = [
  field("code", "text"),
  field("ordered", "number"),
  field("due_at", "instant"),
  field("begun_on", "date"),
  field("status", "option"),
  field("material", "link"),
  field("is_rush", "switch"),
];

describe("a filter", () => {
  beforeEach(() => keepZone("Asia/Shanghai"));

  const asked: readonly (readonly [Condition, string])[] = [
    [{ field: "code", operator: "contains", value: 'a"b and c' }, 'contains(code, "a\\"b and c")'],
    [{ field: "code", operator: "begins", value: "WO-" }, 'starts with(code, "WO-")'],
    [{ field: "ordered", operator: "least", value: "5" }, "ordered >= 5"],
    [
      { field: "due_at", operator: "most", value: "2026-03-02T08:00" },
      'due_at <= date and time("2026-03-02T00:00:00Z")',
    ],
    [{ field: "begun_on", operator: "is", value: "2026-03-02" }, 'begun_on = date("2026-03-02")'],
    [{ field: "status", operator: "isNot", value: "draft" }, 'status != "draft"'],
    [{ field: "material", operator: "is", value: "u-1" }, 'material.id = "u-1"'],
    [{ field: "material", operator: "empty", value: "" }, "material = null"],
    [{ field: "is_rush", operator: "is", value: "true" }, "is_rush = true"],
  ];

  it.each(asked)("says %j in FEEL and reads it back", (condition, feel) => {
    expect(filterOf([condition], FIELDS)).toBe(feel);
    expect(conditionsOf(feel, FIELDS)).toEqual([condition]);
  });

  it("joins conditions, and keeps what it does not know as it is", () => {
    const all = [{ field: "ordered", operator: "least", value: "5" } as const, { feel: "a or b" }];
    expect(filterOf(all, FIELDS)).toBe("ordered >= 5 and (a or b)");
    expect(conditionsOf("ordered >= 5 and (a or b)", FIELDS)).toEqual([
      { field: "ordered", operator: "least", value: "5" },
      { feel: "(a or b)" },
    ]);
    expect(conditionsOf("due_at < now()", FIELDS)).toEqual([{ feel: "due_at < now()" }]);
    expect(conditionsOf("a = 1 or b = 2", FIELDS)).toEqual([{ feel: "a = 1 or b = 2" }]);
    expect(conditionsOf("", FIELDS)).toEqual([]);
  });

  it("is taken apart outside of texts and brackets only", () => {
    expect(parts('a = "x and y" and (b and c) and d')).toEqual(['a = "x and y"', "(b and c)", "d"]);
  });
});
