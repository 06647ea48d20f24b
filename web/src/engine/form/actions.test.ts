import { describe, expect, it } from "vitest";
import type { Refusal } from "@/shared/api/http";
import type { Action } from "../metadata";
import { actionOn, giveEach } from "./actions";

const action: Action = {
  verb: "kernel.cancel_work_order",
  label: { en: "Cancel", zh: "取消" },
  record: "work_order",
  by_code: true,
  is_versioned: true,
  fields: [],
};
const row = (n: number) => ({ id: `id-${n}`, code: `WO-${n}`, version: n });
const refusal: Refusal = { type: "x", code: "held", title: "It is held.", status: 409 };

describe("a command on a record", () => {
  it("names it as the command wants it, with the version that was read", () => {
    const given = actionOn(action, row(3), { reason: "late", note: "" });
    expect(given.fields).toEqual({ work_order: "WO-3", expected_version: 3, reason: "late" });
    const plain = { ...action, by_code: false, is_versioned: false };
    expect(actionOn(plain, row(3), {}).fields).toEqual({ work_order: "id-3" });
  });
});

describe("a whole number of a command", () => {
  it("is sent as a number, and left as it was typed where it is none", () => {
    const label = { en: "Priority", zh: "优先级" };
    const field = { name: "priority", type: "number", label, level: "edit", places: 0 } as const;
    const counting = { ...action, fields: [field] };
    expect(actionOn(counting, row(3), { priority: "7" }).fields.priority).toBe(7);
    expect(actionOn(counting, row(3), { priority: "7.5" }).fields.priority).toBe("7.5");
  });
});

describe("many commands", () => {
  const rows = Array.from({ length: 120 }, (_, at) => row(at));
  const command = (one: ReturnType<typeof row>) => ({ verb: "x.archive", fields: { of: one.id } });
  const each = (one: { readonly id: string }) => command(one as ReturnType<typeof row>);

  it("go in batches, tell how far they are, and keep each row's refusal", async () => {
    const sizes: number[] = [];
    const told: number[][] = [];
    const outcomes = await giveEach(
      rows,
      each,
      { onProgress: (...some) => told.push(some), isStopped: () => false },
      async (body) => {
        const { commands } = body as { commands: { of: string }[] };
        sizes.push(commands.length);
        return {
          answers: commands.map(({ of }) => (of === "id-7" ? { problem: refusal } : {})),
        };
      },
    );
    expect(sizes).toEqual([50, 50, 20]);
    expect(told).toEqual([
      [50, 1],
      [100, 1],
      [120, 1],
    ]);
    expect(outcomes.filter((one) => one.refusal).map((one) => one.row.id)).toEqual(["id-7"]);
  });

  it("end when they are stopped", async () => {
    let isStopped = false;
    const outcomes = await giveEach(
      rows,
      each,
      {
        onProgress: () => {
          isStopped = true;
        },
        isStopped: () => isStopped,
      },
      async (body) => ({ answers: (body as { commands: object[] }).commands.map(() => ({})) }),
    );
    expect(outcomes.length).toBe(50);
  });
});
