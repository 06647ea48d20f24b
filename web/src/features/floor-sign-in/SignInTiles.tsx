/** Who works here now: a tile or a badge, then four to six digits. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Unreachable } from "@/shared/api/http";
import { pinSentence } from "@/shared/api/sentence";
import type { Me } from "@/shared/api/session";
import { signInWithPin, type Terminal, type Tile, type Who } from "@/shared/api/terminal";
import { useScan } from "@/shared/scan";
import { Keypad } from "@/shared/touch/Keypad";
import type { PadKey } from "@/shared/touch/typed";
import { Sign } from "@/shared/ui/Sign";
import { ordered, readRecent, remember } from "./recent";
import "./sign-in.css";

const PIN_SHORTEST = 4;
const PIN_LONGEST = 6;

interface Chosen {
  readonly who: Who;
  readonly name: string;
}

interface Asked {
  readonly terminal: Terminal;
  readonly terminalKey: string;
  /** Whose station it is at the moment; asked first when the screen was locked. */
  readonly locked?: { readonly user: string; readonly name: string } | undefined;
  readonly badge?: string | undefined;
  readonly onSignedIn: (me: Me) => void;
}

function firstChosen(asked: Asked): Chosen | null {
  if (asked.badge !== undefined) return { who: { badge: asked.badge }, name: asked.badge };
  if (asked.locked === undefined) return null;
  return { who: { user: asked.locked.user }, name: asked.locked.name };
}

export function SignInTiles(asked: Asked) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Chosen | null>(() => firstChosen(asked));
  useScan((badge) => setChosen({ who: { badge }, name: t("floor.signIn.badge") }));
  if (chosen !== null) {
    const key = "user" in chosen.who ? chosen.who.user : chosen.who.badge;
    return <Pin key={key} {...asked} chosen={chosen} onBack={() => setChosen(null)} />;
  }
  const tiles = ordered(asked.terminal.tiles, readRecent());
  return (
    <main className="sign-in-tiles">
      <h1>{t("floor.signIn.who")}</h1>
      <p className="quiet">
        <Sign name="scan" /> {t("floor.signIn.orBadge")}
      </p>
      {tiles.length === 0 && <p className="note">{t("floor.signIn.nobody")}</p>}
      <div className="tiles">
        {tiles.map((tile) => (
          <Person
            key={tile.user}
            tile={tile}
            onChoose={() => setChosen({ who: { user: tile.user }, name: tile.name })}
          />
        ))}
      </div>
    </main>
  );
}

function Person({ tile, onChoose }: { readonly tile: Tile; readonly onChoose: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="tile" disabled={!tile.has_pin} onClick={onChoose}>
      <span className="face" aria-hidden="true">
        {[...tile.name][0]}
      </span>
      <span className="tile-name">{tile.name}</span>
      <span className="quiet">{tile.has_pin ? tile.number : t("floor.signIn.noPin")}</span>
    </button>
  );
}

function Pin(asked: Asked & { readonly chosen: Chosen; readonly onBack: () => void }) {
  const { t } = useTranslation();
  const { chosen, terminalKey, onSignedIn, onBack } = asked;
  const [pin, setPin] = useState("");
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const press = (key: PadKey) => {
    setSaid(null);
    if (key === "erase") setPin(pin.slice(0, -1));
    else if (pin.length < PIN_LONGEST) setPin(pin + key);
  };
  const enter = async () => {
    setBusy(true);
    try {
      const me = await signInWithPin(terminalKey, chosen.who, pin);
      remember(me.user);
      onSignedIn(me);
    } catch (failure) {
      const away = failure instanceof Unreachable;
      setSaid(away ? t("floor.signIn.needsNetwork") : pinSentence(failure, t("state.away")));
      setPin("");
      setBusy(false);
    }
  };
  return (
    <main className="pin">
      <button type="button" className="key back" onClick={onBack}>
        <Sign name="back" /> {t("floor.signIn.other")}
      </button>
      <h1>{chosen.name}</h1>
      <p className="dots">
        <span className="sr-only" role="status">
          {t("floor.signIn.digits", { count: pin.length })}
        </span>
        {Array.from({ length: PIN_LONGEST }, (_, place) => (
          // The dots are places, nothing else.
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is its index
          <i key={place} className={place < pin.length ? "dot full" : "dot"} />
        ))}
      </p>
      <p className={said === null ? "pin-said" : "pin-said bad"} role="alert">
        {said}
      </p>
      <Keypad onKey={press} point={false} />
      <button
        type="button"
        className="key primary wide"
        disabled={pin.length < PIN_SHORTEST || busy}
        onClick={enter}
      >
        {t("signIn.submit")}
      </button>
    </main>
  );
}
