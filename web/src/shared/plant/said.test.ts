import { expect, it } from "vitest";
import { isJudged, judgedName, judgedText } from "./said";

const OVEN = {
  name: "炉温",
  name_en: "Oven",
  value: "205",
  unit: "°C",
  lower: "180",
  upper: "200",
};

it("tells a judged value with its unit, and what was right where it was not", () => {
  expect(judgedText({ ...OVEN, judged: "beyond" })).toBe("205 °C ✗ (180 … 200)");
  expect(judgedText({ ...OVEN, value: "190", judged: "within" })).toBe("190 °C");
  expect(judgedText({ name: "Clean", value: false, judged: "beyond" })).toBe("✗");
  expect(judgedName({ ...OVEN, judged: "within" }, "zh")).toBe("炉温");
});

it("knows what was judged from what was only said", () => {
  expect([isJudged({ ...OVEN, judged: "within" }), isJudged(80), isJudged({ no: 3 })]).toEqual([
    true,
    false,
    false,
  ]);
});
