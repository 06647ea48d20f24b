/** A routing as a drawing: layers from left to right, branches below each other. */

import { type AskedValue, type ValueDraft, valueDraft, writtenValue } from "./values";

export interface Step {
  readonly sequence: number;
  /** Sequences it waits for; null = the step before it. */
  readonly predecessors: readonly number[] | null;
}

export interface Placed<S extends Step> {
  readonly step: S;
  readonly x: number;
  readonly y: number;
  /** Sequences it waits for, as drawn. */
  readonly after: readonly number[];
}

export const BOX = { width: 176, height: 76, gapX: 48, gapY: 20, edge: 8 } as const;

/** Place each step one layer behind the last of those it waits for. */
export function placed<S extends Step>(steps: readonly S[]): readonly Placed<S>[] {
  const ordered = [...steps].sort((one, two) => one.sequence - two.sequence);
  const layers = new Map<number, number>();
  const lines = new Map<number, number>();
  return ordered.map((step, at) => {
    const before = ordered[at - 1];
    const after = step.predecessors ?? (before ? [before.sequence] : []);
    const layer = 1 + Math.max(-1, ...after.map((one) => layers.get(one) ?? -1));
    layers.set(step.sequence, layer);
    const line = lines.get(layer) ?? 0;
    lines.set(layer, line + 1);
    return {
      step,
      x: BOX.edge + layer * (BOX.width + BOX.gapX),
      y: BOX.edge + line * (BOX.height + BOX.gapY),
      after: after.filter((one) => layers.has(one)),
    };
  });
}

/** How large the drawing is. */
export function extent(boxes: readonly Placed<Step>[]): { width: number; height: number } {
  return {
    width: Math.max(0, ...boxes.map(({ x }) => x + BOX.width)) + BOX.edge,
    height: Math.max(0, ...boxes.map(({ y }) => y + BOX.height)) + BOX.edge,
  };
}

/** Curves from each step to those that wait for it. */
export function curves(boxes: readonly Placed<Step>[]): readonly string[] {
  const at = new Map(boxes.map((one) => [one.step.sequence, one]));
  return boxes.flatMap((to) =>
    to.after.flatMap((one) => {
      const from = at.get(one);
      if (!from) return [];
      const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
      const [x2, y2] = [to.x - 2, to.y + BOX.height / 2];
      const middle = (x1 + x2) / 2;
      return [`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`];
    }),
  );
}

/** An operation of a work master as the server keeps it; what this client does not edit stays. */
export interface Operation {
  readonly sequence: number;
  readonly name: string;
  readonly work_center?: string | null;
  readonly planned_setup_s?: string | number;
  readonly planned_run_s?: string | number;
  readonly is_outside?: boolean;
  readonly report_point?: boolean;
  readonly dependencies?: readonly { readonly predecessor: number }[] | null;
  readonly parameters?: readonly AskedValue[];
  readonly [field: string]: unknown;
}

/** One operation while it is edited. */
export interface Draft {
  readonly key: string;
  readonly kept: Operation | null;
  readonly sequence: string;
  readonly name: string;
  readonly work_center: string | null;
  readonly setup_s: string;
  readonly run_s: string;
  readonly waits: string;
  readonly is_outside: boolean;
  readonly report_point: boolean;
  readonly values: readonly ValueDraft[];
}

const plain = (value: unknown): string => {
  const text = String(value ?? "");
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
};

export function editable(operation: Operation): Draft {
  const waits = operation.dependencies;
  return {
    key: String(operation.sequence),
    kept: operation,
    sequence: String(operation.sequence),
    name: operation.name,
    work_center: operation.work_center ?? null,
    setup_s: plain(operation.planned_setup_s ?? 0),
    run_s: plain(operation.planned_run_s ?? 0),
    waits: waits ? waits.map((one) => one.predecessor).join("; ") || "-" : "",
    is_outside: operation.is_outside ?? false,
    report_point: operation.report_point ?? true,
    values: (operation.parameters ?? []).map(valueDraft),
  };
}

/** A further operation, numbered ten behind the last. */
export function blank(drafts: readonly Draft[], key: string): Draft {
  const last = Math.max(0, ...drafts.map((one) => Number(one.sequence) || 0));
  return {
    key,
    kept: null,
    sequence: String(last + 10),
    name: "",
    work_center: null,
    setup_s: "0",
    run_s: "0",
    waits: "",
    is_outside: false,
    report_point: true,
    values: [],
  };
}

const numbersIn = (text: string) => (text.match(/\d+/g) ?? []).map(Number);

/** What an operation waits for: nothing typed = the one before it, `-` = nothing. */
export function waitsFor(draft: Draft): readonly number[] | null {
  return draft.waits.trim() === "" ? null : numbersIn(draft.waits);
}

/** The operations as the command takes them. */
export function written(drafts: readonly Draft[]): readonly Record<string, unknown>[] {
  return drafts.map((one) => {
    const { dependencies: before, ...kept } = one.kept ?? ({} as Operation);
    const waits = waitsFor(one);
    const known = new Map((before ?? []).map((each) => [each.predecessor, each]));
    return {
      ...kept,
      sequence: Number(one.sequence) || 0,
      name: one.name.trim(),
      work_center: one.work_center,
      planned_setup_s: one.setup_s.trim() || "0",
      planned_run_s: one.run_s.trim() || "0",
      is_outside: one.is_outside,
      report_point: one.report_point,
      parameters: one.values.map(writtenValue),
      ...(waits === null
        ? {}
        : { dependencies: waits.map((each) => known.get(each) ?? { predecessor: each }) }),
    };
  });
}
