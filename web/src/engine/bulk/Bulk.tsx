/** What is done with many rows at once: each is asked for itself, refusals are told row by row. */

import { App, Button, Dropdown, Form, List, Progress, Select, Typography } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import { Modal } from "@/shared/ui/layers";
import { askedOf } from "../form/ActionForm";
import { actionOn, BULK_MAX, giveEach, type Outcome } from "../form/actions";
import { CommandForm, type Given as Values } from "../form/CommandForm";
import type { Given } from "../form/command";
import { FieldInput } from "../form/FieldInput";
import { genericActions } from "../form/RecordActions";
import { isEditable } from "../list/Cell";
import { type Asked, type Page, pageAddress, type Row } from "../list/records";
import { type Action, type Entity, type Field, may, say } from "../metadata";
import "./bulk.css";

const READ_AT_ONCE = 1_000;

interface Props {
  readonly entity: Entity;
  readonly asked: Asked;
  readonly rows: readonly Row[];
  readonly total: number | null;
  readonly onClear: () => void;
  readonly onDone: () => Promise<unknown>;
  /** What else can be done with marked rows. */
  readonly more?: (rows: readonly Row[], onDone: () => void) => ReactNode;
}

type Wanted = { readonly kind: "action"; readonly action: Action } | { readonly kind: "change" };

/** All records that fit, as far as one may do something with them at once. */
async function allOf(entity: string, asked: Asked): Promise<readonly Row[]> {
  const found: Row[] = [];
  let after: string | null = null;
  do {
    const more = { limit: READ_AT_ONCE };
    const page: Page = await request<Page>("GET", pageAddress(entity, asked, after, more));
    found.push(...page.rows);
    after = page.after;
  } while (after !== null && found.length < BULK_MAX);
  return found.slice(0, BULK_MAX);
}

export function Bulk({ entity, asked, rows, total, onClear, onDone, more }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const [isAll, setAll] = useState(false);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [progress, setProgress] = useState<readonly [number, number] | null>(null);
  const [outcomes, setOutcomes] = useState<readonly Outcome[] | null>(null);
  const stop = useRef(false);
  const count = isAll ? (total ?? rows.length) : rows.length;
  const actions = [
    ...entity.actions,
    ...genericActions(entity, { id: "", archived: false }),
    ...(asked.archived ? genericActions(entity, { id: "", archived: true }) : []),
  ];
  const mayChange = may(entity, "change") && entity.fields.some(isEditable);
  const run = async (commandOn: (row: Row) => Given) => {
    setWanted(null);
    stop.current = false;
    setProgress([0, Math.min(count, BULK_MAX)]);
    try {
      const some = isAll ? await allOf(entity.entity, asked) : rows.slice(0, BULK_MAX);
      const told = await giveEach(some, commandOn, {
        onProgress: (done) => setProgress([done, some.length]),
        isStopped: () => stop.current,
      });
      setOutcomes(told);
    } catch (failure) {
      message.error(sentence(failure, t("state.away")));
    } finally {
      setProgress(null);
      await onDone();
    }
  };
  if (rows.length === 0 && outcomes === null) return null;
  return (
    <div className="mass" role="toolbar" aria-label={t("mass.label")}>
      <Typography.Text strong>
        {isAll ? t("mass.allMarked", { count }) : t("mass.marked", { count })}
      </Typography.Text>
      {!isAll && total !== null && total > rows.length && (
        <Button size="small" type="link" onClick={() => setAll(true)}>
          {t("mass.allOf", { count: total })}
        </Button>
      )}
      {!isAll && rows.length > 0 && more?.(rows, onClear)}
      {mayChange && (
        <Button onClick={() => setWanted({ kind: "change" })}>{t("mass.change")}</Button>
      )}
      {actions.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: actions.map((one) => ({ key: one.verb, label: say(one.label, i18n.language) })),
            onClick: ({ key }) => {
              const action = actions.find((one) => one.verb === key);
              if (action) setWanted({ kind: "action", action });
            },
          }}
        >
          <Button>{t("beside.do")} ▾</Button>
        </Dropdown>
      )}
      <Button
        type="text"
        onClick={() => {
          setAll(false);
          onClear();
        }}
      >
        {t("mass.none")}
      </Button>
      {wanted && (
        <Ask
          entity={entity}
          wanted={wanted}
          count={count}
          onRun={run}
          onClose={() => setWanted(null)}
        />
      )}
      {progress && (
        <Running
          done={progress[0]}
          total={progress[1]}
          onStop={() => {
            stop.current = true;
          }}
        />
      )}
      {outcomes && (
        <Outcomes
          outcomes={outcomes}
          onClose={() => {
            setOutcomes(null);
            setAll(false);
            onClear();
          }}
        />
      )}
    </div>
  );
}

interface AskProps {
  readonly entity: Entity;
  readonly wanted: Wanted;
  readonly count: number;
  readonly onRun: (commandOn: (row: Row) => Given) => Promise<void>;
  readonly onClose: () => void;
}

function Ask({ entity, wanted, count, onRun, onClose }: AskProps) {
  const { t, i18n } = useTranslation();
  const fields = entity.fields.filter(isEditable);
  const [field, setField] = useState<Field | undefined>(fields[0]);
  const title =
    wanted.kind === "change" ? t("mass.change") : say(wanted.action.label, i18n.language);
  const give = async (values: Values) => {
    if (wanted.kind === "action") {
      const { action } = wanted;
      await onRun((row) => actionOn(action, row, values));
    } else if (field) {
      const value = values[field.name] ?? null;
      await onRun((row) => ({
        verb: `${entity.entity}.change`,
        fields: { record: row.id, expected_version: row.version, [field.name]: value },
      }));
    }
  };
  const asked =
    wanted.kind === "action"
      ? askedOf(wanted.action, i18n.language)
      : field
        ? [
            {
              name: field.name,
              label: say(field.label, i18n.language),
              input: <FieldInput field={field} />,
            },
          ]
        : [];
  return (
    <Modal open title={title} footer={null} onCancel={onClose}>
      <Typography.Paragraph>
        {t("mass.sure", { count: Math.min(count, BULK_MAX) })}
      </Typography.Paragraph>
      {count > BULK_MAX && (
        <Typography.Paragraph type="warning">
          {t("mass.limit", { limit: BULK_MAX })}
        </Typography.Paragraph>
      )}
      {wanted.kind === "change" && (
        <Form layout="vertical">
          <Form.Item label={t("filter.field")}>
            <Select
              value={field?.name ?? null}
              aria-label={t("filter.field")}
              onChange={(name) => setField(fields.find((one) => one.name === name))}
              options={fields.map((one) => ({
                value: one.name,
                label: say(one.label, i18n.language),
              }))}
            />
          </Form.Item>
        </Form>
      )}
      <CommandForm
        key={field?.name ?? ""}
        fields={asked}
        okText={t("mass.do")}
        onGive={give}
        onCancel={onClose}
      />
    </Modal>
  );
}

interface RunningProps {
  readonly done: number;
  readonly total: number;
  readonly onStop: () => void;
}

function Running({ done, total, onStop }: RunningProps) {
  const { t } = useTranslation();
  const percent = total === 0 ? 0 : Math.round((100 * done) / total);
  return (
    <Modal
      open
      closable={false}
      title={t("mass.running", { done, total })}
      footer={<Button onClick={onStop}>{t("mass.stop")}</Button>}
    >
      <Progress percent={percent} aria-label={t("mass.running", { done, total })} />
    </Modal>
  );
}

const TOLD_MAX = 200;

function Outcomes(props: { readonly outcomes: readonly Outcome[]; readonly onClose: () => void }) {
  const { outcomes, onClose } = props;
  const { t } = useTranslation();
  const refused = outcomes.filter((one) => one.refusal !== null);
  const told = { done: outcomes.length - refused.length, refused: refused.length };
  return (
    <Modal
      open
      title={t("mass.done", told)}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("mass.close")}
        </Button>
      }
    >
      {refused.length > 0 && (
        <List
          size="small"
          className="mass-refused"
          header={t("mass.refused")}
          dataSource={refused.slice(0, TOLD_MAX)}
          renderItem={({ row, refusal }) => (
            <List.Item>
              <span>
                <Typography.Text strong>{String(row.code ?? row.id)}</Typography.Text>{" "}
                {refusal?.title}
              </span>
            </List.Item>
          )}
        />
      )}
    </Modal>
  );
}
