import { describe, expect, it } from "vitest";
import { jobSteps, orderSteps } from "./rows";

describe("the steps of an order", () => {
  it("follow its state", () => {
    expect(orderSteps("draft")).toEqual(["release", "cancel"]);
    expect(orderSteps("running")).toEqual(["close", "cancel"]);
    expect(orderSteps("closed")).toEqual([]);
    expect(jobSteps("held")).toEqual(["releaseHeld"]);
    expect(jobSteps("released")).toEqual([]);
  });
});
