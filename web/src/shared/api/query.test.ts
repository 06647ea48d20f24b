import { describe, expect, it } from "vitest";
import { queryFile, words } from "./query";

describe("a query's address", () => {
  it("leaves out what was not given and keeps what was typed", () => {
    expect(words({ material: "轴 #1", lot: "", status: null, empty: false })).toBe(
      "material=%E8%BD%B4+%231&empty=false",
    );
  });

  it("names the file's format", () => {
    expect(queryFile("kernel.on_hand", { lot: "L1" }, "csv")).toBe(
      "/api/v1/queries/kernel.on_hand/export?lot=L1&format=csv",
    );
  });
});
