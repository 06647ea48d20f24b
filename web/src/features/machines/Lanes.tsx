/** The picture of a timeline: drawn on a canvas, zoomed by wheel, buttons and keys. */

import { MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex } from "antd";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { clockTime, duration, named } from "@/shared/format";
import type { Day } from "@/shared/format/clock";
import { ahead } from "@/shared/format/zone";
import { LOOKS, stateOf } from "@/shared/plant/states";
import { barsOf, type Hit, LANE, marks, moved, under, type View, viewIn, zoomed } from "./lanes";
import type { LaneRow } from "./rows";
import type { Asking } from "./search";

const AXIS = 24;
const CLOSER = 0.5;

interface Props extends Asking {
  readonly lanes: readonly LaneRow[];
  readonly span: Day;
  readonly zone: string;
}

export function Lanes({ lanes, span, zone, search, onSearch }: Props) {
  const { t, i18n } = useTranslation();
  const start = Date.parse(span.since);
  const length = (Date.parse(span.until) - start) / 1000;
  const view = viewIn(search.view, length);
  const place = useRef<HTMLCanvasElement>(null);
  const width = useWidth(place);
  const [hit, setHit] = useState<Hit | null>(null);
  const see = (next: View) => {
    const isWhole = next.from === 0 && next.to === Math.round(length);
    onSearch({ view: isWhole ? "" : `${next.from}-${next.to}` });
  };
  const middle = (view.from + view.to) / 2;
  const offset = ((start + ahead(start, zone)) / 1000) % 86_400;
  useEffect(() => {
    const canvas = place.current;
    if (!canvas || width === 0) return;
    paint(canvas, { lanes, view, width, times: marks(view, width, offset) }, (second) =>
      clockTime(start + second * 1000, zone),
    );
  }, [lanes, view, width, offset, start, zone]);
  useWheel(place, (share, factor) =>
    see(zoomed(view, factor, view.from + share * (view.to - view.from), length)),
  );
  const at = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return under(lanes, view, width, { x: event.clientX - box.left, y: event.clientY - box.top });
  };
  const keys = (event: KeyboardEvent) => {
    const done: Readonly<Record<string, () => void>> = {
      "+": () => see(zoomed(view, CLOSER, middle, length)),
      "-": () => see(zoomed(view, 1 / CLOSER, middle, length)),
      ArrowLeft: () => see(moved(view, -0.25, length)),
      ArrowRight: () => see(moved(view, 0.25, length)),
    };
    done[event.key]?.();
  };
  return (
    <fieldset
      className="lanes-all"
      aria-label={t("machines.lanesOf", { count: lanes.length })}
      onKeyDown={keys}
    >
      <Flex gap={4} align="center">
        <Button
          size="small"
          icon={<PlusOutlined />}
          aria-label={t("machines.closer")}
          onClick={() => see(zoomed(view, CLOSER, middle, length))}
        />
        <Button
          size="small"
          icon={<MinusOutlined />}
          aria-label={t("machines.further")}
          onClick={() => see(zoomed(view, 1 / CLOSER, middle, length))}
        />
        <span className="lanes-told" aria-live="polite">
          {hit
            ? `${named(hit.lane, i18n.language)} · ${
                hit.state === null ? t("machine.unheard") : t(`machine.${stateOf(hit.state)}`)
              } · ${clockTime(start + hit.start * 1000, zone)}–${clockTime(start + hit.end * 1000, zone)} · ${duration(hit.end - hit.start)}`
            : t("machines.lanesHelp")}
        </span>
      </Flex>
      <div className="lanes">
        <ul className="lanes-names">
          {lanes.map((lane) => (
            <li key={lane.work_unit} className={lane.work_unit === search.unit ? "chosen" : ""}>
              <button type="button" onClick={() => onSearch({ unit: lane.work_unit })}>
                {named(lane, i18n.language)}
              </button>
            </li>
          ))}
        </ul>
        <div className="lanes-place">
          <canvas
            ref={place}
            height={lanes.length * LANE + AXIS}
            role="img"
            aria-label={t("machines.timeline")}
            onPointerMove={(event) => setHit(at(event))}
            onPointerLeave={() => setHit(null)}
            onClick={(event) => {
              const found = at(event as unknown as PointerEvent);
              if (found) onSearch({ unit: found.lane.work_unit });
            }}
          />
        </div>
      </div>
    </fieldset>
  );
}

/** The width a canvas has in the page, followed. */
function useWidth(place: React.RefObject<HTMLCanvasElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const around = place.current?.parentElement;
    if (!around) return;
    const watch = new ResizeObserver(() => setWidth(around.clientWidth));
    watch.observe(around);
    return () => watch.disconnect();
  }, [place]);
  return width;
}

/** Zoom by the wheel around the pointer; the page does not scroll meanwhile. */
function useWheel(
  place: React.RefObject<HTMLCanvasElement | null>,
  onZoom: (share: number, factor: number) => void,
): void {
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  useEffect(() => {
    const canvas = place.current;
    if (!canvas) return;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      zoom.current((event.clientX - box.left) / box.width, event.deltaY > 0 ? 1.4 : 1 / 1.4);
    };
    canvas.addEventListener("wheel", wheel, { passive: false });
    return () => canvas.removeEventListener("wheel", wheel);
  }, [place]);
}

interface Picture {
  readonly lanes: readonly LaneRow[];
  readonly view: View;
  readonly width: number;
  readonly times: readonly number[];
}

function paint(canvas: HTMLCanvasElement, picture: Picture, timeOf: (second: number) => string) {
  const { lanes, view, width, times } = picture;
  const sharp = window.devicePixelRatio || 1;
  const height = lanes.length * LANE + AXIS;
  canvas.width = Math.round(width * sharp);
  canvas.height = Math.round(height * sharp);
  canvas.style.setProperty("width", `${width}px`);
  canvas.style.setProperty("height", `${height}px`);
  const context = canvas.getContext("2d");
  if (!context) return;
  const look = getComputedStyle(canvas);
  context.scale(sharp, sharp);
  context.clearRect(0, 0, width, height);
  const scale = width / (view.to - view.from);
  context.font = `12px ${look.fontFamily}`;
  context.textBaseline = "middle";
  for (const second of times) {
    const x = (second - view.from) * scale;
    context.fillStyle = look.getPropertyValue("--line");
    context.fillRect(x, 0, 1, lanes.length * LANE);
    context.fillStyle = look.getPropertyValue("--quiet");
    context.fillText(timeOf(second), Math.min(x + 3, width - 34), lanes.length * LANE + AXIS / 2);
  }
  for (const bar of barsOf(lanes, view, width)) {
    context.fillStyle = LOOKS[stateOf(bar.state)].color;
    context.fillRect(bar.x, bar.y, bar.width, bar.height);
  }
}
