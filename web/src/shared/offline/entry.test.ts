import { describe, expect, it } from "vitest";
import { type Entry, outcomeOf } from "./entry";

const entry = (command: string, fields: Record<string, unknown> = {}): Entry => ({
  place: 1,
  id: "1",
  user: "u",
  name: "Li",
  command,
  fields,
  said: "",
});
const problem = (status: number) => ({
  problem: { type: "x", code: "started-exceeded", title: "Too many", status },
});
const REPORT = entry("kernel.report_operation");

describe("what becomes of a command", () => {
  it("is booked or parked as the server says", () => {
    expect(outcomeOf(REPORT, { answer: { id: "1" } }, true)).toEqual({ kind: "booked" });
    const parked = { answer: { id: "1", parked: { code: "not-running" } } };
    expect(outcomeOf(REPORT, parked, true)).toEqual({ kind: "parked", reason: "not-running" });
  });

  it("waits on when the server is too busy or gives no answer for it", () => {
    expect(outcomeOf(REPORT, problem(503), true).kind).toBe("later");
    expect(outcomeOf(REPORT, problem(429), false).kind).toBe("later");
    expect(outcomeOf(REPORT, {}, false).kind).toBe("later");
  });

  it("is never lost once a fact was promised to be kept", () => {
    const again = outcomeOf(REPORT, problem(409), true);
    expect(again).toMatchObject({ kind: "again", entry: { id: "1", fields: { offline: true } } });
    expect(outcomeOf(REPORT, problem(409), false).kind).toBe("refused");
  });

  it("comes back with its reason where it was a request", () => {
    expect(outcomeOf(entry("kernel.correct_report"), problem(409), true).kind).toBe("refused");
  });
});
