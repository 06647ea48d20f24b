import { describe, expect, it } from "vitest";
import { blankValue, valueDraft, writtenValue } from "./values";

describe("a value of the process while it is edited", () => {
  it("comes back as it was kept", () => {
    const kept = {
      code: "temp",
      name: "炉温",
      name_en: "Oven temperature",
      kind: "number",
      unit: "°C",
      lower: "175.000",
      upper: null,
      choices: [],
      required: false,
      beyond: "refuse",
    } as const;
    expect(writtenValue(valueDraft(kept))).toEqual({ ...kept, lower: "175" });
  });

  it("asks for a number that must be said where nothing else is chosen", () => {
    const written = writtenValue({ ...blankValue("new"), name: "Torque" });
    expect(written).toMatchObject({ code: "Torque", kind: "number", required: true });
    expect(written).toMatchObject({ lower: null, upper: null, choices: [], beyond: "alert" });
  });

  it("leaves out limits and words that its kind does not have", () => {
    const typed = {
      ...blankValue("new"),
      code: "side",
      unit: "mm",
      lower: "1",
      choices: "左、右/",
    };
    expect(writtenValue({ ...typed, kind: "choice" })).toMatchObject({
      unit: "",
      lower: null,
      choices: ["左", "右"],
    });
    expect(writtenValue({ ...typed, kind: "yes_no" }).choices).toEqual([]);
  });
});
