import { describe, expect, it } from "vitest";
import type { StopRow } from "./rows";
import { choices, neighbours, type Reason, unlabelled, unmerged } from "./stops";

const stop = (id: string, start: number, end: number, more: Partial<StopRow> = {}): StopRow => ({
  id,
  work_unit: "M-1",
  state: "fault",
  said: "",
  job_order: null,
  started_at: `t${start}`,
  ended_at: `t${end}`,
  length_s: end - start,
  is_provisional: false,
  reason: null,
  note: "",
  ...more,
});

describe("a stop", () => {
  it("may be merged with those that touch it at the same machine, once they are over", () => {
    const own = stop("b", 10, 20);
    const all = [
      stop("a", 0, 10),
      own,
      stop("c", 20, 30, { work_unit: "M-2" }),
      stop("d", 20, 25, { is_provisional: true }),
    ];
    const found = neighbours(own, all);
    expect(found.before?.id).toBe("a");
    expect(found.after).toBeUndefined();
  });
});

describe("the reasons", () => {
  it("stand below what they are part of", () => {
    const reason = (code: string, parent: string | null): Reason => ({
      id: code,
      code,
      name: `名${code}`,
      name_en: null,
      parent: parent === null ? null : { code: parent },
    });
    const found = choices(
      [reason("FAULT", null), reason("MECH", "FAULT"), reason("X", null)],
      "en",
    );
    expect(found.map((one) => one.options.map(({ value }) => value))).toEqual([
      ["FAULT", "MECH"],
      ["X"],
    ]);
  });
});

describe("what was done to a stop", () => {
  const words = (given: ReturnType<typeof unlabelled>) => given.map(({ fields }) => fields);

  it("is undone by the label it had, or by none", () => {
    expect(words(unlabelled(stop("a", 0, 10, { reason: "JAM", note: "chips" })))).toEqual([
      { stop: "a", reason: "JAM", note: "chips" },
    ]);
    expect(words(unlabelled(stop("a", 0, 10)))).toEqual([{ stop: "a", reason: null, note: "" }]);
  });

  it("is parted again where the later one began, each with its own reason", () => {
    const later = stop("b", 10, 20, { reason: "JAM" });
    expect(words(unmerged(stop("a", 0, 10), later))).toEqual([
      { stop: "a", split_at: "t10" },
      { stop: "a", reason: null, note: "" },
      { stop: "b", reason: "JAM", note: "" },
    ]);
  });
});
