/** Draws with ECharts: only the kinds of charts we show are loaded. */

import { BarChart, CustomChart, LineChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart,
  CustomChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  LabelLayout,
  CanvasRenderer,
]);

interface Wishes {
  readonly mode: "light" | "dark";
  readonly onPick: (index: number) => void;
}

/** Draw, follow the place's size; the returned function ends it. */
export function draw(place: HTMLElement, option: EChartsCoreOption, wishes: Wishes): () => void {
  const chart = init(place, wishes.mode === "dark" ? "dark" : undefined);
  chart.setOption({ backgroundColor: "transparent", animation: false, ...option });
  chart.on("click", ({ dataIndex }) => wishes.onPick(dataIndex));
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(place);
  return () => {
    watch.disconnect();
    chart.dispose();
  };
}
