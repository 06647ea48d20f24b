import { describe, expect, it } from "vitest";
import { ordered, recentOf } from "./recent";

const tile = (user: string) => ({ user, name: user, number: null, has_pin: true });

describe("the people of a station", () => {
  it("stand with the last ones first, the rest as they came", () => {
    const shown = ordered([tile("a"), tile("b"), tile("c")], ["c", "gone"]);
    expect(shown.map((one) => one.user)).toEqual(["c", "a", "b"]);
  });

  it("stand behind the others while they have no PIN", () => {
    const without = { ...tile("a"), has_pin: false };
    expect(ordered([without, tile("b")], []).map((one) => one.user)).toEqual(["b", "a"]);
  });

  it("are shown also where what was remembered is broken", () => {
    expect(recentOf("{")).toEqual([]);
    expect(recentOf('["a", 1]')).toEqual(["a"]);
  });
});
