/** One count: the blind sheet while people count, the differences for the one who approves. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Form, Input, Skeleton, Table, Tag, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { QueryTable } from "@/engine/table/QueryTable";
import { request } from "@/shared/api/http";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { instant, number } from "@/shared/format";
import { useBooking } from "./booking";
import { type SheetRow, sheetLines } from "./count";
import { useMay } from "./may";
import { StockNav } from "./StockNav";

interface Count {
  readonly code: string;
  readonly status: string;
  readonly place: { readonly code: string };
  readonly planned_at: string;
  readonly reason: string;
}

const COLORS: Readonly<Record<string, string>> = {
  open: "blue",
  recount: "orange",
  approval: "gold",
  booked: "green",
  cancelled: "default",
};

export function CountPage({ code }: { readonly code: string }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const words = new URLSearchParams({ filter: `code = ${JSON.stringify(code)}`, limit: "1" });
  const found = useQuery({
    queryKey: ["records", "stock_count", code],
    queryFn: () => request<{ rows: Count[] }>("GET", `/api/v1/records/stock_count?${words}`),
  });
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!found.data) return <Skeleton active />;
  const count = found.data.rows[0];
  if (!count) return <Nothing says={t("count.unknown", { code })} first={["stock"]} />;
  const counting = count.status === "open" || count.status === "recount";
  return (
    <>
      <StockNav title={`${t("count.one")} ${code}`} />
      <Flex gap={16} wrap className="count-facts">
        <Tag color={COLORS[count.status] ?? "default"}>{t(`countStatus.${count.status}`)}</Tag>
        <span>
          {t("column.place")} <strong>{count.place.code}</strong>
        </span>
        <Typography.Text type="secondary">
          {instant(count.planned_at, i18n.language)}
        </Typography.Text>
        {count.reason && <span>{count.reason}</span>}
      </Flex>
      {counting ? <Sheet code={code} status={count.status} /> : null}
      {!counting && may("stock_count:approve") && <Differences code={code} />}
      {!counting && !may("stock_count:approve") && <Counted code={code} />}
      {may("stock_count:approve") && !["booked", "cancelled"].includes(count.status) && (
        <Decide code={code} mayAccept={count.status === "approval"} />
      )}
    </>
  );
}

function useSheet(code: string) {
  return useQuery(asked("inventory.count_sheet", { count: code }));
}

/** What is to be counted now; the books are not shown, so that nobody counts to please them. */
function Sheet({ code, status }: { readonly code: string; readonly status: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const found = useSheet(code);
  const { book, busy } = useBooking();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [said, setSaid] = useState<string | null>(null);
  if (!found.data) return <Skeleton active />;
  const rows = found.data.rows;
  const left = rows.filter((row) => row.to_count);
  const lines = sheetLines(left, typed);
  const enter = async () => {
    const failed = await book("inventory.enter_count", { count: code, lines });
    setSaid(failed ? Object.values(failed).join(" ") : null);
    if (!failed) setTyped({});
  };
  const ready = may("material:count");
  return (
    <section aria-label={t("count.sheet")}>
      <Typography.Paragraph type="secondary">
        {status === "recount" ? t("count.again", { count: left.length }) : t("count.blind")}
      </Typography.Paragraph>
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Table<SheetRow>
        size="middle"
        rowKey="id"
        pagination={false}
        dataSource={[...rows]}
        scroll={{ x: "max-content" }}
        columns={[
          { title: t("column.material"), dataIndex: "material" },
          { title: t("column.lot"), render: (_, row) => (row.lot === "-" ? "" : row.lot) },
          { title: t("column.unitCode"), dataIndex: "handling_unit" },
          { title: t("column.status"), render: (_, row) => t(`stock.${row.status}`) },
          { title: t("count.class"), dataIndex: "abc" },
          {
            title: t("count.counted"),
            render: (_, row) =>
              row.to_count && ready ? (
                <Input
                  className="count-input"
                  inputMode="decimal"
                  suffix={row.unit}
                  aria-label={`${t("count.counted")} ${row.material} ${row.lot}`}
                  value={typed[row.id] ?? ""}
                  onChange={(event) => setTyped({ ...typed, [row.id]: event.target.value })}
                  onPressEnter={() => lines.length > 0 && void enter()}
                />
              ) : (
                <Tag color={row.to_count ? "blue" : "green"}>
                  {row.to_count ? t("count.open") : `✔ ${t("count.done")}`}
                </Tag>
              ),
          },
        ]}
      />
      {ready && (
        <Flex gap={12} align="center" className="count-enter">
          <Button type="primary" disabled={lines.length === 0} loading={busy} onClick={enter}>
            {t("count.enter", { count: lines.length })}
          </Button>
          <Typography.Text type="secondary">
            {t("count.left", { count: left.length, total: rows.length })}
          </Typography.Text>
        </Flex>
      )}
    </section>
  );
}

function Counted({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  return (
    <QueryTable<SheetRow>
      query="inventory.count_sheet"
      params={{ count: code }}
      caption={t("count.sheet")}
      rowKey={(row) => row.id}
      columns={[
        { title: t("column.material"), dataIndex: "material" },
        { title: t("column.lot"), dataIndex: "lot" },
        { title: t("count.expected"), align: "right", render: (_, row) => number(row.expected) },
        { title: t("count.counted"), align: "right", render: (_, row) => number(row.counted) },
        { title: t("column.unit"), dataIndex: "unit" },
      ]}
    />
  );
}

interface DifferenceRow {
  readonly id: string;
  readonly material: string;
  readonly name: string;
  readonly lot: string;
  readonly unit: string;
  readonly abc: string;
  readonly tolerance: string;
  readonly expected: string | null;
  readonly first: string | null;
  readonly second: string | null;
  readonly difference: string | null;
  readonly within: boolean | null;
  readonly value: string | null;
  readonly counted_by: string | null;
}

function Differences({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const right = { align: "right" as const };
  return (
    <QueryTable<DifferenceRow>
      query="inventory.count_differences"
      params={{ count: code }}
      caption={t("count.differences")}
      rowKey={(row) => row.id}
      columns={[
        { title: t("column.material"), render: (_, row) => `${row.material} ${row.name}` },
        { title: t("column.lot"), dataIndex: "lot" },
        { title: t("count.expected"), ...right, render: (_, row) => number(row.expected) },
        { title: t("count.first"), ...right, render: (_, row) => number(row.first) },
        { title: t("count.second"), ...right, render: (_, row) => number(row.second) },
        {
          title: t("count.difference"),
          ...right,
          render: (_, row) => (
            <Tag color={row.within ? "green" : "red"}>
              {row.within ? "✔" : "✖"} {number(row.difference)} {row.unit}
            </Tag>
          ),
        },
        { title: t("column.value"), ...right, render: (_, row) => number(row.value) },
        {
          title: t("count.tolerance"),
          render: (_, row) => `${row.abc} ± ${(Number(row.tolerance) * 100).toFixed(1)} %`,
        },
        { title: t("count.by"), dataIndex: "counted_by" },
      ]}
    />
  );
}

interface DecideProps {
  readonly code: string;
  /** A count that is not counted to its end can only be thrown away. */
  readonly mayAccept: boolean;
}

function Decide({ code, mayAccept }: DecideProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ readonly reason: string }>();
  const { book, busy } = useBooking();
  const [said, setSaid] = useState<string | null>(null);
  const decide = async (accept: boolean) => {
    const { reason = "" } = form.getFieldsValue();
    const failed = await book("inventory.approve_count", { count: code, reason, accept });
    if (!failed) return setSaid(null);
    if (failed.reason) form.setFields([{ name: "reason", errors: [failed.reason] }]);
    else setSaid(Object.values(failed).join(" "));
  };
  return (
    <Form form={form} layout="vertical" className="count-decide">
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form.Item name="reason" label={t("count.reason")}>
        <Input maxLength={200} />
      </Form.Item>
      <Flex gap={8}>
        {mayAccept && (
          <Button type="primary" loading={busy} onClick={() => void decide(true)}>
            {t("count.approve")}
          </Button>
        )}
        <Button danger loading={busy} onClick={() => void decide(false)}>
          {t("count.cancel")}
        </Button>
      </Flex>
    </Form>
  );
}
