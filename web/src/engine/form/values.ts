/** Between a record as it is read and the fields a command takes. */

import { type Linked, trimmed } from "../fields/value";
import type { Entity, Field } from "../metadata";
import { ASKED } from "./FieldInput";

export type Values = Readonly<Record<string, unknown>>;

/** The fields a form asks for: those people give and this reader may. */
export function askedFields(entity: Entity): readonly Field[] {
  return entity.fields.filter(
    (field) => field.is_entered && field.level === "edit" && ASKED.has(field.type),
  );
}

/** A record's values as controls hold them. */
export function entered(entity: Entity, record: Values): Values {
  return Object.fromEntries(
    askedFields(entity).map((field) => [field.name, asEntered(field, record[field.name])]),
  );
}

function asEntered(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (field.type === "link") return (value as Linked).id;
  if (field.type === "links") return (value as Linked[]).map((one) => one.id);
  if (field.type === "number") return trimmed(String(value));
  if (typeof value === "object" && "amount" in value) return trimmed(String(value.amount));
  return value;
}

/** What differs from the record; absent fields are left as they are. */
export function changed(before: Values, after: Values): Values {
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value ?? null) !== JSON.stringify(before[name] ?? null);
  return Object.fromEntries(Object.entries(after).filter(differs));
}

/** What was filled in; a new record takes its defaults for the rest. */
export function filled(values: Values): Values {
  const given = ([, value]: [string, unknown]) =>
    value !== null && value !== undefined && value !== "";
  return Object.fromEntries(Object.entries(values).filter(given));
}
