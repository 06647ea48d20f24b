/** Bills and routings written as a whole; the server says which revision that became. */

import { request } from "@/shared/api/http";
import { uuid7 } from "@/shared/api/uuid";
import { type Bill, editable, type Line, written } from "./bill";
import { quoted } from "./read";

interface Answer {
  readonly records?: readonly { readonly entity: string; readonly id: string }[];
}

async function giveWritten(
  verb: string,
  body: Readonly<Record<string, unknown>>,
  entity: string,
): Promise<string | null> {
  const answer = await request<Answer>("POST", `/api/v1/commands/${verb}`, {
    id: uuid7(),
    ...body,
  });
  return answer.records?.find((one) => one.entity === entity)?.id ?? null;
}

/** Write a bill; the id of the revision that says it now, null where nothing differed. */
export const writeBill = (body: Readonly<Record<string, unknown>>) =>
  giveWritten("kernel.write_material_bill", body, "material_bill");

/** Write a routing; the id of the revision that says it now, null where nothing differed. */
export const writeRouting = (body: Readonly<Record<string, unknown>>) =>
  giveWritten("kernel.write_work_master", body, "work_master");

/** A bill's lines, in their order. */
export async function linesOf(bill: string): Promise<readonly Line[]> {
  const words = new URLSearchParams({
    limit: "1000",
    order: "line",
    filter: `material_bill.id = ${quoted(bill)}`,
  });
  const page = await request<{ readonly rows: readonly Line[] }>(
    "GET",
    `/api/v1/records/material_bill_line?${words}`,
  );
  return page.rows;
}

/** Begin a new draft that says what this revision says; its id. */
export async function revised(bill: Bill): Promise<string> {
  const lines = (await linesOf(bill.id)).map(editable);
  const made = await writeBill({
    material: bill.material.id,
    code: bill.code,
    new_revision: true,
    lines: written(lines),
  });
  return made ?? bill.id;
}

/** Draft a routing typed in one line; its id. */
export const createRouting = (values: Readonly<Record<string, unknown>>) =>
  giveWritten(
    "kernel.create_work_master",
    Object.fromEntries(Object.entries(values).filter(([, value]) => value)),
    "work_master",
  );
