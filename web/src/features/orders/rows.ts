/** What is read of work orders and their job orders, and which steps their state allows. */

import { queryOptions } from "@tanstack/react-query";
import { request } from "@/shared/api/http";
import type { RowOf } from "@/shared/api/query";

export interface Order {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly status: string;
  readonly unit: string | null;
  readonly ordered: string;
  readonly material: { readonly code: string | null; readonly title: string | null } | null;
  readonly due_at: string | null;
  readonly priority: string;
}

export interface JobRow {
  readonly id: string;
  readonly code: string;
  readonly sequence: number;
  readonly operation: string;
  readonly work_type: string;
  readonly status: string;
  readonly ordered: string;
  readonly good: string;
  readonly repaired: string;
  readonly scrap: string;
  readonly rework: string;
  readonly in_process: string;
  readonly to_judge: string;
  readonly unreported: string;
  readonly started_at?: string | null;
  readonly ended_at?: string | null;
}

export type JobDetail = RowOf<"kernel.job_order">;

export interface ReportRow {
  readonly report: string;
  readonly kind: string;
  readonly occurred_at: string;
  readonly good: string;
  readonly scrap: string;
  readonly rework: string;
  readonly defective: string;
  readonly sign: number;
  readonly lot: string | null;
  readonly reason: string | null;
  readonly source: string;
  readonly is_reversed: boolean;
  /** Values of the process. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type CostRow = RowOf<"kernel.work_order_cost">;

/** One work order by its code; null where there is none that the reader may see. */
export const orderQuery = (code: string) =>
  queryOptions({
    queryKey: ["record", "work_order", code],
    queryFn: async () => {
      const asked = new URLSearchParams({ filter: `code = ${JSON.stringify(code)}`, limit: "2" });
      const page = await request<{ rows: Order[] }>("GET", `/api/v1/records/work_order?${asked}`);
      return page.rows.find((one) => one.code === code) ?? null;
    },
  });

export type OrderStep = "release" | "close" | "cancel";
export type JobStep = "pause" | "resume" | "hold" | "releaseHeld";

const ENDED = new Set(["closed", "cancelled", "aborted"]);

/** The steps a state invites to; the server alone says which are allowed. */
export function orderSteps(status: string): readonly OrderStep[] {
  if (ENDED.has(status)) return [];
  if (status === "draft") return ["release", "cancel"];
  if (status === "completed") return ["close"];
  return ["close", "cancel"];
}

export function jobSteps(status: string): readonly JobStep[] {
  if (status === "held") return ["releaseHeld"];
  if (status === "suspended") return ["resume"];
  return status === "running" ? ["pause", "hold"] : [];
}

export type MaterialRow = RowOf<"kernel.work_order_materials">;

export type StoryRow = RowOf<"kernel.work_order_story">;
