import { describe, expect, it } from "vitest";
import { between, effectIn } from "./change";

describe("the effect of a change", () => {
  it("is the new revision's, not that of the plan kept before it", () => {
    const job_orders = [{ job_order: "A-10", operation: "Turn", effect: "changed", ordered: "12" }];
    const facts = [
      { kind: "OrderRevised", content: { effect: {} } },
      { kind: "OrderRevised", content: { effect: { job_orders } } },
      { kind: "WorkOrderChanged", content: {} },
    ];
    expect(effectIn(facts)).toEqual({ job_orders, pieces: [], stations: [], materials: {} });
    expect(effectIn([])).toBeNull();
  });
});

describe("an added operation", () => {
  it("stands half way to the next one, or behind the last", () => {
    expect(between(10, 20)).toBe(15);
    expect(between(30, undefined)).toBe(40);
  });
});
