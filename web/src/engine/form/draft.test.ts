import { describe, expect, it } from "vitest";
import { draftOf, forgetDraft, keepDraft } from "./draft";

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe("a draft", () => {
  it("is found again until it is forgotten, each form's own", () => {
    const kept = shelf();
    keepDraft("lot.new", { code: "轴 1" }, kept);
    expect(draftOf("lot.new", kept)).toEqual({ code: "轴 1" });
    expect(draftOf("lot.L-1", kept)).toBeNull();
    forgetDraft("lot.new", kept);
    expect(draftOf("lot.new", kept)).toBeNull();
  });

  it("that cannot be read or kept is none", () => {
    const broken = { ...shelf(), getItem: () => "[1" };
    expect(draftOf("x", broken)).toBeNull();
    const full = {
      ...shelf(),
      setItem: () => {
        throw new Error("full");
      },
    };
    expect(() => keepDraft("x", { a: 1 }, full)).not.toThrow();
    const kept = shelf();
    keepDraft("x", { a: "y".repeat(300_000) }, kept);
    expect(draftOf("x", kept)).toBeNull();
  });
});
