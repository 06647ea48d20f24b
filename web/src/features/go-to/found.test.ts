import { describe, expect, it } from "vitest";
import { matching, places } from "./found";

describe("what the command menu finds", () => {
  it("leads to a lot of its material, whatever stands in their codes", () => {
    const [lot] = places("lot", [{ id: "1", code: "L/1", material: { id: "2", code: "轴 A" } }]);
    expect(lot?.address).toBe("/lots/%E8%BD%B4%20A/L%2F1");
    expect(lot?.title).toBe("L/1 轴 A");
  });

  it("leads to an order and to a material's stock", () => {
    expect(places("work_order", [{ id: "1", code: "W-1" }])[0]?.address).toBe("/orders/W-1");
    expect(places("material", [{ id: "1", code: "M", name: "Shaft" }])[0]).toEqual({
      kind: "material",
      title: "M Shaft",
      address: "/stock?material=M",
    });
  });

  it("lists pages by name", () => {
    const pages = [
      { kind: "page", title: "Stock", address: "/stock" },
      { kind: "page", title: "Orders", address: "/orders" },
    ] as const;
    expect(matching(pages, "sto")).toHaveLength(1);
    expect(matching(pages, "")).toHaveLength(2);
  });
});
