/** A chart; the library comes when the first one is shown. */

import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";
import { useTheme } from "@/shared/theme/mode";

interface Props {
  readonly option: EChartsCoreOption;
  readonly height: number;
  /** What it shows, for who cannot see it. */
  readonly label: string;
  /** A point or bar was clicked, by its place in the data; the same is reached from a table. */
  readonly onPick?: (index: number) => void;
}

/** Once it has come it draws at once: what is printed does not wait. */
const library: { drawing: typeof import("./draw") | null } = { drawing: null };

async function loaded(): Promise<typeof import("./draw")> {
  library.drawing ??= await import("./draw");
  return library.drawing;
}

export function Chart({ option, height, label, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const mode = useTheme((state) => state.mode);
  const picked = useRef(onPick);
  picked.current = onPick;
  useEffect(() => {
    let end: () => void = () => undefined;
    let left = false;
    const show = ({ draw }: typeof import("./draw")) => {
      if (left || !place.current) return;
      end = draw(place.current, option, { mode, onPick: (index) => picked.current?.(index) });
    };
    if (library.drawing) show(library.drawing);
    else void loaded().then(show);
    return () => {
      left = true;
      end();
    };
  }, [option, mode]);
  return <div ref={place} role="img" aria-label={label} style={{ height }} />;
}
