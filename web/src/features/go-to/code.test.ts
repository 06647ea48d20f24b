import { describe, expect, it } from "vitest";
import { meanings } from "./code";

const id = "0193";
const card = {
  kind: "flow_card",
  id,
  code: "WO-1-C03",
  name: "WO-1",
  name_en: null,
  status: "open",
  job_order: "WO-1-20",
} as const;
const stocked = {
  id,
  name: "轴",
  site: "S1",
  status: "",
  traced: "lot",
  unit: "pcs",
  place: "",
  expires_on: null,
  expired: false,
  held_by: [],
  quantity: null,
} as const;

describe("what a printed code leads to", () => {
  it("is of a card the step where its pieces wait", () => {
    expect(meanings([card], [])).toEqual([
      { kind: "flow_card", title: "WO-1-C03 WO-1", address: "/jobs/WO-1-20" },
    ]);
    expect(meanings([{ ...card, job_order: null }], [])[0]?.address).toBe(
      "/records/flow_card?search=WO-1-C03",
    );
  });

  it("is of goods their page, with every sign in the address kept", () => {
    const lot = { ...stocked, kind: "lot", code: "L/1", material: "P #1", lot: "L/1" } as const;
    const place = { ...stocked, kind: "place", code: "A-01", material: "", lot: "" } as const;
    expect(meanings([], [lot, place]).map((one) => one.address)).toEqual([
      "/lots/P%20%231/L%2F1",
      "/stock?place=A-01",
    ]);
  });

  it("is told once where two know the same", () => {
    const job = { ...card, kind: "job_order", code: "WO-1-20" } as const;
    const same = { ...stocked, kind: "job_order", code: "WO-1-20", material: "", lot: "" } as const;
    expect(meanings([job], [same])).toHaveLength(1);
  });
});
