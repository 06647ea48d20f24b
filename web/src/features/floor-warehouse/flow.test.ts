import { describe, expect, it } from "vitest";
import {
  asks,
  type Draft,
  EMPTY,
  type Goods,
  goesOn,
  labelOf,
  type Meaning,
  type Open,
  orderOf,
  proposed,
  type Stand,
  type Step,
  scanned,
  type Task,
} from "./flow";

const stand = (place: string, quantity = "100", status = "available"): Stand => ({
  place,
  site: "F1",
  status,
  handling_unit: null,
  quantity,
});
const goods = (more: Partial<Goods> = {}): Goods => ({
  material: "PLATE",
  name: "Plate",
  unit: "kg",
  traced: "lot",
  lot: "H-7",
  quantity: null,
  producedOn: null,
  expiresOn: null,
  expired: false,
  heldBy: [],
  stands: [stand("WH1")],
  isNew: false,
  ...more,
});
const place = (code: string): Meaning => ({ kind: "place", code, site: "F1" });
const lot = (more: Partial<Goods> = {}): Meaning => ({ kind: "goods", goods: goods(more) });
const open: Open[] = [
  {
    material: "PLATE",
    name: "Plate",
    unit: "kg",
    traced: "lot",
    needed: "40",
    issued: "0",
    open: "40",
    places: [],
  },
];

function draftOf(step: Step): Draft {
  if (!("draft" in step)) throw new Error(step.no);
  return step.draft;
}
const why = (step: Step) => ("no" in step ? step.no : null);
/** Scan one thing after the other. */
const scan = (task: Task, meanings: readonly Meaning[], begin: Draft = EMPTY): Draft =>
  meanings.reduce((draft, one) => draftOf(scanned(task, draft, one, { open })), begin);

describe("moving goods", () => {
  it("works place first: source, goods, quantity, target", () => {
    const first = scan("move", [place("WH1"), lot()]);
    expect(asks("move", EMPTY)).toBe("place");
    expect(asks("move", first)).toBe("quantity");
    expect(proposed("move", first)).toBe("100");
    const then = scan("move", [place("WH2")], { ...first, quantity: "40" });
    expect(asks("move", then)).toBe("ready");
    expect(orderOf("move", then)).toEqual({
      command: "inventory.move_material",
      fields: {
        site: "F1",
        lines: [{ material: "PLATE", lot: "H-7", quantity: "40", source: "WH1", target: "WH2" }],
      },
    });
    expect(goesOn("move", then, true)).toMatchObject({ place: "WH1", goods: null, target: null });
  });

  it("works goods first: the place is known where there is only one", () => {
    const only = scan("move", [lot()]);
    expect(only.place).toBe("WH1");
    const two = scan("move", [lot({ stands: [stand("WH1"), stand("WH3", "5", "blocked")] })]);
    expect(asks("move", two)).toBe("place");
    const chosen = scan("move", [place("WH3")], two);
    expect(chosen).toMatchObject({ place: "WH3", status: "blocked" });
    const order = orderOf("move", { ...chosen, quantity: "5", target: "WH1" });
    expect(order.fields.lines).toMatchObject([{ source: "WH3", status: "blocked" }]);
    expect(goesOn("move", chosen, false).place).toBeNull();
  });

  it("refuses what is held, lies elsewhere, or would stay where it is", () => {
    expect(why(scanned("move", EMPTY, lot({ heldBy: ["N-1"] })))).toBe("held");
    expect(why(scanned("move", scan("move", [place("WH2")]), lot()))).toBe("notHere");
    expect(why(scanned("move", scan("move", [lot()]), place("WH1")))).toBe("samePlace");
    expect(why(scanned("move", EMPTY, lot({ lot: "" })))).toBe("noLot");
    expect(why(scanned("move", EMPTY, lot({ stands: [] })))).toBe("nowhere");
  });

  it("puts a pallet away in two scans", () => {
    const pallet: Meaning = { kind: "unit", code: "P1", place: "DOCK", site: "F1" };
    const draft = scan("putAway", [pallet, place("A-03")]);
    expect(asks("putAway", draft)).toBe("ready");
    expect(orderOf("putAway", draft)).toEqual({
      command: "inventory.move_handling_unit",
      fields: { site: "F1", handling_unit: "P1", target: "A-03" },
    });
    expect(why(scanned("count", EMPTY, pallet))).toBe("notAsked");
  });
});

describe("picking", () => {
  const begin = scan("pick", [{ kind: "job", code: "WO-1-10" }]);

  it("proposes what is open, and issues it to the job", () => {
    const draft = scan("pick", [lot()], begin);
    expect(proposed("pick", draft, open)).toBe("40");
    expect(orderOf("pick", { ...draft, quantity: "40" })).toEqual({
      command: "inventory.issue_material",
      fields: {
        job_order: "WO-1-10",
        lines: [{ material: "PLATE", lot: "H-7", quantity: "40", source: "WH1" }],
      },
    });
    expect(goesOn("pick", draft, true)).toMatchObject({ job: "WO-1-10", goods: null, place: null });
  });

  it("stops at a wrong, held, expired or unreleased lot", () => {
    const at = (meaning: Meaning) => why(scanned("pick", begin, meaning, { open }));
    expect(at(lot({ material: "SCREW" }))).toBe("notOnList");
    expect(at(lot({ heldBy: ["N-1"] }))).toBe("held");
    expect(at(lot({ expired: true }))).toBe("expired");
    expect(at(lot({ stands: [stand("WH1", "1", "quarantine")] }))).toBe("notReleased");
  });
});

describe("receiving and counting", () => {
  it("receives what the label names, also a lot nobody knows yet", () => {
    const begin = { ...EMPTY, supplier: "S1" };
    const label = {
      isNew: true,
      lot: "NEW",
      quantity: "12.5",
      expiresOn: "2027-01-05",
      stands: [],
    };
    const draft = scan("receive", [place("WH1"), lot(label)], begin);
    expect(asks("receive", EMPTY)).toBe("supplier");
    expect(proposed("receive", draft)).toBe("12.5");
    expect(orderOf("receive", { ...draft, quantity: "12.5" }).fields).toEqual({
      site: "F1",
      supplier: "S1",
      lines: [
        {
          material: "PLATE",
          lot: "NEW",
          expires_on: "2027-01-05",
          place: "WH1",
          quantity: "12.5",
        },
      ],
    });
    const unnamed = scan("receive", [place("WH1"), lot({ lot: "", isNew: true })], begin);
    expect(asks("receive", unnamed)).toBe("lot");
    expect(goesOn("receive", draft, true)).toMatchObject({ supplier: "S1", place: "WH1" });
  });

  it("counts blind, held goods as well, into the count that was planned", () => {
    const counted = scan("count", [place("WH1"), lot({ heldBy: ["N-1"] })]);
    expect(proposed("count", counted)).toBeNull();
    expect(orderOf("count", { ...counted, quantity: "0" })).toMatchObject({
      command: "inventory.count_material",
      fields: { place: "WH1", lines: [{ counted: "0" }] },
    });
    const planned: Meaning = { kind: "count", code: "CT-1", place: "WH1", site: "F1" };
    expect(orderOf("count", { ...scan("count", [planned, lot()]), quantity: "9" })).toEqual({
      command: "inventory.enter_count",
      fields: { count: "CT-1", lines: [{ material: "PLATE", lot: "H-7", counted: "9" }] },
    });
  });
});

describe("the label of what was booked", () => {
  it("is the lot's, the container's, or none where neither is told apart", () => {
    const filter = 'code = "H-7" and material.code = "PLATE"';
    expect(labelOf({ ...EMPTY, goods: goods() })).toEqual({ template: "lot-label", filter });
    expect(labelOf({ ...EMPTY, goods: goods({ lot: "" }) })).toBeUndefined();
    const pallet = { template: "handling-unit-label", filter: 'code = "HU-1"' };
    expect(labelOf({ ...EMPTY, unit: "HU-1", goods: goods() })).toEqual(pallet);
  });
});
