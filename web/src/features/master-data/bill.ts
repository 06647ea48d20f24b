/** A bill of materials as a tree, and its lines while somebody edits them. */

import type { Refusal } from "@/shared/api/http";
import type { RowOf } from "@/shared/api/query";
import type { Link } from "./read";

export type TreeRow = RowOf<"kernel.bill_tree">;

/** A row with what stands below it; no `children` where nothing does. */
export type TreeNode = TreeRow & { readonly children?: readonly TreeNode[] };

/** The rows of an explosion, each below the row whose path begins its own. */
export function nested(rows: readonly TreeRow[]): readonly TreeNode[] {
  const below = new Map<string, TreeRow[]>();
  for (const row of rows) {
    const above = row.path.split(".").slice(0, -1).join(".");
    below.set(above, [...(below.get(above) ?? []), row]);
  }
  const under = (path: string): readonly TreeNode[] =>
    (below.get(path) ?? []).map((row) => {
      const children = under(row.path);
      return children.length > 0 ? { ...row, children } : row;
    });
  return under("");
}

/** Paths of the rows that have something below them, down to a level. */
export function openTo(rows: readonly TreeRow[], level: number): readonly string[] {
  const paths = new Set(rows.map((row) => row.path.split(".").slice(0, -1).join(".")));
  return rows.filter((row) => row.level < level && paths.has(row.path)).map((row) => row.path);
}

/** A bill's head as it is read. */
export interface Bill {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly material: Link;
  readonly revision: string;
  readonly status: "draft" | "released" | "obsolete";
  readonly effective_on: string | null;
  readonly quantity: unknown;
  readonly version: number;
}

/** One line as it is read. */
export interface Line {
  readonly id: string;
  readonly line: string;
  readonly material: Link;
  readonly use: string;
  readonly quantity_per: unknown;
  readonly is_fixed: boolean;
  readonly scrap_share: string;
  readonly operation: string | null;
  readonly issue_method: string;
  readonly substitute_group: string | null;
  readonly cost_share: string | null;
}

/** One line as it is edited: all texts, as fields hold them. */
export interface Draft {
  readonly key: string;
  readonly line: number | null;
  readonly material: string | null;
  readonly known: Link | null;
  readonly quantity_per: string;
  readonly scrap: string;
  readonly is_fixed: boolean;
  readonly operation: string;
  readonly use: string;
  readonly issue_method: string;
  readonly substitute_group: string;
  readonly cost_share: string | null;
}

const plain = (value: unknown): string => {
  const amount =
    typeof value === "object" && value !== null && "amount" in value ? value.amount : value;
  const text = String(amount ?? "");
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
};

/** A line as fields hold it; the scrap share as a percentage. */
export function editable(line: Line): Draft {
  return {
    key: line.id,
    line: Number(line.line),
    material: line.material.id,
    known: line.material,
    quantity_per: plain(line.quantity_per),
    scrap: plain(asPercent(line.scrap_share)),
    is_fixed: line.is_fixed,
    operation: line.operation ?? "",
    use: line.use,
    issue_method: line.issue_method,
    substitute_group: line.substitute_group ?? "",
    cost_share: line.cost_share,
  };
}

/** An empty line. */
export function blank(key: string): Draft {
  return {
    key,
    line: null,
    material: null,
    known: null,
    quantity_per: "1",
    scrap: "",
    is_fixed: false,
    operation: "",
    use: "consume",
    issue_method: "issue",
    substitute_group: "",
    cost_share: null,
  };
}

/** `0.05` as `5`: the point moves, no digit is lost. */
export function asPercent(share: string): string {
  return shifted(share, 2);
}

/** `5` as `0.05`. */
export function asShare(percent: string): string {
  return percent.trim() === "" ? "0" : shifted(percent.trim(), -2);
}

function shifted(decimal: string, places: number): string {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(decimal);
  if (!match) return decimal;
  const [, sign = "", whole = "", fraction = ""] = match;
  const padded = places < 0 ? whole.padStart(-places + 1, "0") : whole;
  const rest = places > 0 ? fraction.padEnd(places, "0") : fraction;
  const at = padded.length + places;
  const digits = padded + rest;
  const result = `${digits.slice(0, at) || "0"}.${digits.slice(at)}`;
  return sign + result.replace(/^0+(?=\d)/, "").replace(/\.?0*$/, "");
}

/** The lines as the command takes them. */
export function written(lines: readonly Draft[]): readonly Record<string, unknown>[] {
  return lines.map((one) => ({
    material: one.material ?? "",
    ...(one.line === null ? {} : { line: one.line }),
    quantity_per: one.quantity_per.trim() || "0",
    scrap_share: asShare(one.scrap),
    is_fixed: one.is_fixed,
    operation: one.operation.trim() || null,
    use: one.use,
    issue_method: one.issue_method,
    substitute_group: one.substitute_group.trim() || null,
    ...(one.cost_share === null ? {} : { cost_share: one.cost_share }),
  }));
}

/** What a refusal says of one line's field (`3/quantity_per`), and of the whole under "". */
export function byPlace(refusal: Refusal, list: string): Readonly<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const one of refusal.problems?.length ? refusal.problems : [refusal]) {
    const steps = (one.at ?? "").split("/").filter(Boolean);
    const place = steps[0] === list && steps.length > 1 ? steps.slice(1).join("/") : "";
    said[place] = said[place] ? `${said[place]} ${one.title}` : one.title;
  }
  return said;
}
