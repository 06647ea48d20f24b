/** Say a failure in the reader's words: the server's own sentence where there is one. */

import { Refused } from "./http";

export function sentence(failure: unknown, away: string): string {
  return failure instanceof Refused ? failure.refusal.title : away;
}
