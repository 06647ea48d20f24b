/** A terminal that nobody took in yet: it shows six digits that a person types in the office. */

import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refused } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import {
  askForPairing,
  keepTerminalKey,
  lastTenant,
  type Pairing,
  readTerminal,
} from "@/shared/api/terminal";
import "./pairing.css";

/** A waiting terminal is no guesser to the server; it only keeps to this pace. */
const ASK_MS = 2_500;

export function PairingPage({ onPaired }: { readonly onPaired: (key: string) => void }) {
  const { t } = useTranslation();
  const [pairing, setPairing] = useState<Pairing | null>(null);
  const [isAsked, setAsked] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    askForPairing(lastTenant())
      .then(setPairing)
      .catch(() => undefined)
      .finally(() => setAsked(true));
  }, []);
  const begin = async (tenant: string) => {
    setSaid(null);
    try {
      setPairing(await askForPairing(tenant));
    } catch (failure) {
      setSaid(sentence(failure, t("state.away")));
    }
  };
  const over = useCallback(() => {
    setPairing(null);
    setSaid(t("floor.pairing.over"));
  }, [t]);
  return (
    <main className="floor-center">
      <img src="/taktline.svg" alt="" width={72} height={72} />
      <h1>{t("floor.pairing.title")}</h1>
      {said !== null && (
        <p className="note bad" role="alert">
          {said}
        </p>
      )}
      {!isAsked ? (
        <p className="quiet" aria-busy="true">
          {t("floor.loading")}
        </p>
      ) : pairing === null ? (
        <TenantForm onTenant={begin} />
      ) : (
        <Code pairing={pairing} onPaired={onPaired} onOver={over} />
      )}
    </main>
  );
}

function TenantForm({ onTenant }: { readonly onTenant: (tenant: string) => void }) {
  const { t } = useTranslation();
  const [tenant, setTenant] = useState(lastTenant);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onTenant(tenant.trim());
  };
  return (
    <form className="pairing-form" onSubmit={submit}>
      <label htmlFor="tenant">{t("signIn.tenant")}</label>
      <input
        id="tenant"
        autoCapitalize="off"
        autoComplete="off"
        value={tenant}
        onChange={(event) => setTenant(event.target.value)}
      />
      <button type="submit" className="key primary">
        {t("floor.pairing.begin")}
      </button>
    </form>
  );
}

function Code({
  pairing,
  onPaired,
  onOver,
}: {
  readonly pairing: Pairing;
  readonly onPaired: (key: string) => void;
  readonly onOver: () => void;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    const asking = setInterval(async () => {
      if (Date.now() > Date.parse(pairing.ends_at)) return onOver();
      try {
        await readTerminal(pairing.key);
      } catch (failure) {
        if (failure instanceof Refused && failure.refusal.code === "not-signed-in") onOver();
        return;
      }
      keepTerminalKey(pairing.key);
      onPaired(pairing.key);
    }, ASK_MS);
    return () => clearInterval(asking);
  }, [pairing, onPaired, onOver]);
  return (
    <>
      <p className="pairing-code" data-testid="pairing-code">
        {pairing.code.slice(0, 3)} {pairing.code.slice(3)}
      </p>
      <p className="pairing-how">{t("floor.pairing.how")}</p>
      <p className="quiet">{t("floor.pairing.waiting")}</p>
    </>
  );
}
