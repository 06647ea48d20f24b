/** Commands on records: whom they name, which version they saw, many of them one after the other. */

import { type Refusal, Refused, request } from "@/shared/api/http";
import { uuid7 } from "@/shared/api/uuid";
import type { Row } from "../list/records";
import type { Action } from "../metadata";
import type { Given } from "./command";
import { filled } from "./values";

export const BULK_MAX = 5_000;
const AT_ONCE = 50;

/** One command on one record. */
export function actionOn(
  action: Action,
  row: Row,
  values: Readonly<Record<string, unknown>>,
): Given {
  const named = action.by_code && typeof row.code === "string" ? row.code : row.id;
  const version = action.is_versioned ? { expected_version: row.version } : {};
  const given = { ...filled(values), ...counted(action, values) };
  return { verb: action.verb, fields: { ...given, ...version, [action.record]: named } };
}

/** Whole numbers, which commands want as such; what is none is left for the server to refuse. */
function counted(action: Action, values: Given["fields"]): Given["fields"] {
  const whole = action.fields.filter(({ type, places }) => type === "number" && places === 0);
  const told = whole.map(({ name }) => [name, values[name]] as const);
  return Object.fromEntries(
    told
      .filter(([, value]) => typeof value === "string" && /^-?\d{1,15}$/.test(value))
      .map(([name, value]) => [name, Number(value)]),
  );
}

/** What became of one of many commands. */
export interface Outcome {
  readonly row: Row;
  readonly refusal: Refusal | null;
}

export interface Doing {
  /** Hear how many are done. */
  readonly onProgress: (done: number, refused: number) => void;
  readonly isStopped: () => boolean;
}

interface Answers {
  readonly answers: readonly { readonly problem?: Refusal }[];
}

type Send = (body: unknown) => Promise<Answers>;
const send: Send = (body) => request<Answers>("POST", "/api/v1/commands", body);

/** Give a command on each of many records, some at once; those refused do not stop the others. */
export async function giveEach(
  rows: readonly Row[],
  commandOn: (row: Row) => Given,
  { onProgress, isStopped }: Doing,
  sent: Send = send,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let refused = 0;
  for (let at = 0; at < rows.length && !isStopped(); at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE);
    const commands = some.map((row) => {
      const { verb, fields } = commandOn(row);
      return { command: verb, id: uuid7(), ...fields };
    });
    const told = await answered(commands, sent);
    some.forEach((row, index) => {
      const refusal = told[index] ?? null;
      if (refusal) refused += 1;
      outcomes.push({ row, refusal });
    });
    onProgress(outcomes.length, refused);
  }
  return outcomes;
}

/** The refusals of some commands; a request that is refused as a whole refuses each of them. */
async function answered(
  commands: readonly unknown[],
  sent: Send,
): Promise<readonly (Refusal | null)[]> {
  try {
    const { answers } = await sent({ commands });
    return answers.map((one) => one.problem ?? null);
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    return commands.map(() => failure.refusal);
  }
}
