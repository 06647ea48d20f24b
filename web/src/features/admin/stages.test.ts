import { describe, expect, it } from "vitest";
import { stagesOf, switched } from "./stages";

describe("stages", () => {
  it("of the whole plant are those of the row without a class", () => {
    const rows = [
      { material_class: { code: "FIN" }, stages: ["s1", "s5"] },
      { material_class: null, stages: ["s1"] },
    ];
    expect(stagesOf(rows, null)).toEqual(["s1"]);
    expect(stagesOf(rows, "FIN")).toEqual(["s1", "s5"]);
    expect(stagesOf(rows, "RAW")).toBeUndefined();
  });

  it("are switched by what a choice adds and takes away", () => {
    expect(switched(["s1", "s2"], ["s1", "s4"])).toEqual({ switch_on: ["s4"], switch_off: ["s2"] });
  });
});
