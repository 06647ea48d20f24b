/** Sites and what stands in them, as the tree of ISA-95. */

import type { Link } from "./read";

export interface Equipment {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly level: string;
  readonly site: Link;
  readonly parent: Link | null;
}

export interface Site {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
}

export interface Node {
  readonly key: string;
  readonly kind: "site" | "equipment";
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly level: string;
  readonly children: readonly Node[];
}

/** Levels of ISA-95 by what they are called there. */
export const ROLES: Readonly<Record<string, "area" | "workCenter" | "workUnit" | "module">> = {
  area: "area",
  process_cell: "workCenter",
  production_unit: "workCenter",
  production_line: "workCenter",
  storage_zone: "workCenter",
  unit: "workUnit",
  work_cell: "workUnit",
  storage_unit: "workUnit",
  equipment_module: "module",
  control_module: "module",
};

const fits = (one: { code: string; name: string; name_en: string | null }, typed: string) =>
  [one.code, one.name, one.name_en ?? ""].some((text) => text.toLowerCase().includes(typed));

/** The tree; with a search only what fits and the way down to it. */
export function treeOf(
  sites: readonly Site[],
  equipment: readonly Equipment[],
  search = "",
): readonly Node[] {
  const typed = search.trim().toLowerCase();
  const known = new Set(equipment.map(({ id }) => id));
  const below = new Map<string, Equipment[]>();
  for (const one of equipment) {
    const above = one.parent && known.has(one.parent.id) ? one.parent.id : one.site.id;
    below.set(above, [...(below.get(above) ?? []), one]);
  }
  const under = (id: string, way: ReadonlySet<string>): readonly Node[] =>
    [...(below.get(id) ?? [])]
      .filter((one) => !way.has(one.id))
      .sort((one, two) => one.code.localeCompare(two.code))
      .map((one) => ({
        ...nodeOf(one, "equipment", one.level),
        children: under(one.id, new Set([...way, one.id])),
      }));
  const tree = sites.map((one) => ({
    ...nodeOf(one, "site", "site"),
    children: under(one.id, new Set([one.id])),
  }));
  return typed === "" ? tree : tree.flatMap((one) => kept(one, typed));
}

function nodeOf(one: Site, kind: Node["kind"], level: string): Omit<Node, "children"> {
  const { id, code, name, name_en } = one;
  return { key: id, kind, code, name, name_en, level };
}

function kept(node: Node, typed: string): readonly Node[] {
  const children = node.children.flatMap((one) => kept(one, typed));
  return children.length > 0 || fits(node, typed) ? [{ ...node, children }] : [];
}

/** How many there are of it, itself included. */
export function countOf(nodes: readonly Node[]): number {
  return nodes.reduce((sum, one) => sum + 1 + countOf(one.children), 0);
}

export function keysOf(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((one) => [one.key, ...keysOf(one.children)]);
}
