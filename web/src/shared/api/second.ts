/** What two people decide: another person signs for a command, then it is sent again as it was. */

import { create } from "zustand";
import { aroundChanges, type Refusal, Refused, request } from "./http";
import { type RowOf, readQuery } from "./query";

const COMMANDS = "/api/v1/commands";
const MISSING = "second-signature-missing";

export type Signer = RowOf<"platform.second_signers">;

/** Who signs: somebody of a list, or whose badge was read. */
export type ShownBy = { readonly user: string } | { readonly badge: string };

/** A command that waits for a signature; its body as it will be sent, with its id. */
export interface ToSign {
  readonly command: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly refusal: Refusal;
}

export interface Asked extends ToSign {
  readonly end: (isSigned: boolean) => void;
}

/** What is to be signed now; the frame shows it over whatever is open. */
export const useSecond = create<{ readonly asked: Asked | null }>(() => ({ asked: null }));

export const needsSecond = ({ code }: Pick<Refusal, "code">): boolean => code === MISSING;

let before: Promise<unknown> = Promise.resolve();

/** Have a command signed by another person, one after the other; false where nobody did. */
export function askSecond(what: ToSign): Promise<boolean> {
  const own = before.then(
    () =>
      new Promise<boolean>((tell) => {
        const end = (isSigned: boolean) => {
          useSecond.setState({ asked: null });
          tell(isSigned);
        };
        useSecond.setState({ asked: { ...what, end } });
      }),
  );
  before = own;
  return own;
}

/** Who may sign for what a refusal asks of a second person. */
export async function signersOf({ args }: Refusal): Promise<readonly Signer[]> {
  const topic = String(args?.needs ?? "").split(":")[1] ?? "";
  return (await readQuery("platform.second_signers", { topic })).rows;
}

export async function sign(what: ToSign, who: ShownBy, pin: string): Promise<void> {
  const { command, body } = what;
  await request("POST", "/api/v1/second-signature", { command, body, ...who, pin });
}

interface Batch {
  readonly commands?: readonly (Readonly<Record<string, unknown>> & { readonly command: string })[];
  readonly atomic?: boolean;
}

interface Answers {
  readonly answers: readonly { readonly answer?: unknown; readonly problem?: Refusal }[];
}

/** From now on every change that lacks a signature asks for it before it is refused. */
export function letSecondSign(): void {
  aroundChanges(<T>(path: string, body: unknown, send: () => Promise<T>): Promise<T> => {
    if (path === COMMANDS)
      return ofBatch(body as Batch, send as () => Promise<Answers>) as Promise<T>;
    if (!path.startsWith(`${COMMANDS}/`)) return send();
    return ofOne(path.slice(COMMANDS.length + 1), body as ToSign["body"], send);
  });
}

async function ofOne<T>(command: string, body: ToSign["body"], send: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await send();
    } catch (failure) {
      if (!(failure instanceof Refused) || !needsSecond(failure.refusal)) throw failure;
      if (!(await askSecond({ command, body, refusal: failure.refusal }))) throw failure;
    }
  }
}

/** What of a batch lacks a signature is given once more by itself; all-or-none as a whole. */
async function ofBatch(batch: Batch, send: () => Promise<Answers>): Promise<Answers> {
  const { commands = [], atomic } = batch;
  const told = await send();
  const answers = [...told.answers];
  for (const [index, given] of commands.entries()) {
    const refusal = answers[index]?.problem;
    if (!refusal || !needsSecond(refusal)) continue;
    const { command, ...body } = given;
    if (atomic) {
      return (await askSecond({ command, body, refusal })) ? ofBatch(batch, send) : told;
    }
    answers[index] = await again(command, body);
  }
  return { ...told, answers };
}

async function again(command: string, body: ToSign["body"]): Promise<Answers["answers"][number]> {
  try {
    return { answer: await request("POST", `${COMMANDS}/${command}`, body) };
  } catch (failure) {
    if (failure instanceof Refused) return { problem: failure.refusal };
    throw failure;
  }
}
