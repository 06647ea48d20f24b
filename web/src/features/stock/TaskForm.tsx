/** One booking as a form: any number of lines, refusals beside their fields, what is confirmable asked. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, App, Button, Flex, Form, Input, Result, Select, Switch, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LinkInput } from "@/engine/form/LinkInput";
import { type Refusal, Refused, request } from "@/shared/api/http";
import { uuid7 } from "@/shared/api/uuid";
import { Modal } from "@/shared/ui/layers";
import { CodeInput } from "./CodeInput";
import { LotInput } from "./LotInput";
import { StockNav } from "./StockNav";
import { StockThere } from "./StockThere";
import {
  type Asked,
  type Brought,
  begun,
  besideField,
  fieldsOf,
  type Line,
  type Path,
  type Task,
  taskOf,
  type Values,
} from "./tasks";

interface Props {
  readonly task: string;
  readonly brought: Brought;
}

export function TaskPage({ task: name, brought }: Props) {
  const { t } = useTranslation();
  const task = taskOf(name);
  if (!task) return <Result status="404" title={t("state.notFound")} />;
  return (
    <>
      <StockNav title={t(`task.${task.name}`)} />
      <Typography.Paragraph type="secondary">{t(`taskNote.${task.name}`)}</Typography.Paragraph>
      <TaskForm key={name + JSON.stringify(brought)} task={task} brought={brought} />
    </>
  );
}

/** The site is asked for only where there are several. */
function useSites() {
  const found = useQuery({
    queryKey: ["choices", "site", "two"],
    queryFn: () => request<{ rows: { id: string }[] }>("GET", "/api/v1/records/site?limit=2"),
    staleTime: 60_000,
  });
  return (found.data?.rows.length ?? 0) > 1;
}

const HAS_SITE = new Set(["receive", "putAway", "move", "ship", "adjust", "status", "pack"]);

function TaskForm({ task, brought }: { readonly task: Task; readonly brought: Brought }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [said, setSaid] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState<Refusal | null>(null);
  const [done, setDone] = useState(0);
  const several = useSites() && HAS_SITE.has(task.name);

  const show = (failure: unknown, values: Values) => {
    if (!(failure instanceof Refused)) return setSaid([t("state.away")]);
    const { refusal } = failure;
    if (refusal.confirm) return setAsks(refusal);
    const rest: string[] = [];
    for (const one of refusal.problems?.length ? refusal.problems : [refusal]) {
      const path = besideField(one, task, values);
      if (path) form.setFields([{ name: [...path] as never, errors: [one.title] }]);
      else rest.push(one.title);
    }
    setSaid(rest);
  };
  const submit = async (values: Values, confirm: readonly string[] = []) => {
    setBusy(true);
    setSaid([]);
    setAsks(null);
    try {
      const { site } = values as { readonly site?: string };
      const fields = { ...fieldsOf(task, values), ...(site ? { site } : {}) };
      const confirmed = confirm.length > 0 ? { confirm } : {};
      await request("POST", `/api/v1/commands/${task.verb}`, {
        id: uuid7(),
        ...fields,
        ...confirmed,
      });
      message.success(t("stockPage.done", { task: t(`task.${task.name}`) }));
      form.resetFields();
      form.setFieldsValue(begun(task, {}) as never);
      setDone((before) => before + 1);
      await queries.invalidateQueries({ queryKey: ["query"] });
    } catch (failure) {
      show(failure, values);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      className="task"
      initialValues={begun(task, brought)}
      onFinish={(values) => void submit(values)}
      scrollToFirstError
    >
      {done > 0 && (
        <Alert
          type="success"
          showIcon
          title={t("stockPage.booked", { count: done })}
          action={<Link to="/stock/moves">{t("stockPage.moves")}</Link>}
        />
      )}
      {said.map((one) => (
        <Alert key={one} type="error" showIcon title={one} role="alert" />
      ))}
      <div className="task-row">
        {several && (
          <Form.Item
            name="site"
            label={t("column.site")}
            rules={[{ required: true, message: t("signIn.needed") }]}
          >
            <LinkInput to="site" />
          </Form.Item>
        )}
        {task.head.map((one) => (
          <Field key={one.name} asked={one} task={task} />
        ))}
      </div>
      {task.line.length > 0 && <Lines task={task} />}
      <Flex gap={8}>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t(`task.${task.name}`)}
        </Button>
      </Flex>
      <Modal
        open={asks !== null}
        title={t("stockPage.confirm")}
        okText={t("stockPage.anyway")}
        cancelText={t("form.cancel")}
        onCancel={() => setAsks(null)}
        onOk={() => void submit(form.getFieldsValue(true), [asks?.confirm ?? ""])}
      >
        {asks?.title}
      </Modal>
    </Form>
  );
}

function Lines({ task }: { readonly task: Task }) {
  const { t } = useTranslation();
  return (
    <Form.List name="lines">
      {(lines, { add, remove }) => (
        <>
          {lines.map(({ key, name }) => (
            <fieldset key={key} className="task-line">
              {!task.isSingle && <legend>{t("stockPage.line", { count: name + 1 })}</legend>}
              <div className="task-row">
                {task.line.map((one) => (
                  <Field key={one.name} asked={one} task={task} line={name} />
                ))}
                {lines.length > 1 && (
                  <Button
                    className="task-remove"
                    aria-label={t("stockPage.remove", { count: name + 1 })}
                    onClick={() => remove(name)}
                  >
                    ✕
                  </Button>
                )}
              </div>
              <StockThere task={task} line={name} />
            </fieldset>
          ))}
          {!task.isSingle && (
            <Button className="task-add" type="dashed" onClick={() => add({})}>
              + {t("stockPage.addLine")}
            </Button>
          )}
        </>
      )}
    </Form.List>
  );
}

interface FieldProps {
  readonly asked: Asked;
  readonly task: Task;
  readonly line?: number;
}

function Field({ asked, task, line }: FieldProps) {
  const { t } = useTranslation();
  const path: Path = line === undefined ? [asked.name] : [line, asked.name];
  const note = t(`fieldNote.${task.name}_${asked.name}`, "");
  return (
    <Form.Item
      name={[...path]}
      className={`task-field task-${asked.kind}`}
      label={t(`field.${task.name}_${asked.name}`, t(`field.${asked.name}`))}
      {...(note ? { extra: note } : {})}
      {...(asked.kind === "flag" ? { valuePropName: "checked" } : {})}
      rules={asked.needed ? [{ required: true, message: t("signIn.needed") }] : []}
    >
      <Control asked={asked} {...(line === undefined ? {} : { line })} />
    </Form.Item>
  );
}

interface ControlProps {
  readonly asked: Asked;
  readonly line?: number;
  readonly id?: string;
  readonly value?: string;
  readonly checked?: boolean;
  readonly onChange?: (value: unknown) => void;
}

/** One field's control; what Form.Item hands down goes on to it. */
function Control({ asked, line, ...given }: ControlProps) {
  const { t } = useTranslation();
  const { id, value, onChange } = given;
  const named = id ? { id } : {};
  const set = (next: unknown) => onChange?.(next);
  switch (asked.kind) {
    case "material":
    case "place":
    case "handling_unit":
    case "supplier":
    case "customer":
    case "job_order":
      return <CodeInput {...named} kind={asked.kind} value={value ?? ""} onChange={set} />;
    case "lot":
      return (
        <LotOfLine {...named} asked={asked} line={line ?? 0} value={value ?? ""} onChange={set} />
      );
    case "choice":
      return (
        <Select
          {...named}
          allowClear
          value={value ?? null}
          onChange={set}
          options={(asked.choices ?? []).map((one) => ({
            value: one,
            label: t(`choice.${one}`, t(`stock.${one}`, one)),
          }))}
        />
      );
    case "flag":
      return <Switch {...named} checked={given.checked ?? false} onChange={set} />;
    default:
      return (
        <Input
          {...named}
          type={asked.kind === "date" ? "date" : "text"}
          inputMode={asked.kind === "number" ? "decimal" : "text"}
          value={value ?? ""}
          onChange={(event) => set(event.target.value)}
        />
      );
  }
}

function LotOfLine({ asked, line, ...given }: ControlProps & { readonly line: number }) {
  const form = Form.useFormInstance<Values>();
  const lines = Form.useWatch("lines", form) as readonly Line[] | undefined;
  const head = Form.useWatch((values: Values) => values[asked.from ?? ""], form) as unknown;
  const own = lines?.[line] ?? {};
  const place = own[asked.from ?? ""] ?? head ?? "";
  const { id, value, onChange } = given;
  return (
    <LotInput
      {...(id ? { id } : {})}
      material={String(own.material ?? "")}
      place={String(place)}
      value={value ?? ""}
      onChange={(next) => onChange?.(next)}
    />
  );
}
