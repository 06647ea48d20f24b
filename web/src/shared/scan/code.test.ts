import { describe, expect, it } from "vitest";
import { codeIn } from "./code";

describe("a scanned text", () => {
  it("is the code an address of ours leads to", () => {
    expect(codeIn("https://factory.example/c/WO-1-C03")).toBe("WO-1-C03");
    expect(codeIn("http://floor.example:8420/c/%E8%BD%B4%20%CE%B412%20%233")).toBe("轴 δ12 #3");
  });

  it("stays what it is otherwise", () => {
    for (const other of [
      "WO-1",
      "https://id.gs1.org/01/0950600013435",
      "https://floor.example/c/%E8%",
      "",
    ]) {
      expect(codeIn(other)).toBe(other);
    }
  });
});
