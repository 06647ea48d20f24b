/** Draws with ECharts: only the kinds of charts we show are loaded. */

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Draw, follow the place's size; the returned function ends it. */
export function draw(
  place: HTMLElement,
  option: EChartsCoreOption,
  mode: "light" | "dark",
): () => void {
  const chart = init(place, mode === "dark" ? "dark" : undefined);
  chart.setOption({ backgroundColor: "transparent", animation: false, ...option });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(place);
  return () => {
    watch.disconnect();
    chart.dispose();
  };
}
