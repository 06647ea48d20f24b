/** What the charts of quality show, as plain descriptions for the drawing library. */

import type { EChartsCoreOption } from "echarts/core";
import { namesBelow } from "@/shared/charts/names";
import { type BinRow, type CapableRow, figure, type ParetoRow, type PointRow } from "./rows";

export const LINE = "#0f766e";
export const BAD = "#dc2626";
const LIMIT = "#b45309";
const CENTER = "#64748b";
const RUN = "#f59e0b";
const SYMBOLS_MAX = 150;

/** Words of a chart, said by the page. */
export interface ChartWords {
  readonly value: string;
  readonly center: string;
  readonly ucl: string;
  readonly lcl: string;
  readonly outside: string;
}

type Which = "location" | "spread";

interface Drawn {
  readonly value: number | null;
  readonly center: number | null;
  readonly lcl: number | null;
  readonly ucl: number | null;
  readonly signals: readonly string[];
  readonly runs: readonly string[];
}

function drawnOf(row: PointRow, which: Which): Drawn {
  if (which === "location") return row;
  return {
    value: row.spread,
    center: row.spread_center,
    lcl: row.spread_lcl,
    ucl: row.spread_ucl,
    signals: row.spread_signals,
    runs: [],
  };
}

/** A control chart: the points, the center, stepped limits; broken rules stand out by shape, too. */
export function controlOption(
  rows: readonly PointRow[],
  which: Which,
  words: ChartWords,
): EChartsCoreOption {
  const drawn = rows.map((row) => drawnOf(row, which));
  const label = (row: PointRow) => (row.piece === null ? row.inspection : `${row.piece}`);
  const limit = (name: string, key: "ucl" | "lcl" | "center") => ({
    name,
    type: "line",
    step: "middle",
    symbol: "none",
    silent: true,
    lineStyle: {
      color: key === "center" ? CENTER : LIMIT,
      type: key === "center" ? "solid" : "dashed",
      width: 1.5,
    },
    itemStyle: { color: key === "center" ? CENTER : LIMIT },
    endLabel: {
      show: true,
      formatter: ({ value }: { value: unknown }) =>
        value === null ? "" : `${name} ${figure(Number(value))}`,
      color: "inherit",
    },
    data: drawn.map((one) => one[key]),
  });
  return {
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    legend: { show: false },
    grid: { left: 8, right: 96, top: 16, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: rows.map(label), boundaryGap: true },
    yAxis: { type: "value", scale: true },
    series: [
      limit(words.ucl, "ucl"),
      limit(words.center, "center"),
      limit(words.lcl, "lcl"),
      {
        name: words.value,
        type: "line",
        color: LINE,
        lineStyle: { width: 1.5 },
        showSymbol: true,
        showAllSymbol: true,
        // Words of neighbours that would stand over each other: the point and its tip still tell.
        labelLayout: { hideOverlap: true },
        data: drawn.map((one) => pointOf(one, rows.length)),
      },
    ],
  };
}

function pointOf(one: Drawn, count: number): object {
  if (one.signals.length > 0) {
    return {
      value: one.value,
      symbol: "diamond",
      symbolSize: 13,
      itemStyle: { color: BAD },
      label: {
        show: count <= SYMBOLS_MAX,
        formatter: one.signals.join(" "),
        position: "top",
        color: BAD,
        fontWeight: 600,
      },
    };
  }
  if (one.runs.length > 0) return { value: one.value, symbolSize: 8, itemStyle: { color: RUN } };
  return { value: one.value, symbol: "circle", symbolSize: count > SYMBOLS_MAX ? 3 : 6 };
}

/** A histogram with the normal curve and the limits of the drawing. */
export function histogramOption(
  bins: readonly BinRow[],
  limits: Pick<CapableRow, "lsl" | "usl" | "mean">,
  words: { readonly count: string; readonly normal: string; readonly mean: string },
): EChartsCoreOption {
  const first = bins[0];
  const width = first ? first.high - first.low : 0;
  const lines = [
    ...(limits.lsl === null
      ? []
      : [{ name: `LSL ${figure(limits.lsl)}`, at: limits.lsl, bad: true }]),
    ...(limits.usl === null
      ? []
      : [{ name: `USL ${figure(limits.usl)}`, at: limits.usl, bad: true }]),
    ...(limits.mean === null ? [] : [{ name: words.mean, at: limits.mean, bad: false }]),
  ];
  const edges = [...bins.flatMap((bin) => [bin.low, bin.high]), ...lines.map((line) => line.at)];
  const low = Math.min(...edges);
  const high = Math.max(...edges);
  const room = (high - low) * 0.05 || 1;
  return {
    tooltip: { trigger: "item", renderMode: "richText", confine: true },
    legend: { show: false },
    grid: { left: 8, right: 24, top: 32, bottom: 8, containLabel: true },
    xAxis: {
      type: "value",
      scale: true,
      min: low - room,
      max: high + room,
      axisLabel: { formatter: (value: number) => figure(value, 5), hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: { type: "value", minInterval: 1 },
    series: [
      {
        name: words.count,
        type: "custom",
        color: LINE,
        encode: { x: [0, 1], y: 2 },
        dimensions: ["low", "high", words.count],
        data: bins.map((bin) => [bin.low, bin.high, bin.count]),
        renderItem: barOf,
        markLine: {
          symbol: "none",
          data: lines.map((line) => ({
            xAxis: line.at,
            name: line.name,
            lineStyle: { color: line.bad ? BAD : CENTER, type: "solid", width: 1.5 },
            label: { formatter: line.name, color: line.bad ? BAD : CENTER, position: "end" },
          })),
        },
      },
      {
        name: words.normal,
        type: "line",
        smooth: true,
        symbol: "none",
        silent: true,
        color: LIMIT,
        data: width > 0 ? bins.map((bin) => [(bin.low + bin.high) / 2, bin.expected]) : [],
      },
    ],
  };
}

interface Api {
  value(dimension: number): number;
  coord(at: readonly [number, number]): readonly [number, number];
  style(): object;
}

/** One class as a bar between its two edges. */
function barOf(_: unknown, api: Api): object {
  const [left, top] = api.coord([api.value(0), api.value(2)]);
  const [right, bottom] = api.coord([api.value(1), 0]);
  const width = Math.max(2, right - left - 1);
  return {
    type: "rect",
    shape: { x: left, y: top, width, height: bottom - top },
    style: { ...api.style(), fill: LINE },
  };
}

/** Bars by size and the cumulative share; the vital few stand out. */
export function paretoOption(
  rows: readonly ParetoRow[],
  names: readonly string[],
  words: { readonly pieces: string; readonly cumulative: string },
): EChartsCoreOption {
  return {
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    legend: { top: 0 },
    grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
    xAxis: {
      type: "category",
      data: names,
      axisLabel: namesBelow(names.length),
    },
    yAxis: [
      { type: "value", minInterval: 1 },
      {
        type: "value",
        min: 0,
        max: 100,
        splitLine: { show: false },
        axisLabel: { formatter: "{value}%" },
      },
    ],
    series: [
      {
        name: words.pieces,
        type: "bar",
        color: LINE,
        barMaxWidth: 56,
        label: { show: true, position: "top" },
        data: rows.map((row) => ({
          value: Number(row.pieces),
          itemStyle: { opacity: row.is_vital ? 1 : 0.45 },
        })),
      },
      {
        name: words.cumulative,
        type: "line",
        yAxisIndex: 1,
        color: LIMIT,
        data: rows.map((row) => Number((row.cumulative * 100).toFixed(1))),
      },
    ],
  };
}
