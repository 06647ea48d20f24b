import { describe, expect, it } from "vitest";
import type { Job } from "./jobs";
import { type Goods, type Known, meant } from "./meaning";

const job = { code: "WO-1-10", work_order: "WO-1" } as Job;
const known = (kind: string, more: Partial<Known> = {}): Known => ({
  kind,
  id: "1",
  code: "X",
  name: "Name",
  name_en: null,
  status: "",
  job_order: null,
  ...more,
});
const goods = (kind: string): Goods => ({
  kind,
  code: "X",
  name: "",
  status: "",
  material: "M",
  lot: "L",
  place: "",
  unit: "",
});

describe("a scanned code", () => {
  it("means work before goods of the same code", () => {
    const order = known("job_order", { job_order: "WO-1-10" });
    expect(meant([job], [order], [goods("lot")])).toEqual({ what: "job", job });
    expect(meant([], [order], [])).toEqual({ what: "elsewhere", job: "X" });
    expect(meant([job], [order, known("flow_card", { code: "C-1" })], [])).toEqual({
      what: "card",
      card: "C-1",
    });
  });

  it("means a lot, a box or a material of the warehouse", () => {
    expect(meant([], [], [goods("lot")])).toEqual({ what: "lot", material: "M", lot: "L" });
    expect(meant([], [known("carton")], [])).toEqual({ what: "box", code: "X" });
    expect(meant([], [], [goods("material")]).what).toBe("material");
    expect(meant([], [], [goods("place")]).what).toBe("stock");
  });

  it("means a person or a machine, else nothing", () => {
    expect(meant([], [known("person")], []).what).toBe("person");
    expect(meant([], [known("physical_asset", { job_order: "J" })], [])).toMatchObject({
      what: "machine",
      job: "J",
    });
    expect(meant([], [], []).what).toBe("nothing");
  });
});
