/** Bring in an inspection plan: the table copied from Excel, tried out before it is released. */

import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Form, Input, Select, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { CodeInput } from "./CodeInput";
import { type Planned, pasted } from "./paste";
import { limitsOf } from "./rows";

interface Values {
  readonly code: string;
  readonly name?: string;
  readonly material?: string;
  readonly table: string;
  readonly level?: string;
  readonly aql?: string;
}

const LEVELS = ["S-1", "S-2", "S-3", "S-4", "I", "II", "III"] as const;
const AQLS = [
  "0.065",
  "0.10",
  "0.15",
  "0.25",
  "0.40",
  "0.65",
  "1.0",
  "1.5",
  "2.5",
  "4.0",
  "6.5",
  "10",
];
const FIELDS = ["code", "name", "material"] as const;

function planOf(values: Values): Record<string, unknown> {
  const { characteristics } = pasted(values.table);
  const classes = [...new Set(characteristics.map((one) => one.severity))];
  const { aql } = values;
  return {
    code: values.code,
    ...(values.name ? { name: values.name } : {}),
    ...(values.material ? { material: values.material } : {}),
    characteristics,
    ...(aql
      ? { sampling: classes.map((severity) => ({ severity, level: values.level ?? "II", aql })) }
      : {}),
  };
}

export function ImportPlan({ onDone }: { readonly onDone: (code: string) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const table = Form.useWatch("table", form) ?? "";
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const read = pasted(table);
  const needed = [{ required: true, message: t("signIn.needed") }];
  const submit = async (values: Values) => {
    setBusy(true);
    setSaid(null);
    try {
      await give("quality.import_inspection_plan", planOf(values));
      message.success(t("quality.planReleased", { code: values.code }));
      await queries.invalidateQueries();
      onDone(values.code);
    } catch (failure) {
      const each = byField(failure, t("state.away"));
      const beside = FIELDS.filter((name) => each[name]);
      form.setFields(beside.map((name) => ({ name, errors: [each[name] ?? ""] })));
      const rest = Object.entries(each).filter(([name]) => !(beside as string[]).includes(name));
      setSaid(rest.map(([, one]) => one).join(" ") || null);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form form={form} layout="vertical" onFinish={submit}>
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Flex gap={12} wrap>
        <Form.Item name="code" label={t("quality.planCode")} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="name" label={t("column.name")}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="material" label={t("column.material")} className="quality-choice">
          <CodeInput entity="material" />
        </Form.Item>
        <Form.Item name="level" label={t("quality.level")} initialValue="II">
          <Select options={LEVELS.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="aql" label="AQL" extra={t("quality.aqlHelp")}>
          <Select allowClear options={AQLS.map((value) => ({ value, label: value }))} />
        </Form.Item>
      </Flex>
      <Form.Item
        name="table"
        label={t("quality.table")}
        extra={t("quality.tableHelp")}
        rules={needed}
      >
        <Input.TextArea rows={6} spellCheck={false} className="quality-table" />
      </Form.Item>
      {read.unread.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("quality.unread", { lines: read.unread.join(", ") })}
        />
      )}
      <Preview rows={read.characteristics} />
      <Button
        type="primary"
        htmlType="submit"
        loading={busy}
        disabled={read.characteristics.length === 0}
        className="quality-act"
      >
        {t("quality.releasePlan", { count: read.characteristics.length })}
      </Button>
    </Form>
  );
}

function Preview({ rows }: { readonly rows: readonly Planned[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <Table<Planned>
      size="small"
      rowKey="code"
      dataSource={rows as Planned[]}
      pagination={false}
      scroll={{ x: "max-content", y: 260 }}
      columns={[
        { title: t("quality.planCode"), dataIndex: "code" },
        { title: t("quality.characteristic"), dataIndex: "name" },
        { title: t("column.kind"), render: (_, row) => t(`quality.measure.${row.kind}`) },
        { title: t("quality.target"), align: "right", dataIndex: "target" },
        {
          title: t("quality.limits"),
          align: "right",
          render: (_, row) => limitsOf({ lsl: row.lsl ?? null, usl: row.usl ?? null }),
        },
        { title: t("column.unit"), dataIndex: "unit" },
        { title: t("quality.class"), render: (_, row) => t(`quality.severity.${row.severity}`) },
      ]}
    />
  );
}
