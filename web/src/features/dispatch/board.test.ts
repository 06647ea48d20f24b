import { describe, expect, it } from "vitest";
import { boardOf, commandsOf, fullness, isLate, type Job, type Lane, type Station } from "./board";

const job = (code: string, more: Partial<Job> = {}): Job => ({
  id: code,
  code,
  work_order: null,
  operation: "Turn",
  status: "dispatched",
  priority: 50,
  material: null,
  material_name: null,
  material_name_en: null,
  unit: null,
  ordered: "10",
  good: "0",
  waiting: "0",
  work_center: "TURN",
  work_unit: "L-1",
  crew: null,
  person: null,
  planned_start_at: null,
  due_at: null,
  queue_rank: null,
  left_s: 3600,
  ...more,
});
const station = (code: string, is_unit = true): Station => ({
  id: code,
  code,
  name: code,
  name_en: null,
  work_center: "TURN",
  center_name: "TURN",
  center_name_en: null,
  is_unit,
  dispatch_mode: "none",
  jobs: 0,
  left_s: 0,
  running: 0,
});
const lane = (code: string, jobs: readonly Job[]): Lane => ({
  station: station(code),
  jobs,
  loads: [],
});
const [a, b, c] = [job("A"), job("B"), job("C")];

describe("a move", () => {
  it("within a queue only puts it in order, as far as the moved job", () => {
    const found = commandsOf(lane("L-1", [a, b, c]), { job: c, to: station("L-1"), before: "B" });
    expect(found).toEqual([
      { command: "kernel.sequence_queue", work_unit: "L-1", job_orders: ["A", "C"] },
    ]);
  });

  it("keeps the places others were given", () => {
    const ranked = [job("A", { queue_rank: 1 }), job("B", { queue_rank: 2 }), c];
    const found = commandsOf(lane("L-1", ranked), { job: c, to: station("L-1"), before: "A" });
    expect(found[0]?.job_orders).toEqual(["C", "A", "B"]);
  });

  it("to the end of its own queue orders the whole of it", () => {
    const found = commandsOf(lane("L-1", [a, b, c]), { job: a, to: station("L-1"), before: null });
    expect(found[0]?.job_orders).toEqual(["B", "C", "A"]);
  });

  it("to another station gives it there first", () => {
    const there = lane("L-2", [job("X", { work_unit: "L-2" })]);
    expect(commandsOf(there, { job: a, to: station("L-2"), before: "X" })).toEqual([
      { command: "kernel.dispatch_job_order", job_order: "A", work_unit: "L-2" },
      { command: "kernel.sequence_queue", work_unit: "L-2", job_orders: ["A"] },
    ]);
    const end = commandsOf(there, { job: a, to: station("L-2"), before: null });
    expect(end.map((one) => one.command)).toEqual(["kernel.dispatch_job_order"]);
  });

  it("to a work center leaves the machine open", () => {
    const pool = { ...lane("TURN", []), station: station("TURN", false) };
    expect(commandsOf(pool, { job: a, to: pool.station, before: null })).toEqual([
      {
        command: "kernel.dispatch_job_order",
        job_order: "A",
        work_center: "TURN",
        any_unit: true,
      },
    ]);
  });

  it("to where it stands asks for nothing", () => {
    const own = lane("L-1", [a, b]);
    expect(commandsOf(own, { job: a, to: station("L-1"), before: "B" })).toEqual([]);
  });
});

describe("the board", () => {
  it("shows a work center's own lane only where something waits there", () => {
    const stations = [station("TURN", false), station("L-1")];
    expect(boardOf(stations, [a], []).lanes.map((one) => one.station.code)).toEqual(["L-1"]);
    const pooled = job("P", { work_unit: null });
    expect(boardOf(stations, [pooled], []).lanes[0]?.jobs[0]?.code).toBe("P");
    const free = job("F", { status: "released" });
    const nowhere = job("N", { work_center: null, work_unit: null });
    expect(boardOf(stations, [free, nowhere], []).undispatched).toEqual([free, nowhere]);
  });

  it("says how full a shift is and which job comes too late", () => {
    const load = { station: "L-1", shift: "DAY", day: "", capacity_s: 7200, load_s: 10_800 };
    expect(fullness(load)).toBe(1.5);
    expect(fullness({ ...load, capacity_s: 0 })).toBe(Number.POSITIVE_INFINITY);
    const due = { due_at: "2026-03-02T10:00:00Z" };
    expect(isLate(job("A", due), "2026-03-02T08:30:00Z")).toBe(false);
    expect(isLate(job("A", due), "2026-03-02T09:30:00Z")).toBe(true);
  });
});
