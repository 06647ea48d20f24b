import { describe, expect, it } from "vitest";
import { paperOfCard, papersOf } from "./papers";

describe("the papers of a job", () => {
  it("are its order's sheet and cards, whatever signs its code has", () => {
    expect(papersOf({ work_order: '轴 "δ"' })).toEqual([
      { template: "traveller", filter: 'code = "轴 \\"δ\\""' },
      { template: "flow-card", filter: 'work_order.code = "轴 \\"δ\\"" and status != "void"' },
    ]);
    expect(papersOf({ work_order: null })).toEqual([]);
    expect(paperOfCard("C-1")).toEqual({ template: "flow-card", filter: 'code = "C-1"' });
  });
});
