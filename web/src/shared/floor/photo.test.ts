import { expect, it, vi } from "vitest";

vi.stubGlobal("navigator", { onLine: true });
const { fitted } = await import("./photo");

it("draws a photo anew with its longer side bounded, and never larger", () => {
  expect(fitted(4000, 3000)).toEqual([2000, 1500]);
  expect(fitted(300, 2500)).toEqual([240, 2000]);
  expect(fitted(640, 480)).toEqual([640, 480]);
});
