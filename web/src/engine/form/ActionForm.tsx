/** The form of one command on one record; what was given is said, and then what comes after it. */

import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { Row } from "../list/records";
import { type Action, say } from "../metadata";
import { actionOn } from "./actions";
import { CommandForm } from "./CommandForm";
import { give } from "./command";
import { FieldInput } from "./FieldInput";

interface Props {
  readonly action: Action;
  readonly row: Row;
  readonly onDone: () => Promise<void> | void;
  readonly onClose: () => void;
}

export function ActionForm({ action, row, onDone, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  return (
    <CommandForm
      fields={askedOf(action, i18n.language)}
      okText={say(action.label, i18n.language)}
      draft={`${action.verb}.${row.id}`}
      onCancel={onClose}
      onGive={async (values) => {
        const { verb, fields } = actionOn(action, row, values);
        await give(verb, fields);
        message.success(t("form.saved"));
        onClose();
        await onDone();
      }}
    />
  );
}

/** What a command's form asks. */
export function askedOf(action: Action, language: string) {
  return action.fields.map((field) => ({
    name: field.name,
    label: say(field.label, language),
    input: <FieldInput field={field} />,
    needed: field.required ?? false,
    ...(field.type === "switch" ? { initial: false } : {}),
  }));
}
