/** Commands given anew that had been booked already: which, when, and how to book them once more. */

import { commandsOf, type Said } from "./unanswered";

/** What was given a second time under the ids of the first. */
export interface Repetition {
  readonly path: string;
  /** What had been booked before, as it would be booked once more: with ids of its own. */
  readonly body: Said;
  readonly bookedAt: string;
  /** How many commands had been booked before, of how many that were given. */
  readonly count: number;
  readonly of: number;
}

interface Booked {
  readonly recorded_at: string;
  /** The server knew the id; it booked nothing this time. */
  readonly repeated?: boolean;
}

type Told = Booked | { readonly answers: readonly { readonly answer?: Booked }[] };

/** What of a body was booked before, by its answer; null: nothing. */
export function repetitionOf(path: string, body: Said, answer: unknown): Repetition | null {
  const told = answer as Told;
  const booked = "answers" in told ? told.answers.map((one) => one.answer) : [told];
  const before = booked.flatMap((one, at) => (one?.repeated ? [{ one, at }] : []));
  const [first] = before;
  if (!first) return null;
  const commands = commandsOf(body);
  const again = before.map(({ at }) => commands[at]);
  return {
    path,
    body: "answers" in told ? { ...body, commands: again } : body,
    bookedAt: first.one.recorded_at,
    count: before.length,
    of: commands.length,
  };
}
