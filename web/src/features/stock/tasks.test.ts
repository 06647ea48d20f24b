import { describe, expect, it } from "vitest";
import type { Refusal } from "@/shared/api/http";
import { begun, besideField, fieldsOf, type Task, taskOf } from "./tasks";

const task = (name: string): Task => taskOf(name) as Task;
const refusal = (code: string, more: Partial<Refusal> = {}): Refusal => ({
  type: "x",
  title: "no",
  status: 409,
  code,
  ...more,
});

describe("a booking", () => {
  it("begins with what the clicked row knows", () => {
    const brought = { material: "PLATE", lot: "A", place: "WH1", quantity: "5" };
    expect(begun(task("move"), brought)).toEqual({
      lines: [{ source: "WH1", material: "PLATE", lot: "A", quantity: "5" }],
    });
    expect(begun(task("status"), brought)).toMatchObject({ place: "WH1" });
    expect(begun(task("receive"), brought).lines).toEqual([
      { material: "PLATE", quantity: "5", lot: "A" },
    ]);
    expect(begun(task("putAway"), { unit: "P1" })).toEqual({ handling_unit: "P1" });
  });

  it("carries only what was filled in, one line where the command takes one", () => {
    const lines = [{ material: " PLATE ", lot: "", quantity: "2" }];
    expect(fieldsOf(task("status"), { place: "WH1", to: "blocked", reason: "x", lines })).toEqual({
      place: "WH1",
      to: "blocked",
      reason: "x",
      line: { material: "PLATE", quantity: "2" },
    });
    expect(
      fieldsOf(task("pack"), { place: "WH1", handling_unit: "P", take_out: false, lines }),
    ).toEqual({ place: "WH1", handling_unit: "P", lines: [{ material: "PLATE", quantity: "2" }] });
  });
});

describe("a refusal of a booking", () => {
  const lines = [
    { source: "WH1", material: "PLATE", lot: "A", quantity: "1", target: "WH2" },
    { source: "WH1", material: "PLATE", lot: "B", quantity: "9", target: "WH3" },
  ];

  it("stands where it points", () => {
    const at = refusal("lot-needed", { at: "/lines/1/lot" });
    expect(besideField(at, task("move"), { lines })).toEqual(["lines", 1, "lot"]);
    const line = refusal("unknown-lot", { at: "/line/lot" });
    expect(besideField(line, task("status"), { lines })).toEqual(["lines", 0, "lot"]);
    const head = refusal("job-ended", { at: "/job_order" });
    expect(besideField(head, task("issue"), { lines })).toEqual(["job_order"]);
  });

  it("stands beside the line whose words it uses", () => {
    const short = refusal("shortage", {
      at: "/lines",
      args: { lot: "B", place: "WH1", asked: "9" },
    });
    expect(besideField(short, task("move"), { lines })).toEqual(["lines", 1, "quantity"]);
    const place = refusal("unknown-place", { args: { place: "WH3" } });
    expect(besideField(place, task("move"), { lines })).toEqual(["lines", 1, "target"]);
    const nobody = refusal("not-found", { args: { kind: "partner", code: "X" } });
    expect(besideField(nobody, task("ship"), { customer: "X", lines })).toEqual(["customer"]);
    const material = refusal("not-found", { args: { kind: "material", code: "PLATE" } });
    expect(besideField(material, task("move"), { lines })).toEqual(["lines", 0, "material"]);
  });

  it("is of the whole where no field is meant", () => {
    expect(besideField(refusal("line-count"), task("move"), { lines })).toBeNull();
    expect(besideField(refusal("not-permitted"), task("putAway"), {})).toBeNull();
  });
});
