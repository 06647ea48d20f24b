import { expect, it } from "vitest";
import { controlOption, histogramOption, paretoOption } from "./options";
import type { PointRow } from "./rows";

const POINT: PointRow = {
  chart: "i_mr",
  point: 1,
  inspection: "Q-1",
  piece: 1,
  lot: null,
  measured_at: "2026-03-02T00:00:00Z",
  size: 1,
  value: 5,
  center: 4,
  lcl: 3,
  ucl: 4.5,
  spread: null,
  spread_center: 1,
  spread_lcl: 0,
  spread_ucl: 2,
  signals: ["WE1"],
  spread_signals: [],
  runs: ["WE1"],
  frozen: false,
  left_out: 0,
};
const WORDS = { value: "Value", center: "Center", ucl: "UCL", lcl: "LCL", outside: "" };

it("marks a point that breaks a rule by its shape and the rule's name, not by colour alone", () => {
  const { series } = controlOption([POINT], "location", WORDS) as {
    series: { name: string; data: unknown[] }[];
  };
  expect(series.map((one) => one.name)).toEqual(["UCL", "Center", "LCL", "Value"]);
  expect(series[3]?.data[0]).toMatchObject({ symbol: "diamond", label: { formatter: "WE1" } });
  const spread = controlOption([POINT], "spread", WORDS) as { series: { data: unknown[] }[] };
  expect(spread.series[3]?.data[0]).toMatchObject({ value: null });
});

it("shows the limits of the drawing beside the bars, also where no value comes near", () => {
  const bin = { low: 1, high: 2, count: 3, expected: 2.5, smallest: 1, largest: 2 };
  const option = histogramOption(
    [bin],
    { lsl: -4, usl: null, mean: 1.5 },
    {
      count: "n",
      normal: "normal",
      mean: "mean",
    },
  ) as { xAxis: { min: number }; series: { markLine?: { data: { name: string }[] } }[] };
  expect(option.xAxis.min).toBeLessThan(-4);
  expect(option.series[0]?.markLine?.data.map((one) => one.name)).toEqual(["LSL -4", "mean"]);
});

it("dims what is not one of the vital few", () => {
  const row = { plan: null, name: null, name_en: null, reports: 1, share: 0.5 };
  const bars = [
    { ...row, key: "A", pieces: "8", cumulative: 0.8, is_vital: true },
    { ...row, key: "B", pieces: "2", cumulative: 1, is_vital: false },
  ];
  const { series } = paretoOption(bars, ["A", "B"], { pieces: "n", cumulative: "%" }) as {
    series: { data: { itemStyle?: { opacity: number } }[] }[];
  };
  expect(series[0]?.data.map((one) => one.itemStyle?.opacity)).toEqual([1, 0.45]);
});
