import { describe, expect, it } from "vitest";
import { nextOrder, pageAddress } from "./records";

describe("a list's address", () => {
  it("asks for the total once, with the first page", () => {
    expect(pageAddress("lot", {}, null)).toBe("/api/v1/records/lot?limit=100&totals=true");
    expect(pageAddress("lot", {}, "m=")).toBe("/api/v1/records/lot?limit=100&after=m%3D");
  });

  it("carries what people typed as they typed it", () => {
    const address = pageAddress("lot", { search: "δ/# ×", order: "-code", archived: true }, null);
    expect(new URL(address, "https://taktline.test").searchParams.get("search")).toBe("δ/# ×");
    expect(address).toContain("order=-code");
    expect(address).toContain("archived=true");
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
