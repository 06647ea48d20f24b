import { describe, expect, it } from "vitest";
import { countOf, type Equipment, keysOf, treeOf } from "./equipment";

const site = { id: "s", code: "S1", name: "Works", name_en: null };
const link = (id: string) => ({ id, code: id, title: null });
const unit = (id: string, parent: string | null, level = "work_cell"): Equipment => ({
  id,
  code: id,
  name: `name ${id}`,
  name_en: null,
  level,
  site: link("s"),
  parent: parent === null ? null : link(parent),
});

describe("the equipment's tree", () => {
  const all = [unit("b", "a"), unit("a", null, "area"), unit("c", "gone"), unit("d", "b")];

  it("hangs everything below its parent, else below its site", () => {
    const tree = treeOf([site], all);
    expect(keysOf(tree)).toEqual(["s", "a", "b", "d", "c"]);
    expect(countOf(tree)).toBe(5);
  });

  it("shows what fits and the way down to it", () => {
    expect(keysOf(treeOf([site], all, "NAME D"))).toEqual(["s", "a", "b", "d"]);
    expect(treeOf([site], all, "nothing")).toEqual([]);
  });
});
