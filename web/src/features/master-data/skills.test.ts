import { describe, expect, it } from "vitest";
import { holders, holdsOn, matrix, placeOf, type Qualification } from "./skills";

const link = (id: string) => ({ id, code: id, title: null });
const one = (
  id: string,
  level: string,
  [valid_from, valid_to]: readonly [string, string | null],
): Qualification => ({
  id,
  person: link("p"),
  personnel_class: link("weld"),
  level,
  valid_from,
  valid_to,
});
const DAY = "2026-03-02";

describe("a qualification", () => {
  it("holds from its first to its last day, and says when it ends soon", () => {
    expect(holdsOn(one("a", "1", ["2026-03-03", null]), DAY)).toBe("later");
    expect(holdsOn(one("a", "1", ["2026-01-01", null]), DAY)).toBe("valid");
    expect(holdsOn(one("a", "1", ["2026-01-01", "2026-03-02"]), DAY)).toBe("soon");
    expect(holdsOn(one("a", "1", ["2026-01-01", "2026-03-01"]), DAY)).toBe("over");
    expect(holdsOn(one("a", "1", ["2026-01-01", "2027-03-01"]), DAY)).toBe("valid");
  });

  it("counts before one that is over, and the higher level before the lower", () => {
    const cells = matrix(
      [
        one("old", "5", ["2020-01-01", "2021-01-01"]),
        one("low", "1", ["2026-01-01", null]),
        one("high", "2", ["2026-01-01", null]),
      ],
      DAY,
    );
    expect(cells.get(placeOf("p", "weld"))?.id).toBe("high");
    const people = [{ id: "p", code: "1", name: "Ann", name_en: null }];
    expect(holders(people, "weld", cells)).toBe(1);
    expect(holders(people, "solder", cells)).toBe(0);
  });
});
