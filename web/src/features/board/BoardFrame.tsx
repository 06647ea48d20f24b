/** Who a board is shown for: somebody signed in, or the paired screen itself; else it is paired. */

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { actAs, Refused } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import { whoAmI } from "@/shared/api/session";
import {
  askForPairing,
  forgetTerminalKey,
  keepTerminalKey,
  lastTenant,
  type Pairing,
  readTerminal,
  terminalKey,
} from "@/shared/api/terminal";
import { followHints } from "@/shared/live";
import { useNightlyReload } from "./nightly";
import "./board.css";

const ASK_MS = 2_500;
const AGAIN_MS = 10_000;
/** Answers about minutes that have passed are forgotten soon: a board runs for months. */
const KEPT_MS = 20_000;

type Shown = "looking" | "board" | "pairing" | "away";

/** Ask who is there: a session first, then this screen's own key. */
async function whoShows(): Promise<Shown> {
  actAs(null);
  try {
    await whoAmI();
    return "board";
  } catch (failure) {
    if (!(failure instanceof Refused)) return "away";
  }
  const key = terminalKey();
  if (key === null) return "pairing";
  actAs(key);
  try {
    await whoAmI();
    return "board";
  } catch (failure) {
    actAs(null);
    if (!(failure instanceof Refused)) return "away";
    if (failure.refusal.status === 401) forgetTerminalKey();
    return "pairing";
  }
}

export function BoardFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [shown, setShown] = useState<Shown>("looking");
  const look = useCallback(() => void whoShows().then(setShown), []);
  useNightlyReload();
  useEffect(() => {
    look();
    const before = queries.getDefaultOptions();
    queries.setDefaultOptions({ ...before, queries: { ...before.queries, gcTime: KEPT_MS } });
    return () => {
      actAs(null);
      queries.setDefaultOptions(before);
    };
  }, [look, queries]);
  useEffect(() => {
    if (shown === "board") return followHints(queries);
    if (shown !== "away") return undefined;
    const again = setTimeout(look, AGAIN_MS);
    return () => clearTimeout(again);
  }, [shown, queries, look]);
  return (
    <main className="board" aria-busy={shown === "looking"}>
      {shown === "board" && children}
      {shown === "away" && <p className="board-say">{t("state.away")}</p>}
      {shown === "pairing" && <Pair onPaired={look} />}
    </main>
  );
}

function Pair({ onPaired }: { readonly onPaired: () => void }) {
  const { t } = useTranslation();
  const [pairing, setPairing] = useState<Pairing | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [tenant, setTenant] = useState(lastTenant);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSaid(null);
    askForPairing(tenant.trim()).then(setPairing, (failure: unknown) =>
      setSaid(sentence(failure, t("state.away"))),
    );
  };
  const over = useCallback(() => {
    setPairing(null);
    setSaid(t("board.over"));
  }, [t]);
  useEffect(() => {
    if (pairing === null) return undefined;
    const asking = setInterval(async () => {
      if (Date.now() > Date.parse(pairing.ends_at)) return over();
      try {
        await readTerminal(pairing.key);
      } catch (failure) {
        if (failure instanceof Refused && failure.refusal.code === "not-signed-in") over();
        return;
      }
      keepTerminalKey(pairing.key);
      onPaired();
    }, ASK_MS);
    return () => clearInterval(asking);
  }, [pairing, onPaired, over]);
  return (
    <section className="board-pair">
      <h1>{t("board.pair")}</h1>
      {said && <p role="alert">{said}</p>}
      {pairing === null ? (
        <form onSubmit={submit}>
          <label htmlFor="tenant">{t("signIn.tenant")}</label>
          <input
            id="tenant"
            autoCapitalize="off"
            autoComplete="off"
            value={tenant}
            onChange={(event) => setTenant(event.target.value)}
          />
          <button type="submit">{t("board.begin")}</button>
          <a href="/sign-in?back=/board">{t("signIn.title")}</a>
        </form>
      ) : (
        <>
          <p className="board-code" data-testid="pairing-code">
            {pairing.code.slice(0, 3)} {pairing.code.slice(3)}
          </p>
          <p>{t("board.how")}</p>
        </>
      )}
    </section>
  );
}
