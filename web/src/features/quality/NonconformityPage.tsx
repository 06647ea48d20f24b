/** One nonconformity: what it is about, the goods that wait, and what is done with them. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, App, Button, Descriptions, Form, Input, Skeleton, Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BesideButton } from "@/engine/detail/BesideButton";
import { byField, type Given, giveTogether } from "@/engine/form/command";
import { Nothing } from "@/engine/nothing/Nothing";
import { QueryTable } from "@/engine/table/QueryTable";
import { request } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import { words } from "@/shared/api/words";
import { instant, number } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import { CodeInput } from "./CodeInput";
import { type Disposition, disposal, dispositionsOf } from "./dispose";
import { Frame } from "./Frame";
import type { May } from "./InspectionPage";
import { JudgeDrawer } from "./JudgeDrawer";
import type { GoodsRow, JudgeRow } from "./rows";

interface Linked {
  readonly id: string;
  readonly code?: string;
  readonly title?: string;
}

interface Nonconformity {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly version: number;
  readonly status: "open" | "contained" | "closed";
  readonly disposition: string | null;
  readonly quantity: string | null;
  readonly reason: string | null;
  readonly job_order: Linked | null;
  readonly material: Linked | null;
  readonly created_at?: string;
}

const STATUS_COLOURS = { open: "red", contained: "gold", closed: "green" } as const;
const STATUS_ICONS = { open: "○", contained: "◐", closed: "✔" } as const;

const recordQuery = (code: string) => ({
  queryKey: ["record", "nonconformity", code] as const,
  queryFn: async () => {
    const asked = words({ filter: `code = ${JSON.stringify(code)}`, limit: 1 });
    const page = await request<{ readonly rows: readonly Nonconformity[] }>(
      "GET",
      `/api/v1/records/nonconformity?${asked}`,
    );
    return page.rows[0] ?? null;
  },
});

export function NonconformityPage({ code, may }: { readonly code: string; readonly may: May }) {
  const { t } = useTranslation();
  const found = useQuery(recordQuery(code));
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (found.data === undefined) return <Skeleton active paragraph={{ rows: 6 }} />;
  if (found.data === null) {
    return (
      <Frame title={code}>
        <Nothing says={t("quality.unknown", { code })} />
      </Frame>
    );
  }
  return <Known record={found.data} may={may} />;
}

function Known({ record, may }: { readonly record: Nonconformity; readonly may: May }) {
  const { t, i18n } = useTranslation();
  const { job_order: job, material } = record;
  const said = (label: string, children: React.ReactNode) => ({ key: label, label, children });
  return (
    <Frame
      title={record.code}
      extra={
        <>
          <Tag color={STATUS_COLOURS[record.status]}>
            <span aria-hidden="true">{STATUS_ICONS[record.status]}</span>{" "}
            {t(`quality.nonconformity.${record.status}`)}
          </Tag>
          {record.disposition && <Tag>{t(`quality.disposition.${record.disposition}`)}</Tag>}
          <span className="quality-steps">
            <BesideButton
              entity="nonconformity"
              filter={`code = ${JSON.stringify(record.code)}`}
              name={record.code}
            />
            {record.status !== "closed" && may("nonconformity:change") && <Close record={record} />}
          </span>
        </>
      }
    >
      <Descriptions
        size="small"
        items={[
          said(t("column.text"), record.title),
          said(t("column.material"), `${material?.code ?? "–"} ${material?.title ?? ""}`),
          said(t("column.quantity"), number(record.quantity)),
          said(t("column.reason"), record.reason ?? "–"),
          said(
            t("quality.foundAt"),
            job?.code && (
              <Link to="/quality/inspections/$code" params={{ code: job.code }}>
                {job.code}
              </Link>
            ),
          ),
          said(t("column.since"), instant(record.created_at, i18n.language)),
        ]}
      />
      <Goods record={record} may={may} />
    </Frame>
  );
}

function Goods({ record, may }: { readonly record: Nonconformity; readonly may: May }) {
  const { t } = useTranslation();
  const [disposing, setDisposing] = useState<readonly [GoodsRow, Disposition] | null>(null);
  const [judging, setJudging] = useState<JudgeRow | null>(null);
  const columns: ColumnType<GoodsRow>[] = [
    {
      title: t("column.lot"),
      render: (_, row) => (
        <Link to="/lots/$material/$lot" params={{ material: row.material, lot: row.lot }}>
          {row.lot}
        </Link>
      ),
    },
    { title: t("column.place"), dataIndex: "place" },
    { title: t("column.status"), render: (_, row) => t(`quality.stock.${row.status}`, row.status) },
    {
      title: t("column.quantity"),
      align: "right",
      render: (_, row) => `${number(row.quantity)} ${row.unit}`,
    },
    { title: t("quality.supplier"), render: (_, row) => row.supplier ?? "–" },
    {
      title: t("quality.whatToDo"),
      render: (_, row) =>
        dispositionsOf(row, may).map((one) => (
          <Button
            key={one}
            size="small"
            className="quality-act"
            onClick={() => (one === "judge" ? setJudging(judged(row)) : setDisposing([row, one]))}
          >
            {t(`quality.dispose.${one}`)}
          </Button>
        )),
    },
  ];
  return (
    <>
      <Typography.Title level={4}>{t("quality.goods")}</Typography.Title>
      <QueryTable<GoodsRow>
        query="quality.nonconforming_goods"
        params={{ nonconformity: record.code }}
        columns={columns}
        rowKey={(row) => `${row.place} ${row.lot} ${row.status}`}
        caption={t("quality.goods")}
        empty={t("quality.nothingLeft")}
      />
      <Modal
        open={disposing !== null}
        title={disposing && `${t(`quality.dispose.${disposing[1]}`)} ${disposing[0].lot}`}
        footer={null}
        onCancel={() => setDisposing(null)}
        destroyOnHidden
      >
        {disposing && (
          <Dispose
            record={record}
            row={disposing[0]}
            how={disposing[1]}
            onDone={() => setDisposing(null)}
          />
        )}
      </Modal>
      <JudgeDrawer row={judging} onClose={() => setJudging(null)} />
    </>
  );
}

/** Goods at a job order, as the form of its verdict takes them. */
function judged(row: GoodsRow): JudgeRow {
  return {
    job_order: row.job_order ?? "",
    work_order: null,
    operation: "",
    work_unit: null,
    material: row.material,
    name: "",
    name_en: null,
    unit: row.unit,
    lot: row.lot,
    quantity: row.quantity,
    since: null,
    waits_s: null,
    defect_codes: [],
  };
}

interface DisposeProps {
  readonly record: Nonconformity;
  readonly row: GoodsRow;
  readonly how: Disposition;
  readonly onDone: () => void;
}

interface Values {
  readonly quantity: string;
  readonly reason: string;
  readonly code?: string;
  readonly defect_code?: string;
}

function Dispose({ record, row, how, onDone }: DisposeProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const needed = [{ required: true, message: t("signIn.needed") }];
  const submit = async (values: Values) => {
    setBusy(true);
    setSaid(null);
    try {
      await giveTogether(disposal({ record, row, how, ...values }));
      message.success(t("quality.disposed"));
      onDone();
      await queries.invalidateQueries();
    } catch (failure) {
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form
      layout="vertical"
      initialValues={{
        quantity: number(row.quantity).replaceAll(",", ""),
        reason: record.reason ?? "",
        code: `${record.code}-R`,
      }}
      onFinish={submit}
    >
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form.Item name="quantity" label={t("column.quantity")} rules={needed}>
        <Input inputMode="decimal" suffix={row.unit} />
      </Form.Item>
      {how === "return" && (
        <Form.Item name="code" label={t("quality.returnNumber")} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
      )}
      {how === "scrap" && (
        <Form.Item name="defect_code" label={t("quality.defectCode")} rules={needed}>
          <CodeInput entity="defect_code" />
        </Form.Item>
      )}
      <Form.Item name="reason" label={t("column.reason")} rules={needed}>
        <Input maxLength={500} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} block>
        {t(`quality.dispose.${how}`)}
      </Button>
    </Form>
  );
}

function Close({ record }: { readonly record: Nonconformity }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const to = (status: "contained" | "closed"): Given => ({
    verb: "nonconformity.change",
    fields: { record: record.id, expected_version: record.version, status },
  });
  const give = async (status: "contained" | "closed") => {
    try {
      await giveTogether([to(status)]);
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      await queries.invalidateQueries();
    }
  };
  return (
    <>
      {record.status === "open" && (
        <Button onClick={() => void give("contained")}>{t("quality.contain")}</Button>
      )}
      <Button onClick={() => void give("closed")}>{t("quality.close")}</Button>
    </>
  );
}
