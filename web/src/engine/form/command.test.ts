import { describe, expect, it } from "vitest";
import { Refused } from "@/shared/api/http";
import { byField } from "./command";

const one = { type: "t", code: "bad", status: 400 };

describe("a refusal", () => {
  it("stands beside the field it is about", () => {
    const failure = new Refused({ ...one, title: "Code is taken.", at: "/code" });
    expect(byField(failure, "away")).toEqual({ code: "Code is taken." });
  });

  it("may be several at once", () => {
    const problems = [
      { ...one, title: "Needed.", at: "/code" },
      { ...one, title: "Too long.", at: "/name" },
      { ...one, title: "Not now." },
    ];
    const failure = new Refused({ ...one, title: "Several.", problems });
    expect(byField(failure, "away")).toEqual({
      code: "Needed.",
      name: "Too long.",
      "": "Not now.",
    });
  });

  it("is said as no answer when there was none", () => {
    expect(byField(new TypeError("x"), "away")).toEqual({ "": "away" });
  });
});
