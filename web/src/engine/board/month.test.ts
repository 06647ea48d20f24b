import { beforeEach, describe, expect, it } from "vitest";
import { keepZone } from "@/shared/format/zone";
import type { Field } from "../metadata";
import { dayOf, daysOf, monthAfter, monthOf, withinDays } from "./month";

const due: Field = { name: "due_at", type: "instant", label: { en: "", zh: "" }, level: "read" };
const begun: Field = { ...due, name: "begun_on", type: "date" };

describe("a month", () => {
  beforeEach(() => keepZone("Asia/Shanghai"));

  it("is six weeks that begin on a Monday", () => {
    const days = daysOf("2026-03");
    expect(days.length).toBe(42);
    expect(days[0]).toBe("2026-02-23");
    expect(days[6]).toBe("2026-03-01");
  });

  it("is the plant's, not the browser's", () => {
    expect(monthOf(Date.parse("2026-02-28T17:00:00Z"))).toBe("2026-03");
    expect(dayOf(due, "2026-02-28T17:00:00Z")).toBe("2026-03-01");
    expect(dayOf(begun, "2026-03-02")).toBe("2026-03-02");
    expect(withinDays(due, ["2026-03-01", "2026-03-02"])).toBe(
      'due_at >= date and time("2026-02-28T16:00:00Z") and ' +
        'due_at < date and time("2026-03-02T16:00:00Z")',
    );
    expect(withinDays(begun, ["2026-03-01", "2026-03-02"])).toBe(
      'begun_on >= date("2026-03-01") and begun_on <= date("2026-03-02")',
    );
  });

  it("follows the one before, over the year's end", () => {
    expect(monthAfter("2026-12", 1)).toBe("2027-01");
    expect(monthAfter("2026-01", -1)).toBe("2025-12");
  });
});
