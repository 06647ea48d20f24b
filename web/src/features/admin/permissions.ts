/** Permissions as people read them: by kind of record, with what may be done and what stays out. */

import type { Role } from "./rows";

export type Permission = Role["permissions"][number];
type FieldRule = NonNullable<Permission["fields"]>[number];

/** How much of a field is shown, less than to change it. */
export const LEVELS = ["hidden", "masked", "read"] as const;

/** The kind of record a permission is about; none where it is about all. */
export function entityOf(needs: string): string {
  const [entity = ""] = needs.split(":");
  return entity === "*" ? "" : entity;
}

/** Actions by entity, both sorted; `*` is everything. */
export function byEntity(permissions: readonly Permission[]): readonly [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const { needs } of permissions) {
    const [entity = "", action = "*"] = needs.split(":");
    found.set(entity, [...(found.get(entity) ?? []), action].sort());
  }
  return [...found.entries()].sort(([one], [two]) => one.localeCompare(two));
}

/** The permissions of a kind of record that do not reach all records, or not all their fields. */
export function limited(permissions: readonly Permission[], entity: string): readonly Permission[] {
  return permissions.filter(
    ({ needs, scope, fields }) =>
      needs.split(":")[0] === entity && (Boolean(scope) || (fields?.length ?? 0) > 0),
  );
}

/** A field's rule as one word, for a list of choices. */
export const wordOf = ({ field, level }: FieldRule): string => `${field}:${level}`;

/** The rule that such a word means. */
export function ruleOf(word: string): FieldRule {
  const [field = "", level = "hidden"] = word.split(":");
  return { field, level: LEVELS.find((one) => one === level) ?? "hidden" };
}

/** The lines that say something, as the server takes them. */
export function said(lines: readonly Permission[]): readonly Permission[] {
  return lines
    .filter(({ needs }) => needs.trim() !== "")
    .map(({ needs, scope, fields }) => ({
      needs: needs.trim(),
      ...(scope ? { scope } : {}),
      ...(fields && fields.length > 0 ? { fields } : {}),
    }));
}
