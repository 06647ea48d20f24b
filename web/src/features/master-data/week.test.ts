import { describe, expect, it } from "vitest";
import { blocksOf, clock, daysOf, type Exception, hoursOf, mondayOf, type Shift } from "./week";

const link = (id: string) => ({ id, code: id, title: null });
const shift = (code: string, from_h: number, to_h: number, weekdays = ["mon", "tue"]): Shift => ({
  id: code,
  code,
  name: code,
  name_en: null,
  calendar: link("c"),
  work_center: null,
  crew: null,
  weekdays,
  starts_s: String(from_h * 3600),
  ends_s: String(to_h * 3600),
  break_s: "1800",
});
const off = (day: string, works_as: string | null): Exception => ({
  id: day,
  calendar: link("c"),
  day,
  works_as,
  note: null,
});

describe("a calendar's week", () => {
  const monday = mondayOf("2026-03-05");

  it("begins on the Monday", () => {
    expect(monday).toBe("2026-03-02");
    expect(mondayOf("2026-03-01")).toBe("2026-02-23");
    expect(daysOf(monday, []).at(-1)?.day).toBe("2026-03-08");
  });

  it("draws a night shift on into the next day, beside what overlaps", () => {
    const blocks = blocksOf(daysOf(monday, []), [shift("N", 22, 30), shift("D", 5, 14)]);
    expect(blocks.map(({ column, from_s, to_s }) => [column, from_s / 3600, to_s / 3600])).toEqual([
      [0, 5, 14],
      [0, 22, 24],
      [1, 0, 6],
      [1, 5, 14],
      [1, 22, 24],
      [2, 0, 6],
    ]);
    expect(blocks.filter(({ column }) => column === 1).map(({ lane }) => lane)).toEqual([0, 1, 0]);
  });

  it("begins with what goes on from the day before", () => {
    const [sunday] = daysOf("2026-02-23", []).slice(-1);
    const blocks = blocksOf(daysOf(monday, []), [shift("N", 22, 30, ["sun"])], sunday);
    expect(blocks.map(({ column, to_s }) => [column, to_s / 3600])).toEqual([
      [0, 6],
      [6, 24],
    ]);
  });

  it("closes on a holiday and works a Saturday as another day", () => {
    const days = daysOf(monday, [off("2026-03-02", null), off("2026-03-07", "tue")]);
    const blocks = blocksOf(days, [shift("D", 8, 16)]);
    expect(blocks.map(({ column }) => column)).toEqual([1, 5]);
    expect(hoursOf(days, [shift("D", 8, 16)])).toBe(15);
  });

  it("says times as a clock does", () => {
    expect([clock(0), clock(30_600), clock(86_400), clock(108_000)]).toEqual([
      "00:00",
      "08:30",
      "24:00",
      "06:00",
    ]);
  });
});
