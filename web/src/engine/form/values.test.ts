import { describe, expect, it } from "vitest";
import type { Entity, Field } from "../metadata";
import { askedFields, changed, entered, filled } from "./values";

function field(name: string, type: Field["type"], more: Partial<Field> = {}): Field {
  return { name, type, label: { en: name, zh: name }, level: "edit", is_entered: true, ...more };
}

const ENTITY: Entity = {
  entity: "lot",
  label: { en: "Lot", zh: "批次" },
  note: "",
  commands: [],
  key: ["code"],
  title: "code",
  per_site: false,
  is_tree: false,
  views: [],
  related: [],
  actions: [],
  fields: [
    field("code", "text"),
    field("unit", "link", { to: "unit" }),
    field("weight", "number"),
    field("total", "number", { is_entered: false }),
    field("price", "money", { level: "read" }),
    field("lines", "subform"),
  ],
};

describe("a form", () => {
  it("asks only for what people give and this reader may", () => {
    expect(askedFields(ENTITY).map((one) => one.name)).toEqual(["code", "unit", "weight"]);
  });

  it("holds a link by its id and a number as people wrote it", () => {
    const record = { code: "L-1", unit: { id: "u", code: "kg", title: null }, weight: "2.500000" };
    expect(entered(ENTITY, record)).toEqual({ code: "L-1", unit: "u", weight: "2.5" });
  });

  it("sends what changed, and clears with null", () => {
    const before = { code: "L-1", unit: "u", weight: "2.5" };
    expect(changed(before, { ...before, weight: null })).toEqual({ weight: null });
    expect(changed(before, before)).toEqual({});
  });

  it("leaves what is empty to the defaults", () => {
    expect(filled({ code: "L-1", unit: null, note: "" })).toEqual({ code: "L-1" });
  });
});
