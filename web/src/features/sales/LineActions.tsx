/** What can be done with a line: change it with its effect shown first, plan, link, end, rush. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  Alert,
  App,
  Button,
  DatePicker,
  Descriptions,
  Dropdown,
  Flex,
  Form,
  Input,
  InputNumber,
} from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { LinkInput } from "@/engine/form/LinkInput";
import { asked, type RowOf } from "@/shared/api/query";
import { number } from "@/shared/format";
import { plantZone } from "@/shared/format/zone";
import { useAsk } from "@/shared/ui/ask";
import { Modal } from "@/shared/ui/layers";
import { usePresent } from "./present";
import { RushDialog } from "./RushDialog";
import { dayOf, type Line } from "./rows";
import type { SalesRights } from "./SalesOrderPage";
import { holdOf } from "./Signs";

interface Props {
  readonly line: Line;
  readonly may: SalesRights;
}

type Doing = "change" | "link" | "close" | "cancel" | "rush" | null;

export function LineActions({ line, may }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { tell, dialog } = useAsk();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<Doing>(null);
  const done = async () => {
    setDoing(null);
    message.success(t("form.saved"));
    await queries.invalidateQueries();
  };
  const plan = async () => {
    try {
      await give("sales.plan_order_line", { sales_order: line.sales_order, line: line.line });
      await done();
    } catch (failure) {
      const said = Object.values(byField(failure, t("state.away"))).join(" ");
      tell({ title: t("sales.plan"), content: said });
    }
  };
  const isPlannable = Number(line.planned) < Number(line.open);
  const more = [
    ...(may.plan ? [{ key: "link", label: t("sales.link") }] : []),
    ...(may.write
      ? [
          { key: "close", label: t("sales.close") },
          ...(Number(line.shipped) === 0 ? [{ key: "cancel", label: t("sales.cancelLine") }] : []),
        ]
      : []),
  ];
  return (
    <Flex gap={8} wrap className="sales-actions">
      {dialog}
      {may.plan && isPlannable && (
        <Button size="small" type="primary" onClick={() => void plan()}>
          {t("sales.plan")}
        </Button>
      )}
      <Button size="small" onClick={() => setDoing("rush")}>
        {t("sales.rush")}
      </Button>
      {may.write && (
        <Button size="small" onClick={() => setDoing("change")}>
          {t("sales.change")}
        </Button>
      )}
      {more.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{ items: more, onClick: ({ key }) => setDoing(key as Doing) }}
        >
          <Button size="small">{t("sales.more")}</Button>
        </Dropdown>
      )}
      {doing === "change" && <Change line={line} onClose={() => setDoing(null)} onDone={done} />}
      {doing === "link" && <LinkWork line={line} onClose={() => setDoing(null)} onDone={done} />}
      {(doing === "close" || doing === "cancel") && (
        <End line={line} how={doing} onClose={() => setDoing(null)} onDone={done} />
      )}
      {doing === "rush" && (
        <RushDialog line={line} may={may} onClose={() => setDoing(null)} onDone={done} />
      )}
    </Flex>
  );
}

interface DialogProps {
  readonly line: Line;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

interface ChangeValues {
  readonly quantity: string;
  readonly promised_on: Dayjs;
  readonly priority: number;
  readonly reason?: string;
}

/** What a form sends is given here, and refusals stand beside their fields. */
function useGiving<Values extends object>(fields: readonly string[], onDone: () => Promise<void>) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (verb: string, body: Readonly<Record<string, unknown>>) => {
    setBusy(true);
    setSaid(null);
    try {
      await give(verb, body);
      await onDone();
    } catch (failure) {
      const each = byField(failure, t("state.away"));
      const beside = fields.filter((name) => each[name]);
      form.setFields(beside.map((name) => ({ name: name as never, errors: [each[name] ?? ""] })));
      const rest = Object.entries(each).filter(([name]) => !beside.includes(name));
      setSaid(rest.map(([, one]) => one).join(" ") || null);
    } finally {
      setBusy(false);
    }
  };
  return { form, said, busy, send };
}

function Change({ line, onClose, onDone }: DialogProps) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState({
    quantity: number(line.quantity).replaceAll(",", ""),
    promised_on: line.promised_on,
  });
  const { form, said, busy, send } = useGiving<ChangeValues>(
    ["quantity", "promised_on", "priority", "reason"],
    onDone,
  );
  const submit = ({ quantity, promised_on, priority, reason }: ChangeValues) =>
    send("sales.change_order_line", {
      sales_order: line.sales_order,
      line: line.line,
      quantity,
      promised_on: promised_on.format("YYYY-MM-DD"),
      priority,
      reason: reason ?? "",
    });
  return (
    <Modal
      open
      title={t("sales.changeTitle", { line: `${line.sales_order}/${line.line}` })}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={form.submit}
    >
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form<ChangeValues>
        form={form}
        layout="vertical"
        onFinish={(values) => void submit(values)}
        onValuesChange={(_, all: Partial<ChangeValues>) =>
          setWanted({
            quantity: all.quantity ?? "",
            promised_on: all.promised_on?.format("YYYY-MM-DD") ?? line.promised_on,
          })
        }
        initialValues={{
          quantity: wanted.quantity,
          promised_on: dayjs(line.promised_on),
          priority: line.priority,
        }}
      >
        <Flex gap={12} wrap>
          <Form.Item name="quantity" label={t("sales.quantity")} rules={[{ required: true }]}>
            <Input inputMode="decimal" suffix={line.unit} />
          </Form.Item>
          <Form.Item name="promised_on" label={t("sales.promised")} rules={[{ required: true }]}>
            <DatePicker allowClear={false} />
          </Form.Item>
          <Form.Item name="priority" label={t("sales.priority")}>
            <InputNumber min={0} max={100} precision={0} />
          </Form.Item>
        </Flex>
        <Form.Item name="reason" label={t("sales.reason")}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
      <Effect line={line} wanted={wanted} />
    </Modal>
  );
}

type Preview = RowOf<"sales.line_preview">;

interface EffectProps {
  readonly line: Line;
  readonly wanted: { readonly quantity: string; readonly promised_on: string };
}

/** How the line would stand, before anything is changed. */
function Effect({ line, wanted }: EffectProps) {
  const { t } = useTranslation();
  const present = usePresent();
  const isNumber = /^\d+(\.\d+)?$/.test(wanted.quantity) && Number(wanted.quantity) > 0;
  const found = useQuery({
    ...asked("sales.line_preview", {
      sales_order: line.sales_order,
      line: String(line.line),
      promised_on: wanted.promised_on,
      ...present,
      ...(isNumber ? { quantity: wanted.quantity } : {}),
    }),
    enabled: isNumber,
  });
  const [before, after] = found.data?.rows ?? [];
  if (!before || !after) return null;
  const told = (row: Preview) => {
    const day = dayOf(row.expected_at, plantZone()) ?? t("sales.noDay");
    return row.is_late ? `${day} ! ${t("sales.lateBy", { count: row.late_days })}` : day;
  };
  return (
    <Descriptions
      size="small"
      bordered
      column={1}
      title={t("sales.effect")}
      items={[
        { key: "before", label: t("sales.before"), children: told(before) },
        {
          key: "after",
          label: t("sales.after"),
          children: (
            <>
              {told(after)}
              <div>{holdOf(after, t)}</div>
              {Number(after.surplus) > 0 && (
                <div>{t("sales.surplus", { count: number(after.surplus) })}</div>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

interface LinkValues {
  readonly work_order: string;
  readonly quantity?: string;
}

function LinkWork({ line, onClose, onDone }: DialogProps) {
  const { t } = useTranslation();
  const { form, said, busy, send } = useGiving<LinkValues>(["work_order", "quantity"], onDone);
  const submit = ({ work_order, quantity }: LinkValues) =>
    send("sales.link_work_order", {
      sales_order: line.sales_order,
      line: line.line,
      work_order,
      ...(quantity ? { quantity } : {}),
    });
  return (
    <Modal
      open
      title={t("sales.link")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={form.submit}
    >
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form<LinkValues> form={form} layout="vertical" onFinish={(values) => void submit(values)}>
        <Form.Item name="work_order" label={t("column.order")} rules={[{ required: true }]}>
          <LinkInput to="work_order" />
        </Form.Item>
        <Form.Item name="quantity" label={t("sales.quantity")} extra={t("sales.linkHelp")}>
          <Input inputMode="decimal" suffix={line.unit} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function End({ line, how, onClose, onDone }: DialogProps & { readonly how: "close" | "cancel" }) {
  const { t } = useTranslation();
  const { form, said, busy, send } = useGiving<{ reason: string }>(["reason"], onDone);
  return (
    <Modal
      open
      title={how === "close" ? t("sales.close") : t("sales.cancelLine")}
      okText={how === "close" ? t("sales.close") : t("sales.cancelLine")}
      okButtonProps={{ danger: true }}
      cancelText={t("form.cancel")}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={form.submit}
    >
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <p>{t("sales.endHelp", { open: number(line.open), unit: line.unit })}</p>
      <Form<{ reason: string }>
        form={form}
        layout="vertical"
        onFinish={({ reason }) =>
          void send(how === "close" ? "sales.close_order_line" : "sales.cancel_order_line", {
            sales_order: line.sales_order,
            line: line.line,
            reason: reason ?? "",
          })
        }
      >
        <Form.Item name="reason" label={t("sales.reason")}>
          <Input maxLength={500} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
