import { describe, expect, it } from "vitest";
import { type JobRow, jobSteps, orderSteps, share } from "./rows";

describe("the steps of an order", () => {
  it("follow its state", () => {
    expect(orderSteps("draft")).toEqual(["release", "cancel"]);
    expect(orderSteps("running")).toEqual(["close", "cancel"]);
    expect(orderSteps("closed")).toEqual([]);
    expect(jobSteps("held")).toEqual(["releaseHeld"]);
    expect(jobSteps("released")).toEqual([]);
  });
});

describe("an operation's share", () => {
  it("counts repaired pieces and never passes the whole", () => {
    const row = { ordered: "10", good: "4", repaired: "1" } as JobRow;
    expect(share(row)).toBe(0.5);
    expect(share({ ...row, good: "12" })).toBe(1);
    expect(share({ ...row, ordered: "0" })).toBe(0);
  });
});
