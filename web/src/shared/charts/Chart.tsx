/** A chart; the library comes when the first one is shown. */

import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";
import { useTheme } from "@/shared/theme/mode";

interface Props {
  readonly option: EChartsCoreOption;
  readonly height: number;
  /** What it shows, for who cannot see it. */
  readonly label: string;
}

export function Chart({ option, height, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const mode = useTheme((state) => state.mode);
  useEffect(() => {
    let end: () => void = () => undefined;
    let left = false;
    void import("./draw").then(({ draw }) => {
      if (left || !place.current) return;
      end = draw(place.current, option, mode);
    });
    return () => {
      left = true;
      end();
    };
  }, [option, mode]);
  return <div ref={place} role="img" aria-label={label} style={{ height }} />;
}
