/** One cell that can be changed where it stands: Enter keeps, Escape gives up, refusals beside it. */

import { App, Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Linked } from "../fields/value";
import { byField, give } from "../form/command";
import { ASKED, FieldInput } from "../form/FieldInput";
import { entered } from "../form/values";
import { type Entity, type Field, say } from "../metadata";
import type { Row } from "./records";

/** Whether people may change a field in a list. */
export function isEditable(field: Field): boolean {
  return Boolean(field.is_entered) && field.level === "edit" && ASKED.has(field.type);
}

interface Props {
  readonly entity: Entity;
  readonly field: Field;
  readonly row: Row;
  readonly text: string;
  readonly onChanged: () => Promise<unknown>;
}

export function Cell({ entity, field, row, text, onChanged }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const before = entered(entity, row)[field.name] ?? null;
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState<unknown>(before);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const label = say(field.label, i18n.language);

  const change = (version: number, next: unknown) =>
    give(`${entity.entity}.change`, {
      record: row.id,
      expected_version: version,
      [field.name]: next === "" ? null : next,
    });
  const undo = async () => {
    try {
      await change(Number(row.version) + 1, before);
      message.success(t("cell.undone"));
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    }
    await onChanged();
  };
  const keep = async (next: unknown) => {
    if (busy) return;
    if (JSON.stringify(next ?? null) === JSON.stringify(before)) {
      setOpen(false);
      return;
    }
    setBusy(true);
    try {
      await change(Number(row.version), next);
      setOpen(false);
      setSaid(null);
      const key = `${row.id}.${field.name}`;
      message.success({
        key,
        duration: 6,
        content: (
          <>
            {t("cell.saved", { field: label })}{" "}
            <Button
              size="small"
              onClick={() => {
                message.destroy(key);
                void undo();
              }}
            >
              {t("cell.undo")}
            </Button>
          </>
        ),
      });
      await onChanged();
    } catch (failure) {
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  const giveUp = () => {
    setOpen(false);
    setSaid(null);
    setValue(before);
  };
  if (!open) {
    const record = String(row.code ?? row.id);
    return (
      <button
        type="button"
        data-own
        className="cell-edit"
        aria-label={t("cell.of", { field: label, record, value: text })}
        onClick={() => {
          setValue(before);
          setOpen(true);
        }}
      >
        {text || "\u00a0"}
      </button>
    );
  }
  const isChoice = ["option", "switch", "link", "date", "instant"].includes(field.type);
  return (
    <Tooltip open={said !== null} title={said} color="red">
      <fieldset
        data-own
        className="cell-open"
        aria-label={label}
        onKeyDown={(event) => {
          if (event.key === "Escape") giveUp();
          if (event.key === "Enter" && !isChoice) void keep(value);
          event.stopPropagation();
        }}
        onBlur={(event) => {
          const inside = event.currentTarget.contains(event.relatedTarget);
          if (!inside && !isChoice) void keep(value);
        }}
      >
        <FieldInput
          field={field}
          label={label}
          value={value}
          known={knownOf(row[field.name])}
          onChange={(next) => {
            setValue(next);
            if (isChoice) void keep(next);
          }}
        />
      </fieldset>
    </Tooltip>
  );
}

function knownOf(value: unknown): readonly Linked[] {
  if (Array.isArray(value)) return value as Linked[];
  return typeof value === "object" && value !== null && "id" in value ? [value as Linked] : [];
}
