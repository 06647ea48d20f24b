import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("location", { pathname: "/floor" });
vi.stubGlobal("navigator", { onLine: false, languages: ["en"] });
vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { keptMeaning } = await import("./plant");

const TODAY = "2026-06-01";
const row = (lot: string, place: string, more = {}) => ({
  place,
  site: "F1",
  material: "PLATE",
  lot,
  status: "available",
  owner: null,
  handling_unit: null,
  quantity: "100",
  unit: "kg",
  expires_on: null,
  held_by: [],
  ...more,
});
const picture = {
  places: [{ code: "WH1", site: { code: "F1" } }],
  materials: [
    {
      code: "PLATE",
      name: "Plate",
      gtin: "6901234000016",
      lot_traced: "lot",
      unit: { code: "kg" },
    },
    { code: "SCREW", name: "Screw", gtin: null, lot_traced: "none", unit: { code: "pcs" } },
  ],
  stock: [
    row("H-7", "WH1"),
    row("H-7", "wip:WO-1-10"),
    row("H-8", "WH1", { expires_on: TODAY, held_by: ["N-1"] }),
    row("-", "WH1", { material: "SCREW", unit: "pcs" }),
  ],
  suppliers: [],
};
const kept = (code: string) => keptMeaning(code, picture, TODAY);

describe("a scan without a network", () => {
  it("knows places, lots and articles from the picture that was kept", () => {
    expect(kept("WH1")).toEqual([{ kind: "place", code: "WH1", site: "F1" }]);
    expect(kept("H-7")).toMatchObject([
      { goods: { material: "PLATE", lot: "H-7", stands: [{ place: "WH1" }], isNew: false } },
    ]);
    expect(kept("SCREW")).toMatchObject([{ goods: { lot: "", stands: [{ place: "WH1" }] } }]);
    expect(kept("whatever")).toEqual([]);
  });

  it("warns of what was held or expired", () => {
    expect(kept("H-8")).toMatchObject([{ goods: { expired: true, heldBy: ["N-1"] } }]);
  });

  it("takes a new lot from the label", () => {
    expect(kept("(01)06901234000016(3103)012500(10)NEW")).toMatchObject([
      { goods: { material: "PLATE", lot: "NEW", quantity: "12.500", isNew: true } },
    ]);
  });
});
