import { describe, expect, it } from "vitest";
import {
  beginAt,
  beginBefore,
  knowing,
  nextBegin,
  nextOrder,
  type Page,
  pageAddress,
  type Trail,
} from "./records";

describe("a list's address", () => {
  it("asks for the total once, with the first page", () => {
    expect(pageAddress("lot", {}, null)).toBe(
      "/api/v1/records/lot?limit=200&editable=true&totals=true",
    );
    expect(pageAddress("lot", {}, "m=")).toBe(
      "/api/v1/records/lot?limit=200&editable=true&after=m%3D",
    );
  });

  it("carries what people typed as they typed it", () => {
    const address = pageAddress("lot", { search: "δ/# ×", order: "-code", archived: true }, null);
    expect(new URL(address, "https://taktline.test").searchParams.get("search")).toBe("δ/# ×");
    expect(address).toContain("order=-code");
    expect(address).toContain("archived=true");
  });
});

describe("a page's rows", () => {
  const page = (editable?: boolean[]): Page => ({
    rows: [{ id: "a" }, { id: "b" }],
    after: null,
    total: null,
    total_is_estimate: false,
    ...(editable ? { editable } : {}),
  });

  it("know which of them stand as they are", () => {
    expect(knowing(page([true, false])).rows).toEqual([{ id: "a" }, { id: "b", _fixed: true }]);
  });

  it("are as they came where nothing is said", () => {
    const bare = page();
    expect(knowing(bare)).toBe(bare);
    expect(knowing(page([])).rows).toEqual(bare.rows);
  });
});

describe("a click on a heading", () => {
  it("sorts up, then down, then not", () => {
    expect(nextOrder(undefined, "code")).toBe("code");
    expect(nextOrder("code", "code")).toBe("-code");
    expect(nextOrder("-code", "code")).toBeUndefined();
    expect(nextOrder("name", "code")).toBe("code");
  });
});

describe("a long list", () => {
  const page = (rows: number, after: string | null): Page => ({
    rows: Array.from({ length: rows }, (_, at) => ({ id: String(at) })),
    after,
    total: null,
    total_is_estimate: false,
  });

  it("goes on where the last page ended, and back where one came by", () => {
    const trail: Trail = new Map();
    const second = nextBegin(trail, page(200, "a"), { row: 0, after: null });
    expect(second).toEqual({ row: 200, after: "a" });
    const third = nextBegin(trail, page(200, "b"), { row: 200, after: "a" });
    expect(nextBegin(trail, page(3, null), third ?? { row: 0, after: null })).toBeNull();
    expect(beginBefore(trail, { row: 400, after: "b" })).toEqual({ row: 200, after: "a" });
    expect(beginBefore(trail, { row: 200, after: "a" })).toEqual({ row: 0, after: null });
    expect(beginBefore(trail, { row: 0, after: null })).toBeNull();
  });

  it("is entered at the page that holds a row, and no further than the marks lead", () => {
    const trail: Trail = new Map();
    const waypoints = { every: 200, marks: ["m1", "m2", "m3"], total: 700 };
    expect(beginAt(trail, waypoints, 0)).toEqual({ row: 0, after: null });
    expect(beginAt(trail, waypoints, 450)).toEqual({ row: 400, after: "m2" });
    expect(beginAt(trail, waypoints, 99_999)).toEqual({ row: 600, after: "m3" });
    expect(beginBefore(trail, { row: 400, after: "m2" })).toEqual({ row: 200, after: "m1" });
  });
});
