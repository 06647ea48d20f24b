import { describe, expect, it } from "vitest";
import type { Field } from "../metadata";
import { grouped, shown, trimmed } from "./value";

const EN = { language: "en", yes: "Yes", no: "No" };
const ZH = { language: "zh", yes: "是", no: "否" };

function field(type: Field["type"], more: Partial<Field> = {}): Field {
  return { name: "f", type, label: { en: "F", zh: "F" }, level: "edit", ...more };
}

describe("a value", () => {
  it("groups digits and keeps every one behind the point", () => {
    expect(grouped("-1234567.89")).toBe("-1,234,567.89");
    expect(grouped("0.000001")).toBe("0.000001");
    expect(trimmed("436735.370400")).toBe("436735.3704");
    expect(trimmed("100")).toBe("100");
    expect(trimmed("5.000000")).toBe("5");
  });

  it("is read with its unit", () => {
    expect(shown(field("quantity"), { amount: "1200.500000", unit: "kg" }, EN)).toBe("1,200.5 kg");
    expect(shown(field("number", { unit: "s" }), "90", EN)).toBe("90 s");
    expect(shown(field("money"), { amount: "47.45", currency: "CNY" }, EN)).toBe("47.45 CNY");
    const both = [
      { amount: "120.000000", unit: "pcs" },
      { amount: "3.5", unit: "kg" },
      { amount: "2", unit: null },
    ];
    expect(shown(field("number"), both, EN)).toBe("120 pcs · 3.5 kg · 2");
  });

  it("speaks the reader's language", () => {
    const options = { held: { label: { en: "Held", zh: "暂停" } } };
    expect(shown(field("option", { options }), "held", EN)).toBe("Held");
    expect(shown(field("option", { options }), "held", ZH)).toBe("暂停");
    expect(shown(field("switch"), true, ZH)).toBe("是");
  });

  it("names a link by code and title, once where they are the same", () => {
    expect(shown(field("link"), { id: "1", code: "M-1", title: "Screw" }, EN)).toBe("M-1 Screw");
    expect(shown(field("link"), { id: "1", code: "kg", title: "kg" }, EN)).toBe("kg");
  });

  it("is empty where there is none", () => {
    expect(shown(field("instant"), null, EN)).toBe("");
  });
});
