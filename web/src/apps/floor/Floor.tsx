/** Pair, sign in, work: which of the three a terminal shows. */

import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { PairingPage } from "@/features/floor-pairing";
import { SignInTiles } from "@/features/floor-sign-in";
import { WaitingPage } from "@/features/floor-waiting";
import { onSignedOut, Refused } from "@/shared/api/http";
import { type Me, signOut } from "@/shared/api/session";
import { forgetTerminalKey, type Terminal, terminalKey } from "@/shared/api/terminal";
import { goTo, useAddress } from "@/shared/floor/address";
import { SecondSheet } from "@/shared/floor/SecondSheet";
import { askStation, useStation } from "@/shared/floor/station";
import { sendFor } from "@/shared/offline/outbox";
import { PlainNote } from "@/shared/scan";
import { useTheme } from "@/shared/theme/mode";
import { FlashScreen } from "@/shared/ui/FlashScreen";
import { Header } from "./Header";
import { useIdle } from "./idle";
import { Screens } from "./Screens";
import { HOME, screenAt, screensFor } from "./screens";
import { keepMe, keptNode, presentPerson, presentTerminal } from "./who";

export function Floor() {
  const mode = useTheme((state) => state.mode);
  const [key, setKey] = useState(terminalKey);
  useEffect(() => {
    document.documentElement.dataset.theme = mode;
  }, [mode]);
  const unpair = useCallback(() => {
    forgetTerminalKey();
    setKey(null);
  }, []);
  return (
    <>
      {key === null ? (
        <Unpaired onPaired={setKey} />
      ) : (
        <Paired terminalKey={key} onUnpaired={unpair} />
      )}
      <FlashScreen />
    </>
  );
}

function Unpaired({ onPaired }: { readonly onPaired: (key: string) => void }) {
  return (
    <div className="floor">
      <Header title="" />
      <PlainNote />
      <PairingPage onPaired={onPaired} />
    </div>
  );
}

/** Read a terminal; its key may have been taken back meanwhile. */
function useTerminal(key: string, onUnpaired: () => void, again: unknown): Terminal | null {
  const [terminal, setTerminal] = useState<Terminal | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: people change while nobody is signed in
  useEffect(() => {
    presentTerminal(key)
      .then(setTerminal)
      .catch((failure: unknown) => {
        if (failure instanceof Refused && failure.refusal.status === 401) onUnpaired();
      });
  }, [key, onUnpaired, again]);
  return terminal;
}

interface Asked {
  readonly terminalKey: string;
  readonly onUnpaired: () => void;
}

function Paired({ terminalKey: key, onUnpaired }: Asked) {
  const { t } = useTranslation();
  const [me, setMe] = useState<Me | null | undefined>(undefined);
  const [locked, setLocked] = useState(false);
  const [draft, setDraft] = useState(false);
  const [badge, setBadge] = useState<string | undefined>(undefined);
  const [panel, setPanel] = useState<"waiting" | "leaving" | null>(null);
  const terminal = useTerminal(key, onUnpaired, me === null);
  const { station, isKnown } = useStation(terminal?.node, me?.user);
  const { screen, path } = useAddress();
  const shown = useMemo(() => screensFor(me?.permissions ?? []), [me]);
  const current = screenAt(screen, shown);
  const lock = useCallback(() => setLocked(true), []);
  useIdle(lock, draft || me === null);
  useEffect(() => {
    onSignedOut(lock);
    void presentPerson().then((found) => {
      const node = found && keptNode();
      if (node) void askStation(node);
      setMe(found);
      setLocked(false);
      sendFor(found);
    });
  }, [lock]);
  const begin = (found: Me) => {
    keepMe(found);
    setMe(found);
    setLocked(false);
    setBadge(undefined);
    sendFor(found);
  };
  const leave = async () => {
    await signOut().catch(() => undefined);
    keepMe(null);
    sendFor(null);
    setPanel(null);
    setDraft(false);
    setMe(null);
  };
  if (me === undefined || terminal === null) return <div className="floor" aria-busy="true" />;
  const asks = me === null || locked || badge !== undefined;
  return (
    <div className="floor">
      <Header
        title={station?.name ?? terminal.terminal}
        name={asks ? undefined : me?.name}
        screen={current && t(`floor.screen.${current.id}`)}
        onHome={asks || shown.length < 2 ? undefined : () => goTo({ screen: HOME, path: [] })}
        onWaiting={() => setPanel("waiting")}
        onLock={lock}
        onLeave={() => setPanel("leaving")}
      />
      {asks && <PlainNote />}
      {asks && (
        <SignInTiles
          key={badge ?? ""}
          terminal={terminal}
          terminalKey={key}
          locked={me ?? undefined}
          badge={badge}
          onSignedIn={begin}
        />
      )}
      {me && (
        <div className="work" hidden={asks}>
          <Screens
            key={me.user}
            me={me}
            station={station}
            isKnown={isKnown}
            terminalKey={key}
            terminal={terminal}
            onPerson={begin}
            shown={shown}
            current={current}
            path={path}
            active={!asks && panel === null}
            onDraft={setDraft}
            onBadge={setBadge}
          />
        </div>
      )}
      {panel !== null && (
        <WaitingPage
          onSignOut={panel === "leaving" ? leave : undefined}
          onClose={() => setPanel(null)}
        />
      )}
      {!asks && <SecondSheet />}
      {asks && me && <p className="quiet under">{t("floor.signIn.kept", { name: me.name })}</p>}
    </div>
  );
}
