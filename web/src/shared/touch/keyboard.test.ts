import { afterEach, beforeEach, expect, it, vi } from "vitest";

vi.stubGlobal("addEventListener", () => undefined);
const { Fingers, padKeyOf } = await import("./keyboard");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("knows the keys of a pad", () => {
  expect(["7", ",", ".", "Backspace", "a", "Enter"].map(padKeyOf)).toEqual([
    "7",
    ".",
    ".",
    "erase",
    null,
    null,
  ]);
});

it("takes what fingers type and leaves what a scanner types", () => {
  const taken: string[] = [];
  const fingers = new Fingers((key) => taken.push(key));
  fingers.take("1", 0);
  vi.advanceTimersByTime(60);
  fingers.take("2", 150);
  vi.advanceTimersByTime(60);
  expect(taken).toEqual(["1", "2"]);
  [..."4711"].forEach((key, place) => {
    fingers.take(key, 1_000 + place * 5);
    vi.advanceTimersByTime(5);
  });
  fingers.take("Enter", 1_020);
  vi.advanceTimersByTime(500);
  expect(taken).toEqual(["1", "2"]);
});
