/** Give a command and tell over the whole screen what became of it. */

import i18next from "i18next";
import type { Refusal } from "@/shared/api/http";
import { askSecond, needsSecond } from "@/shared/api/second";
import { holds } from "@/shared/api/session";
import type { Returned } from "@/shared/offline/entry";
import { type Given, give, giveAgain, type Order, useOutbox } from "@/shared/offline/outbox";
import { showFlash } from "@/shared/ui/flash";

/** Booked, kept or parked: it is not lost. False when it was refused or could not be kept. */
export async function say(order: Order, done: string): Promise<Given | null> {
  let given: Given;
  try {
    given = await overruled(await giveSigned(order));
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
  const given = await giveAgain({ user, name, id, command, fields, said });
  show(await overruled(given), said, done);
}

/** Give a command; what two people decide is signed by the other one, then given again. */
export async function giveSigned(order: Order): Promise<Given> {
  return signed(await give(order));
}

async function signed(given: Given): Promise<Given> {
  let said = given;
  while (said.kind === "refused" && needsSecond(said.refusal)) {
    const { given: asked, refusal } = said;
    const what = { command: asked.command, body: asked.fields, refusal };
    if (!(await askSecond(what))) return said;
    said = await giveAgain(asked);
  }
  return said;
}

/**
 * A refusal that one may overrule is read first; then the same command goes again with its code.
 * Left at that, it stays refused, and was seen.
 */
async function overruled(said: Given): Promise<Given> {
  let now = said;
  while (now.kind === "refused" && mayOverrule(now.refusal) && (await goesOn(now.refusal))) {
    const { given, refusal } = now;
    const before = (given.fields.confirm ?? []) as readonly string[];
    const fields = { ...given.fields, confirm: [...before, refusal.confirm] };
    now = await signed(await giveAgain({ ...given, fields }));
  }
  return now;
}

/** Whether who is signed in may have it done after all; the server checks it anyway. */
function mayOverrule({ confirm }: Refusal): boolean {
  const { who } = useOutbox.getState();
  return confirm !== undefined && who !== null && holds(who.permissions, `override:${confirm}`);
}

function goesOn({ title }: Refusal): Promise<boolean> {
  const t = i18next.t;
  return new Promise((tell) =>
    showFlash({
      tone: "bad",
      word: t("floor.refused"),
      detail: title,
      other: { word: t("floor.anyway"), act: () => tell(true) },
      read: () => tell(false),
    }),
  );
}

function show(given: Given, said: string, done: string): void {
  const t = i18next.t;
  if (given.kind === "booked") showFlash({ tone: "good", word: done, detail: said });
  else if (given.kind === "kept") showFlash({ tone: "kept", word: t("floor.kept"), detail: said });
  else if (given.kind === "parked") {
    showFlash({ tone: "kept", word: t("floor.parked"), detail: said });
  } else if (!mayOverrule(given.refusal)) {
    showFlash({ tone: "bad", word: t("floor.refused"), detail: given.refusal.title });
  }
}
