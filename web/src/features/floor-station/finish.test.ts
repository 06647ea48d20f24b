import { expect, it } from "vitest";
import { finishFields, finishOf } from "./finish";

const JOB = { code: "J", ordered: "10", good: "8", waiting: "2", has_predecessor: true };

it("asks for what lies there and for what is short", () => {
  expect(finishOf(JOB)).toEqual({ left: "2", isShort: true });
  expect(finishOf({ ...JOB, waiting: "0", good: "10" })).toEqual({ left: null, isShort: false });
  expect(finishOf({ ...JOB, has_predecessor: false })).toEqual({ left: null, isShort: true });
});

it("says both reasons where both are asked for", () => {
  expect(finishFields(JOB, { missing: "2", lost: "lost", short: "enough" })).toEqual({
    job_order: "J",
    source: "terminal",
    missing: "2",
    missing_reason: "lost",
    reason: "enough",
  });
  expect(finishFields(JOB, { missing: null, lost: "lost", short: "" })).toEqual({
    job_order: "J",
    source: "terminal",
  });
});
