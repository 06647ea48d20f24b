import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("location", { pathname: "/floor" });
const { addressOf, pathOf } = await import("./address");

describe("an address of the floor", () => {
  it("names a screen and what is open in it", () => {
    expect(addressOf("/floor")).toEqual({ screen: "", path: [] });
    expect(addressOf("/floor/warehouse/receive/")).toEqual({
      screen: "warehouse",
      path: ["receive"],
    });
  });

  it("carries any code", () => {
    const address = { screen: "inspection", path: ["WO-7/δ.1 #"] };
    expect(addressOf(pathOf(address))).toEqual(address);
    expect(addressOf("/floor/x/%")).toEqual({ screen: "x", path: ["%"] });
  });
});
