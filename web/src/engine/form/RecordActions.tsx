/** What one may do with a record: its commands as buttons, each with the form of its input. */

import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAsk } from "@/shared/ui/ask";
import { Modal } from "@/shared/ui/layers";
import type { Row } from "../list/records";
import { type Action, type Entity, may, say } from "../metadata";
import { ActionForm } from "./ActionForm";
import { actionOn } from "./actions";
import { byField, give } from "./command";

interface Props {
  readonly entity: Entity;
  readonly row: Row;
  readonly onDone: () => void;
}

/** The commands beside `actions` that every record has. */
export function genericActions(entity: Entity, row: Row): readonly Action[] {
  if (row._fixed) return [];
  const kinds = row.archived ? (["restore"] as const) : (["archive"] as const);
  return kinds
    .filter((kind) => may(entity, kind))
    .map((kind) => ({
      verb: `${entity.entity}.${kind}`,
      label: kind === "archive" ? { en: "Archive", zh: "归档" } : { en: "Restore", zh: "恢复" },
      record: "record",
      by_code: false,
      is_versioned: true,
      fields: [],
    }));
}

export function RecordActions({ entity, row, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const { tell, dialog } = useAsk();
  const [asking, setAsking] = useState<Action | null>(null);
  const actions = [...entity.actions, ...genericActions(entity, row)];
  const run = async (action: Action) => {
    const { verb, fields } = actionOn(action, row, {});
    try {
      await give(verb, fields);
      message.success(t("form.saved"));
      onDone();
    } catch (failure) {
      const said = Object.values(byField(failure, t("state.away"))).join(" ");
      tell({ title: say(action.label, i18n.language), content: said });
    }
  };
  const begin = (action: Action) => {
    if (action.fields.length > 0) setAsking(action);
    else void run(action);
  };
  if (actions.length === 0) return null;
  return (
    <>
      {dialog}
      <Dropdown
        trigger={["click"]}
        menu={{
          items: actions.map((one) => ({ key: one.verb, label: say(one.label, i18n.language) })),
          onClick: ({ key }) => {
            const found = actions.find((one) => one.verb === key);
            if (found) begin(found);
          },
        }}
      >
        <Button>{t("beside.do")} ▾</Button>
      </Dropdown>
      {asking && (
        <AskAction action={asking} row={row} onDone={onDone} onClose={() => setAsking(null)} />
      )}
    </>
  );
}

interface AskProps {
  readonly action: Action;
  readonly row: Row;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The form of one command on one record. */
export function AskAction({ action, row, onDone, onClose }: AskProps) {
  const { i18n } = useTranslation();
  const title = `${say(action.label, i18n.language)} · ${String(row.code ?? row.id)}`;
  return (
    <Modal open title={title} footer={null} onCancel={onClose}>
      <ActionForm action={action} row={row} onDone={onDone} onClose={onClose} />
    </Modal>
  );
}
