/** Where a timeline's lanes lie on the picture, and what lies under a point of it. */

import type { LaneRow } from "./rows";

/** A part of the window, in seconds after its start. */
export interface View {
  readonly from: number;
  readonly to: number;
}

export const LANE = 30;
const BAR = 22;
const LEAST_S = 60;

export interface Bar {
  readonly state: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The bars that are in sight; what is thinner than a pixel still shows. */
export function barsOf(lanes: readonly LaneRow[], view: View, width: number): readonly Bar[] {
  const scale = width / (view.to - view.from);
  return lanes.flatMap((lane, row) =>
    lane.states.flatMap((state, at) => {
      const start = Math.max(lane.starts_s[at] ?? 0, view.from);
      const end = Math.min(lane.ends_s[at] ?? 0, view.to);
      if (end <= start) return [];
      const x = (start - view.from) * scale;
      const y = row * LANE + (LANE - BAR) / 2;
      return [{ state, x, y, width: Math.max((end - start) * scale, 1), height: BAR }];
    }),
  );
}

export interface Hit {
  readonly lane: LaneRow;
  readonly state: string | null;
  readonly start: number;
  readonly end: number;
}

/** What lies at a point: a lane and the state there, if one was heard. */
export function under(
  lanes: readonly LaneRow[],
  view: View,
  width: number,
  point: { readonly x: number; readonly y: number },
): Hit | null {
  const lane = lanes[Math.floor(point.y / LANE)];
  if (!lane) return null;
  const second = view.from + (point.x / width) * (view.to - view.from);
  const at = lane.starts_s.findIndex(
    (start, index) => start <= second && second < (lane.ends_s[index] ?? 0),
  );
  return {
    lane,
    state: lane.states[at] ?? null,
    start: lane.starts_s[at] ?? second,
    end: lane.ends_s[at] ?? second,
  };
}

/** Look closer (factor below 1) or from further away around a second, within the window. */
export function zoomed(view: View, factor: number, around: number, length: number): View {
  const size = Math.min(length, Math.max(LEAST_S, (view.to - view.from) * factor));
  const share = (around - view.from) / (view.to - view.from);
  return placed(around - share * size, size, length);
}

/** Move along by a share of what is in sight. */
export function moved(view: View, share: number, length: number): View {
  const size = view.to - view.from;
  return placed(view.from + share * size, size, length);
}

function placed(from: number, size: number, length: number): View {
  const start = Math.round(Math.min(Math.max(0, from), Math.max(0, length - size)));
  return { from: start, to: Math.round(Math.min(length, start + size)) };
}

const STEPS_S = [60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400] as const;

/** Instants at which the axis is marked, in seconds after the start; about one each 90 pixels. */
export function marks(view: View, width: number, offset: number): readonly number[] {
  const wanted = (view.to - view.from) / Math.max(1, width / 90);
  const step = STEPS_S.find((one) => one >= wanted) ?? 86_400;
  const first = Math.ceil((view.from + offset) / step) * step - offset;
  const count = Math.max(0, Math.floor((view.to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/** `600-4200`, as an address keeps what is in sight; the whole where it is no part of it. */
export function viewIn(text: string | undefined, length: number): View {
  const [from, to] = (text ?? "").split("-").map(Number);
  const isPart = from !== undefined && to !== undefined && from >= 0 && to > from && to <= length;
  return isPart ? { from, to } : { from: 0, to: length };
}
