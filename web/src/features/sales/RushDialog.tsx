/** 插单: what becomes later and whose material is taken, shown before it is done. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Skeleton, Table, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, type Given, giveTogether } from "@/engine/form/command";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { duration, instant, number } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import { usePresent } from "./present";
import type { Line, Rush } from "./rows";
import type { SalesRights } from "./SalesOrderPage";

interface Props {
  readonly line: Line;
  readonly may: SalesRights;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** A rush comes before everything that was not declared one. */
const RUSH_PRIORITY = 100;

export function RushDialog({ line, may, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const named = { sales_order: line.sales_order, line: String(line.line), ...usePresent() };
  const found = useQuery(asked("sales.rush_preview", named));
  const rows = found.data?.rows ?? [];
  const mayAccept = may.write && may.dispatch;
  const accept = async () => {
    setBusy(true);
    setSaid(null);
    try {
      await giveTogether(commandsOf(line, rows, t("sales.rush")));
      await onDone();
    } catch (failure) {
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={760}
      title={t("sales.rushTitle", { line: `${line.sales_order}/${line.line}` })}
      onCancel={onClose}
      footer={
        <Flex gap={8} justify="end" wrap>
          <Button onClick={onClose}>{t("form.cancel")}</Button>
          {mayAccept && (
            <Button
              type="primary"
              danger
              loading={busy}
              disabled={!rows.some((row) => row.kind === "own")}
              onClick={() => void accept()}
            >
              {t("sales.rushAccept")}
            </Button>
          )}
        </Flex>
      }
    >
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      {found.error && (
        <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />
      )}
      {!found.data && !found.error && <Skeleton active />}
      {found.data && <Effects rows={rows} mayAccept={mayAccept} />}
    </Modal>
  );
}

/** What accepting gives: the line's priority, and the queues in their new order. */
export function commandsOf(line: Line, rows: readonly Rush[], reason: string): readonly Given[] {
  const queues = rows.filter((row) => row.kind === "queue");
  const named = { sales_order: line.sales_order, line: line.line };
  return [
    { verb: "sales.change_order_line", fields: { ...named, priority: RUSH_PRIORITY, reason } },
    ...queues.map((row) => ({
      verb: "kernel.sequence_queue",
      fields: { work_unit: row.station, job_orders: row.jobs },
    })),
  ];
}

function Effects({ rows, mayAccept }: { readonly rows: readonly Rush[]; mayAccept: boolean }) {
  const { t, i18n } = useTranslation();
  const of = (kind: Rush["kind"]) => rows.filter((row) => row.kind === kind);
  const [own, later, taken, queues] = [of("own"), of("order"), of("material"), of("queue")];
  if (own.length === 0) return <Alert type="info" showIcon title={t("sales.rushNoWork")} />;
  const soon = own.map((row) => (
    <li key={row.work_order}>
      {row.work_order}: {instant(row.before, i18n.language)} → {instant(row.after, i18n.language)}{" "}
      {row.shift_s < -60 && (
        <strong>{t("sales.sooner", { time: duration(-row.shift_s, i18n.language) })}</strong>
      )}
    </li>
  ));
  return (
    <div className="sales-rush">
      <Typography.Title level={5}>{t("sales.rushOwn")}</Typography.Title>
      <ul>{soon}</ul>
      <Typography.Title level={5}>{t("sales.rushLater", { count: later.length })}</Typography.Title>
      {later.length === 0 ? (
        <p>{t("sales.rushNobody")}</p>
      ) : (
        <Table<Rush>
          size="small"
          rowKey={(row) => row.work_order ?? ""}
          dataSource={[...later]}
          pagination={false}
          scroll={{ x: "max-content" }}
          columns={[
            { title: t("column.order"), dataIndex: "work_order" },
            { title: t("sales.order"), render: (_, row) => row.sales_orders.join(", ") || "–" },
            {
              title: t("sales.laterBy"),
              render: (_, row) => duration(row.shift_s, i18n.language),
            },
            { title: t("sales.after"), render: (_, row) => instant(row.after, i18n.language) },
            {
              title: t("column.due"),
              render: (_, row) =>
                row.turns_late ? (
                  <Typography.Text type="danger" strong>
                    ! {instant(row.due_at, i18n.language)} {t("sales.turnsLate")}
                  </Typography.Text>
                ) : (
                  instant(row.due_at, i18n.language)
                ),
            },
          ]}
        />
      )}
      <Typography.Title level={5}>{t("sales.rushMaterial")}</Typography.Title>
      {taken.length === 0 ? (
        <p>{t("sales.rushNoMaterial")}</p>
      ) : (
        <ul>
          {taken.map((row) => (
            <li key={`${row.work_order} ${row.material}`}>
              {t("sales.takes", {
                order: row.work_order,
                material: row.material,
                count: number(row.quantity),
                unit: row.unit,
              })}
            </li>
          ))}
        </ul>
      )}
      <Typography.Paragraph type="secondary">
        {queues.length > 0
          ? t("sales.rushQueues", { stations: queues.map((row) => row.station).join(", ") })
          : t("sales.rushNoQueue")}{" "}
        {!mayAccept && t("sales.rushAsk")}
      </Typography.Paragraph>
    </div>
  );
}
