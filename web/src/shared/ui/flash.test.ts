import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { noteFlash, showFlash, useFlash } from "./flash";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const shown = () => useFlash.getState().flash?.word;

it("goes by itself after a moment, and takes nothing newer with it", () => {
  showFlash({ tone: "good", word: "first", detail: "" });
  vi.advanceTimersByTime(1_000);
  showFlash({ tone: "kept", word: "second", detail: "" });
  vi.advanceTimersByTime(1_000);
  expect(shown()).toBe("second");
  vi.advanceTimersByTime(1_000);
  expect(shown()).toBeUndefined();
});

it("stays until it was read where it says no", () => {
  const read = vi.fn();
  showFlash({ tone: "bad", word: "no", detail: "", read });
  vi.advanceTimersByTime(60_000);
  expect(shown()).toBe("no");
  noteFlash();
  expect([shown(), read.mock.calls.length]).toEqual([undefined, 1]);
});
