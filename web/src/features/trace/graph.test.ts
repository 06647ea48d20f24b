import { describe, expect, it } from "vitest";
import { BOX, drawn, FOLD_ABOVE, foldKey, kin } from "./graph";
import { type EdgeRow, jobsOf, settings, type TraceRow, whereOf } from "./rows";

const row = (lot: string, depth: number, more: Partial<TraceRow> = {}): TraceRow => ({
  id: lot,
  depth,
  material: "M",
  lot,
  unit: "kg",
  in_stock: "0",
  in_process: "0",
  shipped: "0",
  scrapped: "0",
  elsewhere: "0",
  partners: [],
  job_orders: [],
  held_by: [],
  co_processed: [],
  ...more,
});
const edge = (source: string, target: string, job_order: string | null = null): EdgeRow => ({
  source,
  target,
  job_order,
  operation: null,
  work_unit: null,
  quantity_in: "1",
  unit_in: "kg",
  quantity_out: "1",
  unit_out: "kg",
});
const nothing: ReadonlySet<string> = new Set();
const FORWARD = { forward: true, opened: nothing };

describe("the picture of a trace", () => {
  it("lets goods flow from left to right, whichever way was asked", () => {
    const rows = [row("raw", 0), row("made", 1)];
    const ahead = drawn(rows, [edge("raw", "made")], FORWARD);
    const at = (lot: string, picture = ahead) => picture.boxes.find((box) => box.key === lot)?.x;
    expect([at("raw"), at("made")]).toEqual([0, BOX.width + BOX.across]);
    const back = drawn([row("made", 0), row("raw", 1)], [edge("raw", "made")], {
      forward: false,
      opened: nothing,
    });
    expect([at("raw", back), at("made", back)]).toEqual([0, BOX.width + BOX.across]);
    expect(back.lines).toHaveLength(1);
  });

  it("folds many lots of one kind, draws their lines once, and opens them", () => {
    const many = Array.from({ length: FOLD_ABOVE + 1 }, (_, n) => row(`s${n}`, 1));
    const edges = many.map((one, n) => edge("raw", one.id, `JO-${n % 2}`));
    const folded = drawn([row("raw", 0), ...many], edges, FORWARD);
    expect(folded.boxes).toHaveLength(2);
    expect(folded.lines).toHaveLength(1);
    expect(folded.lines[0]?.at).toEqual(["JO-0", "JO-1"]);
    const key = foldKey(many[0] as TraceRow);
    const open = drawn([row("raw", 0), ...many], edges, { forward: true, opened: new Set([key]) });
    expect(open.boxes).toHaveLength(FOLD_ABOVE + 2);
    expect(open.lines).toHaveLength(FOLD_ABOVE + 1);
  });

  it("puts lots near what they are tied to", () => {
    const rows = [row("r", 0), row("a", 1), row("b", 1), row("x", 2), row("y", 2)];
    const picture = drawn(
      rows,
      [edge("r", "a"), edge("r", "b"), edge("b", "x"), edge("a", "y")],
      FORWARD,
    );
    const y = (lot: string) => picture.boxes.find((box) => box.key === lot)?.y ?? -1;
    expect(y("y")).toBeLessThan(y("x"));
  });

  it("knows the kin of a lot: all it is made of and into, and nothing else", () => {
    const rows = [row("r", 0), row("a", 1), row("b", 1), row("x", 2)];
    const edges = [edge("r", "a"), edge("r", "b"), edge("a", "x")];
    const found = kin(drawn(rows, edges, FORWARD), "a");
    expect([...found].sort()).toEqual(["a", "a > x", "r", "r > a", "x"]);
  });

  it("draws 1,000 lots with 3,000 lines, each once", () => {
    const rows = Array.from({ length: 1000 }, (_, n) =>
      row(`l${n}`, Math.floor(n / 100), { material: `M${n % 40}` }),
    );
    const edges = Array.from({ length: 3000 }, (_, n) =>
      edge(`l${n % 900}`, `l${((n * 7) % 100) + 100 * (Math.floor((n % 900) / 100) + 1)}`),
    );
    const picture = drawn(rows, edges, FORWARD);
    expect(picture.boxes.flatMap((box) => box.rows)).toHaveLength(1000);
    expect(new Set(picture.lines.map((line) => line.key)).size).toBe(picture.lines.length);
  });
});

describe("a lot of a trace", () => {
  it("is where it matters most: held, gone out of the house, in work, in store", () => {
    expect(whereOf(row("a", 0, { in_stock: "1", shipped: "2" }))).toBe("shipped");
    expect(whereOf(row("a", 0, { in_stock: "1", held_by: ["N-1"] }))).toBe("held");
    expect(whereOf(row("a", 0))).toBe("gone");
  });

  it("was made at job orders; a split has none", () => {
    const places = ["transform:WO-1-10", "transform:0190aaaa-0000-7000-8000-000000000000"];
    expect(jobsOf(row("a", 0, { job_orders: places }))).toEqual(["WO-1-10"]);
  });

  it("tells the settings it was made with", () => {
    const told = settings(
      { speed: 80, part_count: 7, tools: [4, 5], programs: [], tool: { no: 3 }, left: null },
      "en",
    );
    expect(told).toEqual([
      ["speed", "80"],
      ["part count", "7"],
      ["tools", "4, 5"],
      ["tool", '{"no":3}'],
    ]);
  });
});
