import { describe, expect, it } from "vitest";
import { type Entity, whyFixed } from ".";

const bill = {
  entity: "bill",
  editable: {
    title: { en: "Bill {code} revision {revision} of {material} is in force.", zh: "已发布" },
    always: ["remark"],
  },
} as unknown as Entity;
const fixed = { id: "1", code: "B-1", revision: "2.000000", material: { code: "M" }, _fixed: true };

describe("why a record stands as it is", () => {
  it("is said with its values, in the reader's language", () => {
    expect(whyFixed(bill, fixed, "en")).toBe("Bill B-1 revision 2 of M is in force.");
    expect(whyFixed(bill, fixed, "zh")).toBe("已发布");
  });

  it("is nothing for fields that may always be changed, and for records that may", () => {
    expect(whyFixed(bill, fixed, "en", "remark")).toBeNull();
    expect(whyFixed(bill, { ...fixed, _fixed: false }, "en")).toBeNull();
    expect(whyFixed({ ...bill, editable: null } as Entity, fixed, "en")).toBeNull();
  });
});
