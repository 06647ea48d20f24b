/** How a page of its own shows a list: what it always asks, and what stands in its cells. */

import type { ReactNode } from "react";
import type { Asked, Row } from "../list/records";
import type { FirstName } from "../nothing/firsts";
import { parts } from "./condition";
import type { Looking } from "./content";

export interface Preset {
  /** The fields shown where nobody chose others. */
  readonly columns?: readonly string[];
  /** A condition that always holds, whatever else is asked. */
  readonly within?: string;
  /** How rows are sorted where nobody asked otherwise. */
  readonly order?: string;
  /** What a query is asked for. */
  readonly params?: Readonly<Record<string, string>>;
  /** What stands in a field's cells in place of its text. */
  readonly cells?: Readonly<Record<string, (row: Row) => ReactNode>>;
  /** What stands behind the last column of each row, to be done with it. */
  readonly end?: (row: Row) => ReactNode;
  /** A row on a phone, all in one. */
  readonly card?: (row: Row) => ReactNode;
  /** What stands above; null = the page has a head of its own. */
  readonly title?: ReactNode;
  /** What the page is narrowed by, before the other tools. */
  readonly tools?: ReactNode;
  /** What is told of all rows beside how many there are. */
  readonly told?: ReactNode;
  /** What is said where there is nothing. */
  readonly empty?: ReactNode;
  /** What is done first where there is nothing. */
  readonly first?: readonly FirstName[];
  /** What can be done with marked rows, beside their kind's own commands. */
  readonly bulk?: (rows: readonly Row[], onDone: () => void) => ReactNode;
}

const held = (filter: string) => (/ or /.test(filter) ? `(${filter})` : filter);

/** Two conditions that must both hold. */
export function joined(first: string | undefined, second: string | undefined): string | undefined {
  if (!first || !second) return first || second || undefined;
  return `${held(first)} and ${held(second)}`;
}

/** A filter without what its page always asks. */
export function ownPart(filter: string | undefined, within: string | undefined) {
  if (!filter || !within) return filter;
  const always = new Set(parts(held(within)));
  return parts(filter)
    .filter((one) => !always.has(one))
    .join(" and ");
}

/** What is asked of the server's lists. */
export function askedOf(looking: Looking, preset: Preset = {}): Asked {
  const { search, archived } = looking;
  const order = looking.order ?? preset.order;
  const filter = joined(preset.within, looking.filter);
  return {
    ...(search ? { search } : {}),
    ...(filter ? { filter } : {}),
    ...(order ? { order } : {}),
    ...(archived ? { archived } : {}),
    ...(preset.params ? { params: preset.params } : {}),
  };
}
