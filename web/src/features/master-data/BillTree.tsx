/** A product's structure, level by level, with what a quantity of it needs. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Flex, InputNumber, Skeleton, Table, Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { queryFile, readQuery } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { named, number, percent } from "@/shared/format";
import type { BillAsked } from "./BillPage";
import { type Bill, nested, openTo, type TreeNode, type TreeRow } from "./bill";
import { ExportButton } from "./Files";
import { Status } from "./Status";

interface Props {
  readonly bill: Bill;
  readonly asked: BillAsked;
  readonly onAsk: (asked: BillAsked) => void;
}

const PAGES_MAX = 10;
const OPENED_AT_ONCE = 3;

/** Read the whole explosion: the server has at most 10,000 rows of it. */
async function everything(params: Record<string, string>): Promise<readonly TreeRow[]> {
  const rows: TreeRow[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const read: { rows: readonly TreeRow[]; after: string | null } = await readQuery(
      "kernel.bill_tree",
      { ...params, after },
    );
    rows.push(...read.rows);
    after = read.after;
    if (after === null) break;
  }
  return rows;
}

export function BillTree({ bill, asked, onAsk }: Props) {
  const { t, i18n } = useTranslation();
  const quantity = Number(asked.quantity) > 0 ? String(asked.quantity) : "1";
  const params = { material_bill: bill.id, quantity };
  const found = useQuery({
    queryKey: ["query", "kernel.bill_tree", params, bill.version],
    queryFn: () => everything(params),
    placeholderData: keepPreviousData,
  });
  const rows = found.data;
  const tree = useMemo(() => nested(rows ?? []), [rows]);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!rows) return <Skeleton active paragraph={{ rows: 6 }} />;
  if (rows.length === 0) return <Nothing says={t("bill.empty")} />;
  const open = chosen ?? openTo(rows, OPENED_AT_ONCE);
  return (
    <section aria-label={t("bill.tree")}>
      <Flex className="master-tools" gap={12} align="center" wrap>
        <label htmlFor="bill-quantity">{t("bill.forQuantity")}</label>
        <InputNumber
          id="bill-quantity"
          stringMode
          min="0.000001"
          value={quantity}
          onChange={(next) => next && onAsk({ ...asked, quantity: String(next) })}
        />
        <Typography.Text type="secondary">
          {t("list.total", { count: rows.length })}
        </Typography.Text>
        <Button size="small" onClick={() => setChosen(openTo(rows, 99))}>
          {t("bill.openAll")}
        </Button>
        <Button size="small" onClick={() => setChosen([])}>
          {t("bill.closeAll")}
        </Button>
        <ExportButton file={(format) => queryFile("kernel.bill_tree", params, format)} />
      </Flex>
      <Table<TreeNode>
        size="middle"
        rowKey="path"
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={tree as TreeNode[]}
        expandable={{
          expandedRowKeys: [...open],
          onExpandedRowsChange: (keys) => setChosen(keys.map(String)),
        }}
        columns={columns(t, i18n.language)}
      />
    </section>
  );
}

type Say = (key: string) => string;

function columns(t: Say, language: string): ColumnType<TreeNode>[] {
  return [
    {
      title: t("bill.component"),
      key: "material",
      render: (_, row) => (
        <span className="bill-part">
          <strong>{row.material}</strong> {named(row, language)}
          {row.is_circle && <Tag color="red">{t("bill.circle")}</Tag>}
        </span>
      ),
    },
    { title: t("bill.line"), dataIndex: "path", width: 90 },
    {
      title: t("bill.per"),
      align: "right",
      render: (_, row) =>
        `${number(row.quantity_per)}${row.is_fixed ? ` (${t("bill.fixedShort")})` : ""}`,
    },
    {
      title: t("bill.scrap"),
      align: "right",
      render: (_, row) => (Number(row.scrap_share) > 0 ? percent(Number(row.scrap_share)) : ""),
    },
    {
      title: t("bill.needed"),
      align: "right",
      render: (_, row) => <strong>{number(row.quantity)}</strong>,
    },
    { title: t("bill.unit"), dataIndex: "unit" },
    { title: t("bill.operation"), dataIndex: "operation" },
    {
      title: t("bill.issued"),
      render: (_, row) =>
        row.use === "consume" ? t(`issueMethod.${row.issue_method}`) : t(`materialUse.${row.use}`),
    },
    {
      title: t("bill.own"),
      render: (_, row) =>
        row.bill_id && (
          <Flex gap={8} align="center">
            <Link to="/master/bills/$id" params={{ id: row.bill_id }} search={{}}>
              {row.bill} {row.revision}
            </Link>
            {row.status !== "released" && row.status && (
              <Status status={row.status as "draft" | "obsolete"} />
            )}
          </Flex>
        ),
    },
  ];
}
