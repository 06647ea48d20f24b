/** Decide an inspection: all alike or lot by lot; against the results only with a reason. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { Refused } from "@/shared/api/http";
import { asked } from "@/shared/api/query";
import { number } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import { type Split, splitOf } from "./decide";
import type { Decision, ProposalRow, TaskRow, WaitingRow } from "./rows";

const DECISIONS = ["accept", "conditional", "reject"] as const;

export function DecideButton({ task }: { readonly task: TaskRow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("quality.decide")}</Button>
      <Modal
        open={open}
        width={720}
        title={`${t("quality.decide")} ${task.code}`}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Deciding task={task} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

interface Values {
  readonly decision: Decision;
  readonly reason?: string;
}

function Deciding({ task, onDone }: { readonly task: TaskRow; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const decision = Form.useWatch("decision", form) ?? "accept";
  const [split, setSplit] = useState<Split>({});
  const [said, setSaid] = useState<string | null>(null);
  const [confirm, setConfirm] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const code = { inspection: task.code };
  const waiting = useQuery(asked("quality.waiting", code)).data?.rows ?? [];
  const proposed = useQuery(asked("quality.proposal", code)).data?.rows ?? [];
  const submit = async (values: Values) => {
    setBusy(true);
    setSaid(null);
    try {
      const parts = splitOf(waiting, split);
      await give("quality.decide_inspection", {
        ...code,
        decision: values.decision,
        ...(values.reason?.trim() ? { reason: values.reason.trim() } : {}),
        ...(parts.length > 0 ? { parts } : {}),
        ...(confirm ? { confirm: [confirm] } : {}),
      });
      message.success(t("quality.decided", { code: task.code }));
      onDone();
      await queries.invalidateQueries();
    } catch (failure) {
      setConfirm(failure instanceof Refused ? (failure.refusal.confirm ?? null) : null);
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  const needed = decision !== "accept" || confirm !== null;
  return (
    <Form form={form} layout="vertical" initialValues={{ decision: "accept" }} onFinish={submit}>
      <Proposed rows={proposed} />
      {said && <Alert type={confirm ? "warning" : "error"} showIcon title={said} role="alert" />}
      <Form.Item name="decision" label={t("quality.decisionOf")}>
        <Radio.Group
          optionType="button"
          options={DECISIONS.map((value) => ({ value, label: t(`quality.decision.${value}`) }))}
        />
      </Form.Item>
      <Lots rows={waiting} split={split} onSplit={setSplit} />
      <Form.Item
        name="reason"
        label={t("column.reason")}
        rules={needed ? [{ required: true, message: t("signIn.needed") }] : []}
      >
        <Input maxLength={500} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} danger={confirm !== null} block>
        {confirm ? t("quality.overrule") : t("quality.decide")}
      </Button>
    </Form>
  );
}

function Proposed({ rows }: { readonly rows: readonly ProposalRow[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  const worst = rows.some((row) => row.proposal === "reject")
    ? "reject"
    : rows.every((row) => row.proposal === "accept")
      ? "accept"
      : "incomplete";
  const type = { reject: "error", accept: "success", incomplete: "info" } as const;
  return (
    <Alert
      type={type[worst]}
      showIcon
      className="quality-narrow"
      title={`${t("quality.proposal")}: ${t(`quality.proposes.${worst}`)}`}
    />
  );
}

interface LotsProps {
  readonly rows: readonly WaitingRow[];
  readonly split: Split;
  readonly onSplit: (split: Split) => void;
}

/** What waits, lot by lot; left as it is, everything is decided alike. */
function Lots({ rows, split, onSplit }: LotsProps) {
  const { t } = useTranslation();
  if (rows.length === 0) return <p className="quality-hint">{t("quality.nothingWaits")}</p>;
  const set = (lot: string, key: "rejected" | "destroyed", value: string) =>
    onSplit({ ...split, [lot]: { ...split[lot], [key]: value.replace(",", ".") } });
  return (
    <Form.Item label={t("quality.lots")} extra={t("quality.lotsHelp")}>
      <table className="quality-split">
        <thead>
          <tr>
            <th scope="col">{t("column.lot")}</th>
            <th scope="col">{t("quality.waiting")}</th>
            <th scope="col">{t("quality.rejected")}</th>
            <th scope="col">{t("quality.destroyed")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.lot} ${row.place}`}>
              <th scope="row">
                {row.lot} · {row.place}
              </th>
              <td>
                {number(row.quantity)} {row.unit}
              </td>
              {(["rejected", "destroyed"] as const).map((key) => (
                <td key={key}>
                  <Input
                    inputMode="decimal"
                    aria-label={`${t(`quality.${key}`)} ${row.lot}`}
                    value={split[row.lot]?.[key] ?? ""}
                    onChange={(event) => set(row.lot, key, event.target.value)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Form.Item>
  );
}
