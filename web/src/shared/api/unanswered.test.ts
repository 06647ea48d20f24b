import { describe, expect, it } from "vitest";
import { answeredNow, asBefore, lostAnswer } from "./unanswered";

const PATH = "/api/v1/commands/material.create";
const NOW = 1_000_000;

describe("a command whose answer was lost", () => {
  it("carries its id again when it is given in the same words", () => {
    lostAnswer(PATH, { id: "first", code: "A" }, NOW);
    expect(asBefore(PATH, { id: "second", code: "A" }, NOW)).toEqual({ id: "first", code: "A" });
    expect(asBefore(PATH, { id: "second", code: "B" }, NOW).id).toBe("second");
    expect(asBefore(`${PATH}d`, { id: "second", code: "A" }, NOW).id).toBe("second");
  });

  it("is a new wish once it was answered, and after a quarter of an hour", () => {
    lostAnswer(PATH, { id: "first", code: "C" }, NOW);
    expect(asBefore(PATH, { id: "late", code: "C" }, NOW + 901_000).id).toBe("late");
    answeredNow(PATH, { id: "other", code: "C" }, NOW);
    expect(asBefore(PATH, { id: "second", code: "C" }, NOW).id).toBe("second");
  });

  it("may be several at once", () => {
    const said = (one: string, two: string) => ({
      atomic: true,
      commands: [
        { id: one, command: "a.b", code: "A" },
        { id: two, command: "a.c", code: "A" },
      ],
    });
    lostAnswer("/api/v1/commands", said("1", "2"), NOW);
    expect(asBefore("/api/v1/commands", said("3", "4"), NOW)).toEqual(said("1", "2"));
  });
});
