/** What is listed, with the fields of linked records that are looked at through their links. */

import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { holds } from "@/shared/api/session";
import { useMe } from "../me";
import { type Entity, entityQuery, type Field } from "../metadata";
import { defaultOf, isBare, type Looking, lookingAt } from "./content";
import { viewsQuery } from "./ViewMenu";

/** The fields of other records that a way of looking names: `lot.expires_on`. */
export function reachedBy(looking: Looking, columns: readonly string[] = []): readonly string[] {
  const measured = (looking.measures ?? []).map((one) => one.slice(one.indexOf(":") + 1));
  const grouped = (looking.group ?? []).map((one) => one.slice(one.indexOf(":") + 1));
  const named = [...columns, ...(looking.columns ?? []), ...grouped, ...measured];
  const asked = [...(looking.filter ?? "").matchAll(/\b[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*/g)];
  const all = [...named, ...asked.map(([name]) => name), (looking.order ?? "").replace(/^-/, "")];
  return [...new Set(all.filter((name) => name.split(".").length === 2 && !name.endsWith(".id")))];
}

/** A linked record's field as a field of the record that links to it. */
export function reached(link: Field, field: Field): Field {
  const label = {
    en: `${link.label.en} / ${field.label.en}`,
    zh: `${link.label.zh} / ${field.label.zh}`,
  };
  const { is_entered: _, ...rest } = field;
  return { ...rest, name: `${link.name}.${field.name}`, label, level: field.level };
}

export interface Shaped {
  readonly shape: Entity | undefined;
  readonly failure: Error | null;
  readonly again: () => void;
}

export function useShape(source: string, looking: Looking, columns?: readonly string[]): Shaped {
  const described = useQuery(entityQuery(source));
  const paths = reachedBy(looking, columns);
  const links = (described.data?.fields ?? []).filter(
    (one) => one.to && paths.some((path) => path.startsWith(`${one.name}.`)),
  );
  const targets = useQueries({
    queries: links.map((link) => ({ ...entityQuery(link.to ?? ""), retry: false })),
  });
  const key = paths.join(" ") + targets.map((one) => one.status).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key tells when the rest changes
  const shape = useMemo(() => {
    if (!described.data) return undefined;
    const more = links.flatMap((link, at) =>
      (targets[at]?.data?.fields ?? [])
        .map((field) => reached(link, field))
        .filter((field) => paths.includes(field.name)),
    );
    return { ...described.data, fields: [...described.data.fields, ...more] };
  }, [described.data, key]);
  return { shape, failure: described.error, again: () => void described.refetch() };
}

/** Begin with the view that is the reader's default, where the address says nothing. */
export function useDefaultView(
  source: string,
  looking: Looking,
  onLook: (looking: Looking, replace?: boolean) => void,
): void {
  const me = useMe();
  const mayRead = holds(me.permissions, "saved_view:read");
  const views = useQuery({ ...viewsQuery(source), enabled: mayRead });
  const view = isBare(looking) ? defaultOf(views.data ?? []) : undefined;
  useEffect(() => {
    if (view) onLook({ ...lookingAt(view), ...looking }, true);
  }, [view, looking, onLook]);
}
