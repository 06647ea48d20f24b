import { describe, expect, it } from "vitest";
import { type Asked, isRight, missing, nextNumber, saidValues } from "./values";

const OVEN: Asked = {
  code: "oven",
  name: "炉温",
  name_en: "Oven",
  kind: "number",
  unit: "°C",
  lower: "180",
  upper: "200",
  choices: [],
  required: true,
};
const SPEED: Asked = { ...OVEN, code: "speed", lower: null, upper: null, required: false };
const CLEAN: Asked = { ...SPEED, code: "clean", kind: "yes_no", required: true };
const ALL = [OVEN, SPEED, CLEAN];

describe("values of the process", () => {
  it("are right within their limits, both inclusive", () => {
    expect(["179.9", "180", "200", "201", "", "-"].map((text) => isRight(OVEN, text))).toEqual([
      false,
      true,
      true,
      false,
      null,
      null,
    ]);
    expect([isRight(SPEED, "9"), isRight(CLEAN, "no")]).toEqual([true, false]);
  });

  it("are missing while what is required says nothing", () => {
    expect(missing(ALL, {})).toBe(OVEN);
    expect(missing(ALL, { oven: "190." })).toBe(CLEAN);
    expect(missing(ALL, { oven: "190", clean: "no" })).toBeUndefined();
  });

  it("are said as the server reads them, and what is none is left out", () => {
    expect(saidValues(ALL, { oven: "190.", speed: "-", clean: "yes", other: "1" })).toEqual({
      oven: "190",
      clean: true,
    });
  });

  it("follow each other on the pad", () => {
    expect(nextNumber(ALL, { oven: "190" }, "oven")).toBe("speed");
    expect(nextNumber(ALL, { oven: "190", speed: "1" }, "oven")).toBeUndefined();
  });
});
