import { describe, expect, it } from "vitest";
import type { View } from "./content";
import { contentOf, defaultOf, fitting, isBare, isChanged, lookingAt, lookingIn } from "./content";

const view = (more: Partial<View>): View => ({
  id: "v1",
  name: "Late",
  content: contentOf({ filter: "due_at < now()", columns: ["code"], kind: "kanban", by: "status" }),
  shared_with: "nobody",
  role: null,
  is_default: false,
  is_own: true,
  version: 1,
  ...more,
});

describe("an address of a list", () => {
  it("keeps what it knows and leaves out the rest", () => {
    const said = lookingIn({
      search: "a",
      kind: "map",
      columns: ["code", 3],
      colours: [{ when: "x = 1", colour: "red", icon: "alarm" }, { when: 1 }],
      evil: "x",
      month: 2026,
    });
    expect(said).toEqual({
      search: "a",
      columns: ["code"],
      colours: [{ when: "x = 1", colour: "red", icon: "alarm" }],
      month: "2026",
    });
  });

  it("tells everything of a saved view, and whether it was changed since", () => {
    const looking = lookingAt(view({}));
    expect(looking).toEqual({
      view: "v1",
      filter: "due_at < now()",
      columns: ["code"],
      kind: "kanban",
      by: "status",
    });
    expect(isChanged(view({}), looking)).toBe(false);
    expect(isChanged(view({}), { ...looking, record: "r", tab: "history" })).toBe(false);
    expect(isChanged(view({}), { ...looking, order: "code" })).toBe(true);
  });

  it("is bare while only a record is open", () => {
    expect(isBare({ record: "r" })).toBe(true);
    expect(isBare({ search: "x" })).toBe(false);
  });

  it("forgets fields that are there no more", () => {
    const said = fitting(
      { columns: ["code", "gone"], measures: ["count", "sum:gone"], order: "-gone", by: "code" },
      new Set(["code"]),
    );
    expect(said).toEqual({ columns: ["code"], measures: ["count"], by: "code" });
  });
});

describe("the default view", () => {
  it("is one's own before the role's before everybody's", () => {
    const everybody = view({ id: "e", is_default: true, shared_with: "everybody" });
    const role = view({ id: "r", is_default: true, shared_with: "role", is_own: false });
    const own = view({ id: "o", is_default: true });
    expect(defaultOf([everybody, role, own])?.id).toBe("o");
    expect(defaultOf([everybody, role])?.id).toBe("r");
    expect(defaultOf([view({}), everybody])?.id).toBe("e");
    expect(defaultOf([view({})])).toBeUndefined();
  });
});
