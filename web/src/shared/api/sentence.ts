/** Say a failure in the reader's words: the server's own sentence where there is one. */

import i18next from "i18next";
import { Refused, TooSlow } from "./http";

export function sentence(failure: unknown, away: string): string {
  if (failure instanceof TooSlow) return i18next.t("state.slow", { seconds: failure.seconds });
  return failure instanceof Refused ? failure.refusal.title : away;
}

/** As `sentence`, where a PIN was asked for. */
export function pinSentence(failure: unknown, away: string): string {
  const isWrong = failure instanceof Refused && failure.refusal.code === "wrong-credentials";
  return isWrong ? i18next.t("second.wrongPin") : sentence(failure, away);
}
