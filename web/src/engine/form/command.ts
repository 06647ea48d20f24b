/** Give a command of an entity: a fresh id made here, refusals sorted to their fields. */

import { type Refusal, Refused, request, Unreachable } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import { uuid7 } from "@/shared/api/uuid";

/** Give one command; the answer's id. The same body given again after a lost answer is one effect. */
export async function give(verb: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  await giving(verb, fields);
}

/** Give one command, and read what came of it. */
export function giving<Answer>(
  verb: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const body = { id: uuid7(), ...fields };
  return surely(() => request<Answer>("POST", `/api/v1/commands/${verb}`, body));
}

/** One of several commands that are given together. */
export interface Given {
  readonly verb: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Answers {
  readonly answers: readonly { readonly problem?: Refusal }[];
}

/** Send once more where no answer came: with the same ids it is done once, if it arrived or not. */
function surely<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  return send().catch((failure) => {
    if (!(failure instanceof Unreachable)) throw failure;
    return send();
  });
}

/** Give several commands, all or none; the first refusal is thrown. */
export async function giveTogether(commands: readonly Given[]): Promise<void> {
  const sent = commands.map(({ verb, fields }) => ({ command: verb, id: uuid7(), ...fields }));
  const body = { commands: sent, atomic: true };
  const { answers } = await surely(() => request<Answers>("POST", "/api/v1/commands", body));
  const refused = answers.find((one) => one.problem)?.problem;
  if (refused) throw new Refused(refused);
}

/** What a refusal says beside which field; under "" what belongs to none. */
export function byField(failure: unknown, away: string): Readonly<Record<string, string>> {
  if (!(failure instanceof Refused)) return { "": sentence(failure, away) };
  const { refusal } = failure;
  const each: readonly Refusal[] = refusal.problems?.length ? refusal.problems : [refusal];
  const said: Record<string, string> = {};
  for (const one of each) {
    const field = one.at?.split("/").filter(Boolean)[0] ?? "";
    said[field] = said[field] ? `${said[field]} ${one.title}` : one.title;
  }
  return said;
}
