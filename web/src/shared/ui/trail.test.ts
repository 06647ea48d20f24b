import { describe, expect, it } from "vitest";
import { backTo, type Trail, trailAfter } from "./trail";

const walked = (...steps: readonly (readonly [string, boolean])[]): Trail<string> =>
  steps.reduce<Trail<string>>((trail, [place, isPage]) => trailAfter(trail, place, isPage), []);

describe("where focus was", () => {
  it("begins anew with each place of the page, and goes on above it", () => {
    const trail = walked(["search", true], ["more", true], ["item", false], ["item", false]);
    expect(trail).toEqual(["more", "item"]);
  });

  it("is found again below what has closed since", () => {
    const trail = walked(["more", true], ["menu item", false]);
    expect(backTo(trail, () => true)).toBe("menu item");
    expect(backTo(trail, (one) => one === "more")).toBe("more");
    expect(backTo(trail, () => false)).toBeNull();
  });
});
