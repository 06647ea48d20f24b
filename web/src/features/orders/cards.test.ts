import { describe, expect, it } from "vitest";
import { lacking } from "./cards";

describe("flow cards", () => {
  it("are made for those orders only that have none", () => {
    const orders = ["MO-1", "MO-2"].map((code) => ({ code, started_quantity: "10" }));
    const cards = [{ work_order: { code: "MO-1" } }, { work_order: { code: "MO-1" } }];
    expect(lacking(orders, cards).map(({ code }) => code)).toEqual(["MO-2"]);
    expect(lacking(orders, [])).toEqual(orders);
  });
});
