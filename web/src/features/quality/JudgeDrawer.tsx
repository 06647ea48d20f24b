/** Say what becomes of pieces: repaired, taken all the same, done again, scrapped, sent back. */

import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, InputNumber, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { number } from "@/shared/format";
import { Drawer } from "@/shared/ui/layers";
import { CodeInput } from "./CodeInput";
import type { JudgeRow } from "./rows";

export const VERDICTS = ["repaired", "rework", "concession", "scrap", "to_supplier"] as const;
export type Verdict = (typeof VERDICTS)[number];
const CLASSES = ["process", "material", "set_up"] as const;

interface Values {
  readonly verdict: Verdict;
  readonly quantity: string;
  readonly defect_code: string;
  readonly defect_class: (typeof CLASSES)[number];
  readonly caused_at_job?: string;
  readonly from_sequence?: number;
  readonly route?: string;
  readonly supplier?: string;
  readonly reason?: string;
}

export function JudgeDrawer({
  row,
  onClose,
}: {
  readonly row: JudgeRow | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={row !== null}
      title={`${t("quality.judge")} ${row?.job_order ?? ""}`}
      onClose={onClose}
      destroyOnHidden
    >
      {row && <Judging row={row} onDone={onClose} />}
    </Drawer>
  );
}

/** The command that a verdict means: rework by a route is one of its own. */
function commandOf(row: JudgeRow, values: Values): readonly [string, Record<string, unknown>] {
  const { verdict, route, from_sequence, supplier, ...rest } = values;
  const given = Object.fromEntries(
    Object.entries(rest).filter(([, one]) => one !== undefined && one !== ""),
  );
  const said = {
    job_order: row.job_order,
    ...given,
    quantity: String(values.quantity),
    lot: row.lot,
    source: "office",
  };
  if (verdict === "rework") {
    const by = route ? { route } : from_sequence === undefined ? {} : { from_sequence };
    return ["kernel.rework_defective", { ...said, ...by }];
  }
  const to = verdict === "to_supplier" ? { supplier } : {};
  return ["kernel.judge_defective", { ...said, verdict, ...to }];
}

const FIELDS = [
  "quantity",
  "defect_code",
  "caused_at_job",
  "supplier",
  "reason",
  "route",
  "from_sequence",
] as const;

function Judging({ row, onDone }: { readonly row: JudgeRow; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const verdict = Form.useWatch("verdict", form) ?? "repaired";
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const needed = [{ required: true, message: t("signIn.needed") }];
  const submit = async (values: Values) => {
    setBusy(true);
    setSaid(null);
    try {
      await give(...commandOf(row, values));
      message.success(t("quality.judged", { job: row.job_order }));
      onDone();
      await queries.invalidateQueries();
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
  const start = {
    verdict: "repaired" as const,
    quantity: number(row.quantity).replaceAll(",", ""),
    defect_class: "process" as const,
    ...(row.defect_codes[0] ? { defect_code: row.defect_codes[0] } : {}),
  };
  return (
    <Form form={form} layout="vertical" initialValues={start} onFinish={submit}>
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form.Item name="verdict" label={t("quality.verdictOf")}>
        <Radio.Group
          className="quality-verdicts"
          options={VERDICTS.map((value) => ({ value, label: t(`quality.judgedAs.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="quantity"
        label={`${t("column.quantity")} (${t("quality.of", { count: Number(row.quantity) })} ${row.unit})`}
        rules={needed}
      >
        <Input inputMode="decimal" />
      </Form.Item>
      <Form.Item name="defect_code" label={t("quality.defectCode")} rules={needed}>
        <CodeInput entity="defect_code" />
      </Form.Item>
      <Form.Item name="defect_class" label={t("quality.defectClassOf")}>
        <Select
          options={CLASSES.map((value) => ({ value, label: t(`quality.defectClass.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="caused_at_job" label={t("quality.causedAtJob")}>
        <CodeInput entity="job_order" />
      </Form.Item>
      {verdict === "rework" && (
        <>
          <Form.Item name="route" label={t("quality.reworkRoute")} extra={t("quality.reworkHelp")}>
            <CodeInput entity="work_master" />
          </Form.Item>
          <Form.Item name="from_sequence" label={t("quality.fromSequence")}>
            <InputNumber min={1} precision={0} />
          </Form.Item>
        </>
      )}
      {verdict === "to_supplier" && (
        <Form.Item name="supplier" label={t("quality.supplier")} rules={needed}>
          <CodeInput entity="partner" />
        </Form.Item>
      )}
      <Form.Item
        name="reason"
        label={t("column.reason")}
        rules={verdict === "concession" ? needed : []}
      >
        <Input maxLength={500} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} block>
        {t("quality.judge")}
      </Button>
    </Form>
  );
}
