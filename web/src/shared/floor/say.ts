/** Give a command and tell over the whole screen what became of it. */

import i18next from "i18next";
import { askSecond, needsSecond } from "@/shared/api/second";
import type { Returned } from "@/shared/offline/entry";
import { type Given, give, giveAgain, type Order } from "@/shared/offline/outbox";
import { showFlash } from "@/shared/ui/flash";

/** Booked, kept or parked: it is not lost. False when it was refused or could not be kept. */
export async function say(order: Order, done: string): Promise<Given | null> {
  let given: Given;
  try {
    given = await giveSigned(order);
  } catch {
    const t = i18next.t;
    showFlash({ tone: "bad", word: t("floor.notKept"), detail: t("floor.notKeptWhy") });
    return null;
  }
  show(given, order.said, done);
  return given.kind === "refused" ? null : given;
}

/** Give what came back once more, now that what was missing is there. */
export async function sayAgain(back: Returned, done: string): Promise<void> {
  const { user, name, id, command, fields, said } = back;
  show(await giveAgain({ user, name, id, command, fields, said }), said, done);
}

/** Give a command; what two people decide is signed by the other one, then given again. */
export async function giveSigned(order: Order): Promise<Given> {
  let said = await give(order);
  while (said.kind === "refused" && needsSecond(said.refusal)) {
    const { given, refusal } = said;
    const what = { command: given.command, body: given.fields, refusal };
    if (!(await askSecond(what))) return said;
    said = await giveAgain(given);
  }
  return said;
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
