import { expect, it } from "vitest";
import { mayUndo, UNDO_MS } from "./own";

it("lets people take back their own booking for a quarter of an hour", () => {
  const last = { id: "1", user: "li", said: "5", at: 1_000 };
  expect(mayUndo(last, "li", 1_000 + UNDO_MS - 1)).toBe(true);
  expect(mayUndo(last, "li", 1_000 + UNDO_MS)).toBe(false);
  expect(mayUndo(last, "wang", 1_001)).toBe(false);
  expect(mayUndo(null, "li", 1_001)).toBe(false);
});
