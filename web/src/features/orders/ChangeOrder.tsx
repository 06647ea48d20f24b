/** Change an order while it runs: the effect is shown before anything is done. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  Alert,
  App,
  Button,
  Checkbox,
  DatePicker,
  Descriptions,
  Flex,
  Form,
  Input,
  InputNumber,
  Table,
  Typography,
} from "antd";
import type { Dayjs } from "dayjs";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField } from "@/engine/form/command";
import { asked } from "@/shared/api/query";
import { number } from "@/shared/format";
import { Drawer } from "@/shared/ui/layers";
import { between, type Change, type Effect, effectOf, type Operation, revise } from "./change";
import type { JobRow, Order } from "./rows";

interface Values {
  readonly ordered: string;
  readonly due_at?: Dayjs | null;
  readonly priority?: number | null;
  readonly skip?: readonly number[];
  readonly add_after?: number | null;
  readonly add_name?: string;
  readonly reason: string;
}

const FIELDS: readonly string[] = ["ordered", "due_at", "priority", "reason"];
const UNFINISHED = new Set(["released", "dispatched", "running", "held", "suspended"]);

export function ChangeOrder({ order }: { readonly order: Order }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("change.button")}</Button>
      <Drawer
        open={open}
        title={t("change.title", { code: order.code })}
        onClose={() => setOpen(false)}
        destroyOnHidden
        size="large"
      >
        <ChangeForm order={order} onDone={() => setOpen(false)} />
      </Drawer>
    </>
  );
}

function ChangeForm({ order, onDone }: { readonly order: Order; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [effect, setEffect] = useState<{ change: Change; effect: Effect } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const jobs = useQuery(asked("kernel.work_order_progress", { work_order: order.code }));
  const rows = (jobs.data?.rows ?? []).filter((row) => row.work_type !== "quality");
  const open = rows.filter((row) => UNFINISHED.has(row.status));
  const during = async (work: () => Promise<void>) => {
    setBusy(true);
    setSaid(null);
    try {
      await work();
    } catch (failure) {
      const each = byField(failure, t("state.away"));
      const beside = FIELDS.filter((name) => each[name]);
      form.setFields(
        beside.map((name) => ({ name: name as keyof Values, errors: [each[name] ?? ""] })),
      );
      const rest = Object.entries(each).filter(([name]) => !beside.includes(name));
      setSaid(rest.map(([, one]) => one).join(" ") || null);
      setEffect(null);
    } finally {
      setBusy(false);
    }
  };
  const look = (values: Values) =>
    during(async () => {
      const change = changeOf(order, values, rows);
      const found = await effectOf(change);
      setEffect(found ? { change, effect: found } : null);
    });
  const take = () =>
    during(async () => {
      if (!effect) return;
      await revise(effect.change);
      message.success(t("order.done", { step: t("change.button") }));
      await queries.invalidateQueries();
      onDone();
    });
  return (
    <>
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form
        form={form}
        layout="vertical"
        onFinish={look}
        onValuesChange={() => setEffect(null)}
        initialValues={{
          ordered: number(order.ordered).replaceAll(",", ""),
          due_at: order.due_at ? dayjs(order.due_at) : null,
          priority: Number(order.priority),
        }}
      >
        <Form.Item name="ordered" label={t("order.quantity")} rules={[{ required: true }]}>
          <Input inputMode="decimal" suffix={order.unit} />
        </Form.Item>
        <Flex gap={16} wrap>
          <Form.Item name="due_at" label={t("column.due")}>
            <DatePicker showTime />
          </Form.Item>
          <Form.Item name="priority" label={t("change.priority")}>
            <InputNumber min={0} max={100} precision={0} />
          </Form.Item>
        </Flex>
        {open.length > 0 && (
          <Form.Item name="skip" label={t("change.skip")}>
            <Checkbox.Group
              options={open.map((row) => ({
                value: row.sequence,
                label: `${row.sequence} ${row.operation}`,
              }))}
            />
          </Form.Item>
        )}
        <Form.Item label={t("change.add")} htmlFor="add_name">
          <Flex gap={8}>
            <Form.Item name="add_after" noStyle>
              <InputNumber min={0} precision={0} aria-label={t("change.addAfter")} suffix="→" />
            </Form.Item>
            <Form.Item name="add_name" noStyle>
              <Input maxLength={80} placeholder={t("change.addName")} />
            </Form.Item>
          </Flex>
        </Form.Item>
        <Form.Item
          name="reason"
          label={t("column.reason")}
          rules={[{ required: true, message: t("signIn.needed") }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        {effect && <EffectShown effect={effect.effect} />}
        <Flex gap={8} justify="end" className="change-foot">
          <Button onClick={onDone}>{t("form.cancel")}</Button>
          <Button htmlType="submit" loading={busy} type={effect ? "default" : "primary"}>
            {t("change.look")}
          </Button>
          {effect && (
            <Button type="primary" loading={busy} onClick={() => void take()}>
              {t("change.take")}
            </Button>
          )}
        </Flex>
      </Form>
    </>
  );
}

function changeOf(order: Order, values: Values, rows: readonly JobRow[]): Change {
  const skipped = (values.skip ?? []).map((sequence): Operation => ({ kind: "skip", sequence }));
  const added: Operation[] = [];
  if (values.add_name) {
    const after = values.add_after ?? rows.at(-1)?.sequence ?? 0;
    const next = rows.find((row) => row.sequence > after)?.sequence;
    const sequence = between(after, next);
    const operation = { sequence, name: values.add_name, start_by_report: true };
    added.push({ kind: "add", sequence, operation });
  }
  const operations = [...skipped, ...added];
  const due = values.due_at?.toISOString();
  const isNewDue = due !== undefined && Date.parse(due) !== Date.parse(order.due_at ?? "");
  return {
    work_order: order.code,
    expected_version: order.version,
    reason: values.reason,
    ...(Number(values.ordered) === Number(order.ordered) ? {} : { ordered: values.ordered }),
    ...(isNewDue ? { due_at: due } : {}),
    ...(values.priority == null || values.priority === Number(order.priority)
      ? {}
      : { priority: values.priority }),
    ...(operations.length > 0 ? { operations } : {}),
  };
}

function EffectShown({ effect }: { readonly effect: Effect }) {
  const { t } = useTranslation();
  const materials = Object.entries(effect.materials);
  return (
    <section aria-label={t("change.effect")} className="change-effect">
      <Typography.Title level={5}>{t("change.effect")}</Typography.Title>
      {effect.job_orders.length === 0 && effect.pieces.length === 0 && (
        <Typography.Text type="secondary">{t("change.noJob")}</Typography.Text>
      )}
      {effect.job_orders.length > 0 && (
        <Table
          size="small"
          pagination={false}
          rowKey={(row) => `${row.job_order} ${row.effect}`}
          dataSource={[...effect.job_orders]}
          columns={[
            { title: t("column.job"), dataIndex: "job_order" },
            { title: t("column.operation"), dataIndex: "operation" },
            {
              title: t("change.becomes"),
              render: (_, row) => t(`effect.${row.effect}`, row.effect),
            },
            {
              title: t("column.ordered"),
              align: "right",
              render: (_, row) => number(row.ordered),
            },
          ]}
        />
      )}
      <Descriptions
        size="small"
        column={1}
        items={[
          ...effect.pieces.map((one) => ({
            key: `${one.from} ${one.lot}`,
            label: t("change.pieces"),
            children: `${number(one.quantity)}: ${one.from} → ${one.to} (${one.lot})`,
          })),
          ...materials.map(([code, amount]) => ({
            key: code,
            label: code,
            children: t("change.material", { amount: number(amount) }),
          })),
          ...(effect.stations.length > 0
            ? [
                {
                  key: "stations",
                  label: t("change.stations"),
                  children: effect.stations.join(", "),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}
