/** Who is qualified for what: people against skills, and how long it still holds. */

import type { Link } from "./read";

export interface Person {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
}

export type Skill = Person;

export interface Qualification {
  readonly id: string;
  readonly person: Link;
  readonly personnel_class: Link;
  readonly level: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
}

export type Holds = "valid" | "soon" | "over" | "later";

export interface Cell {
  readonly id: string;
  readonly level: number;
  readonly holds: Holds;
  readonly valid_to: string | null;
}

export const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

/** How a qualification stands on a day, `2026-03-02`. */
export function holdsOn(one: Qualification, day: string): Holds {
  if (one.valid_from > day) return "later";
  if (one.valid_to === null) return "valid";
  if (one.valid_to < day) return "over";
  return Date.parse(one.valid_to) - Date.parse(day) <= SOON_DAYS * DAY_MS ? "soon" : "valid";
}

const RANK: Readonly<Record<Holds, number>> = { valid: 3, soon: 2, later: 1, over: 0 };

/** By person and skill the qualification that counts: what holds before what is over, then the highest. */
export function matrix(
  qualifications: readonly Qualification[],
  day: string,
): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const one of qualifications) {
    const cell: Cell = {
      id: one.id,
      level: Number(one.level),
      holds: holdsOn(one, day),
      valid_to: one.valid_to,
    };
    const place = placeOf(one.person.id, one.personnel_class.id);
    const before = cells.get(place);
    const better =
      !before ||
      RANK[cell.holds] > RANK[before.holds] ||
      (RANK[cell.holds] === RANK[before.holds] && cell.level > before.level);
    if (better) cells.set(place, cell);
  }
  return cells;
}

export const placeOf = (person: string, skill: string) => `${person} ${skill}`;

/** How many people hold a skill on the day. */
export function holders(
  people: readonly Person[],
  skill: string,
  cells: ReadonlyMap<string, Cell>,
): number {
  return people.filter(({ id }) => {
    const cell = cells.get(placeOf(id, skill));
    return cell !== undefined && (cell.holds === "valid" || cell.holds === "soon");
  }).length;
}
