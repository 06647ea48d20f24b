/** What is typed, and below it what it may mean: arrows choose, Enter goes there. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Input, type InputRef } from "antd";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { say } from "@/engine/metadata";
import { sentence } from "@/shared/api/sentence";
import { useScan } from "@/shared/scan";
import type { Chosen } from "./CommandMenu";
import {
  actionsQuery,
  type Choice,
  type Command,
  find,
  type Here,
  meanings,
  onlyExact,
  type Place,
  startsIn,
} from "./found";

interface Props {
  readonly pages: readonly Place[];
  readonly here: Here | null;
  readonly onGo: (address: string) => void;
  readonly onSwitch: (act: () => void) => void;
  readonly onCommand: (chosen: Chosen) => void;
}

const TARGETS = 20;

const findQuery = (text: string, entity: string | undefined) => ({
  queryKey: ["find", entity ?? "", text] as const,
  queryFn: () => find(text, entity ? { entity, each: TARGETS } : {}),
});

export function Choices({ pages, here, onGo, onSwitch, onCommand }: Props) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [command, setCommand] = useState<Command | null>(null);
  const input = useRef<InputRef>(null);
  const text = useSettled(typed.trim());
  useEffect(() => input.current?.focus(), []);
  const found = useQuery({
    ...findQuery(text, command?.entity),
    enabled: text.length > 0,
    placeholderData: (before) => before,
  });
  const actions = useQuery(actionsQuery).data ?? [];
  const kinds = text
    ? startsIn(actions, (kind) => t("goTo.new", { kind: say(kind, i18n.language) }))
    : [];
  const places = [...pages, ...kinds];
  const choices = meanings({ text, command, here, places, actions, kinds: found.data ?? [] });
  const isSettled = text === typed.trim() && !found.isFetching;
  const chosen = Math.min(at, choices.length - 1);
  const type = (next: string) => {
    setTyped(next);
    setAt(0);
  };
  const take = (one: Choice) => {
    if (one.kind === "command") {
      if (one.on) onCommand({ command: one.command, on: one.on });
      else {
        setCommand(one.command);
        type("");
        input.current?.focus();
      }
    } else if (command && one.kind === "record") {
      const filter = `id = "${one.record.id}"`;
      onCommand({ command, on: { entity: one.entity, filter, title: one.record.code } });
    } else if (one.kind === "switch") onSwitch(one.act);
    else onGo(one.address);
  };
  /** Take what a whole text means: its record above all, else what would be chosen. */
  const takeText = async (whole: string, isScanned: boolean) => {
    const kinds = await queries.fetchQuery(findQuery(whole, command?.entity)).catch(() => []);
    const all = meanings({ text: whole, command, here, places, actions, kinds });
    const first = isScanned ? all.find(({ kind }) => kind !== "record") : all[0];
    const one = onlyExact(all) ?? first;
    if (one) take(one);
    else if (all.length === 0 && !command) onGo(`/c/${encodeURIComponent(whole)}`);
    else type(whole);
  };
  useScan((code) => {
    const whole = typed.trim();
    void takeText(whole.endsWith(code) ? whole : code, true);
  });
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key] ?? 0;
    if (step !== 0 && choices.length > 0) {
      event.preventDefault();
      const last = choices.length - 1;
      const next = chosen + step;
      setAt(
        Math.abs(step) === 1
          ? (next + choices.length) % choices.length
          : Math.max(0, Math.min(last, next)),
      );
    }
    if (event.key === "Backspace" && typed === "" && command) setCommand(null);
    if (event.key !== "Enter") return;
    event.preventDefault();
    const one = choices[chosen];
    const isAnswered = isSettled && !found.isPlaceholderData;
    const isOurs = text === typed.trim() && one?.kind !== "record";
    if (one && (isAnswered || isOurs)) take(one);
    else if (typed.trim() !== "") void takeText(typed.trim(), false);
  };
  const placeholder = command
    ? t("goTo.target", { kind: say(command.kind, i18n.language) })
    : t("goTo.type");
  return (
    <>
      <Input
        ref={input}
        value={typed}
        role="combobox"
        aria-expanded
        aria-controls="go-found"
        aria-autocomplete="list"
        aria-label={placeholder}
        aria-activedescendant={choices[chosen] ? `go-${chosen}` : undefined}
        placeholder={placeholder}
        size="large"
        autoComplete="off"
        prefix={
          command ? <span className="go-chip">{say(command.label, i18n.language)}</span> : <span />
        }
        onChange={(event) => type(event.target.value)}
        onKeyDown={press}
      />
      {found.error && (
        <Alert type="warning" showIcon title={sentence(found.error, t("state.away"))} />
      )}
      <div id="go-found" className="go-found" role="listbox" aria-label={t("goTo.open")}>
        {choices.map((one, index) => (
          <Line
            key={keyOf(one)}
            id={`go-${index}`}
            isChosen={index === chosen}
            onPoint={() => setAt(index)}
            onTake={() => take(one)}
            onPress={press}
            title={titleIn(one, i18n.language)}
            kind={kindIn(one, i18n.language, t)}
          />
        ))}
      </div>
      <p className="go-foot">
        {choices.length === 0 && isSettled && (text || command) ? (
          <span role="status">{text ? t("goTo.nothing", { text }) : t("goTo.targetHelp")}</span>
        ) : (
          <span>{t("goTo.keys")}</span>
        )}
        {text && !command && (
          <button
            type="button"
            className="go-all"
            onClick={() => onGo(`/search?text=${encodeURIComponent(typed.trim())}`)}
          >
            {t("goTo.all", { text })}
          </button>
        )}
      </p>
    </>
  );
}

const SETTLED_MS = 150;

/** A text once nobody types on: each word is asked for once, not each letter. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const waiting = setTimeout(() => setSettled(text), text === "" ? 0 : SETTLED_MS);
    return () => clearTimeout(waiting);
  }, [text]);
  return settled;
}

interface LineProps {
  readonly id: string;
  readonly isChosen: boolean;
  readonly onPoint: () => void;
  readonly onTake: () => void;
  readonly onPress: (event: KeyboardEvent) => void;
  readonly title: ReactNode;
  readonly kind: string;
}

function Line({ id, isChosen, onPoint, onTake, onPress, title, kind }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChosen) line.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    <div
      ref={line}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      onMouseMove={onPoint}
      onClick={onTake}
      onKeyDown={onPress}
    >
      <span className="go-title">{title}</span>
      <span className="go-kind">{kind}</span>
    </div>
  );
}

function keyOf(one: Choice): string {
  if (one.kind === "command") return `${one.command.verb} ${one.on?.filter ?? ""}`;
  if (one.kind === "switch") return `switch ${one.title}`;
  return `${one.kind} ${one.address} ${one.title}`;
}

function titleIn(one: Choice, language: string): string {
  if (one.kind !== "command") return one.title;
  const label = say(one.command.label, language);
  return one.on?.title ? `${label} · ${one.on.title}` : label;
}

function kindIn(one: Choice, language: string, t: (key: string) => string): string {
  if (one.kind === "record") return say(one.label, language);
  if (one.kind === "command") return `${t("goTo.command")} · ${say(one.command.kind, language)}`;
  return one.kind === "page" ? t("goTo.page") : t("goTo.command");
}
