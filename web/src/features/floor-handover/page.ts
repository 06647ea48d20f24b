/** The page of a shift: what the books say, what was counted, what is still to be explained. */

export interface Line {
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly status: string;
  readonly material: string | null;
  readonly unit: string | null;
  readonly booked: string;
  readonly to_judge: string;
}

export interface Draft {
  readonly code: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly produced: string;
  readonly scrapped: string;
  readonly lines: readonly Line[];
  readonly stops: readonly { readonly work_unit: string; readonly started_at: string }[];
  readonly alerts: readonly {
    readonly code: string;
    readonly kind: string;
    readonly text: string;
  }[];
  readonly material: readonly {
    readonly place: string;
    readonly material: string;
    readonly lot: string | null;
    readonly quantity: string;
    readonly unit: string;
  }[];
  readonly present: readonly string[];
}

export interface Shift {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly starts_s: string;
  readonly ends_s: string;
}

export interface Counted {
  readonly quantity: string;
  readonly explanation: string;
}

export type Counts = Readonly<Record<string, Counted>>;

const DAY_S = 86_400;

/** The day a shift began on, given what the plant's clock says: `2026-01-05T06:10`. */
export function dayOf(shift: Pick<Shift, "starts_s"> | null, wall: string): string {
  const [day = "", clock = "00:00"] = wall.split("T");
  if (shift === null) return day;
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  const begins = Number(shift.starts_s);
  return hours * 3600 + minutes * 60 < begins ? before(day) : day;
}

function before(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY_S * 1000).toISOString().slice(0, 10);
}

/** The shift that just ends or runs: the one whose end is nearest to now. */
export function endingShift(shifts: readonly Shift[], wall: string): Shift | undefined {
  const [hours = 0, minutes = 0] = (wall.split("T")[1] ?? "0:0").split(":").map(Number);
  const now = hours * 3600 + minutes * 60;
  const apart = (shift: Shift) => {
    const gap = Math.abs((Number(shift.ends_s) % DAY_S) - now);
    return Math.min(gap, DAY_S - gap);
  };
  return [...shifts].sort((one, other) => apart(one) - apart(other))[0];
}

/** A line agrees, differs with a reason, differs without one, or was not counted. */
export type Standing = "agrees" | "explained" | "differs" | "open";

export function standingOf(line: Line, counts: Counts): Standing {
  const counted = counts[line.job_order];
  if (counted === undefined) return Number(line.booked) === 0 ? "agrees" : "open";
  if (Number(counted.quantity) === Number(line.booked)) return "agrees";
  return counted.explanation.trim() === "" ? "differs" : "explained";
}

/** What the outgoing shift signs. */
export function handingOver(
  where: { readonly center: string; readonly day: string; readonly shift: string | null },
  counts: Counts,
  more: {
    readonly notes: string;
    readonly tools: string;
    readonly staying: readonly string[];
    readonly photos: readonly string[];
  },
): Readonly<Record<string, unknown>> {
  return {
    work_center: where.center,
    business_date: where.day,
    ...(where.shift === null ? {} : { shift: where.shift }),
    counted: Object.entries(counts).map(([job_order, one]) => ({ job_order, ...one })),
    ...more,
  };
}
