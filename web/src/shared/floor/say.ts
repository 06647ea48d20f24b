/** Give a command and tell over the whole screen what became of it. */

import i18next from "i18next";
import { type Given, give, type Order } from "@/shared/offline/outbox";
import { showFlash } from "@/shared/ui/flash";

/** Booked, kept or parked: it is not lost. False when it was refused or could not be kept. */
export async function say(order: Order, done: string): Promise<Given | null> {
  let given: Given;
  try {
    given = await give(order);
  } catch {
    const t = i18next.t;
    showFlash({ tone: "bad", word: t("floor.notKept"), detail: t("floor.notKeptWhy") });
    return null;
  }
  show(given, order.said, done);
  return given.kind === "refused" ? null : given;
}

function show(given: Given, said: string, done: string): void {
  const t = i18next.t;
  if (given.kind === "booked") showFlash({ tone: "good", word: done, detail: said });
  else if (given.kind === "kept") showFlash({ tone: "kept", word: t("floor.kept"), detail: said });
  else if (given.kind === "parked") {
    showFlash({ tone: "kept", word: t("floor.parked"), detail: said });
  } else {
    showFlash({ tone: "bad", word: t("floor.refused"), detail: given.refusal.title });
  }
}
