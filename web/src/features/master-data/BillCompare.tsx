/** Two revisions of a bill side by side: what was added, removed and changed. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Checkbox, Flex, Select, Skeleton, Table, Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { asked as query, queryFile, type RowOf } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { named, number, percent } from "@/shared/format";
import type { BillAsked } from "./BillPage";
import type { Bill } from "./bill";
import { ExportButton } from "./Files";
import { allOf, quoted } from "./read";

type Compared = RowOf<"kernel.compare_bills">;

const COLOURS = { added: "green", removed: "red", changed: "gold", same: "default" } as const;
const SIGNS = { added: "+", removed: "−", changed: "≠", same: "=" } as const;

interface Props {
  readonly bill: Bill;
  readonly asked: BillAsked;
  readonly onAsk: (asked: BillAsked) => void;
}

export function BillCompare({ bill, asked, onAsk }: Props) {
  const { t } = useTranslation();
  const found = useQuery(allOf<Bill>("material_bill", `code = ${quoted(bill.code)}`));
  if (!found.data) return <Skeleton active paragraph={{ rows: 4 }} />;
  const others = [...found.data]
    .filter(({ id }) => id !== bill.id)
    .sort((one, two) => Number(two.revision) - Number(one.revision));
  const before = others.find((one) => Number(one.revision) < Number(bill.revision));
  const chosen = others.find(({ id }) => id === asked.with) ?? before ?? others[0];
  if (!chosen) return <Nothing says={t("bill.onlyOne")} />;
  const [left, right] =
    Number(chosen.revision) < Number(bill.revision) ? [chosen, bill] : [bill, chosen];
  return (
    <section aria-label={t("bill.compare")}>
      <Flex className="master-tools" gap={12} align="center" wrap>
        <label htmlFor="bill-with">{t("bill.compareWith")}</label>
        <Select
          id="bill-with"
          popupMatchSelectWidth={false}
          value={chosen.id}
          options={others.map((one) => ({
            value: one.id,
            label: `${t("bill.revision")} ${number(one.revision)} · ${t(`revision.${one.status}`)}`,
          }))}
          onChange={(next) => onAsk({ ...asked, with: next })}
        />
        <ExportButton
          file={(format) =>
            queryFile("kernel.compare_bills", { left: left.id, right: right.id }, format)
          }
        />
      </Flex>
      <Differences left={left} right={right} />
    </section>
  );
}

function Differences({ left, right }: { readonly left: Bill; readonly right: Bill }) {
  const { t, i18n } = useTranslation();
  const [all, setAll] = useState(true);
  const found = useQuery(query("kernel.compare_bills", { left: left.id, right: right.id }));
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 4 }} />;
  const { rows } = found.data;
  const shown = all ? rows : rows.filter(({ change }) => change !== "same");
  const count = (change: Compared["change"]) => rows.filter((one) => one.change === change).length;
  return (
    <>
      <Flex className="master-tools" gap={8} wrap align="center">
        {(["added", "removed", "changed", "same"] as const).map((change) => (
          <Tag key={change} color={COLOURS[change]}>
            {SIGNS[change]} {t(`change.${change}`)} {count(change)}
          </Tag>
        ))}
        <Checkbox checked={!all} onChange={(event) => setAll(!event.target.checked)}>
          {t("bill.onlyDifferences")}
        </Checkbox>
      </Flex>
      {shown.length === 0 ? (
        <Nothing says={<Typography.Text>{t("bill.noDifference")}</Typography.Text>} />
      ) : (
        <Table<Compared>
          size="middle"
          rowKey={(row) => `${row.material} ${row.left_line} ${row.right_line}`}
          pagination={false}
          scroll={{ x: "max-content" }}
          dataSource={shown as Compared[]}
          rowClassName={(row) => `compare-${row.change}`}
          columns={[
            {
              title: t("bill.difference"),
              render: (_, row) => (
                <Tag color={COLOURS[row.change]}>
                  {SIGNS[row.change]} {t(`change.${row.change}`)}
                </Tag>
              ),
            },
            {
              title: t("bill.component"),
              render: (_, row) => (
                <>
                  <strong>{row.material}</strong> {named(row, i18n.language)}
                </>
              ),
            },
            { title: t("bill.unit"), dataIndex: "unit" },
            ...side("left", left, t),
            ...side("right", right, t),
          ]}
        />
      )}
    </>
  );
}

type Say = (key: string) => string;

/** The columns of one side, under its revision. */
function side(which: "left" | "right", bill: Bill, t: Say): ColumnType<Compared>[] {
  const of = (row: Compared, field: string) =>
    (row as unknown as Record<string, string | number | null>)[`${which}_${field}`];
  const cell = (row: Compared, field: string, text: string) =>
    row.change === "changed" && row.fields.includes(field) ? <mark>{text}</mark> : text;
  const group = {
    title: `${t("bill.revision")} ${number(bill.revision)}`,
    children: [
      {
        title: t("bill.per"),
        align: "right" as const,
        className: `compare-${which}`,
        render: (_: unknown, row: Compared) =>
          of(row, "quantity_per") == null
            ? ""
            : cell(row, "quantity_per", number(of(row, "quantity_per"))),
      },
      {
        title: t("bill.scrap"),
        align: "right" as const,
        render: (_: unknown, row: Compared) =>
          of(row, "scrap_share") == null
            ? ""
            : cell(row, "scrap_share", percent(Number(of(row, "scrap_share")))),
      },
      {
        title: t("bill.issued"),
        render: (_: unknown, row: Compared) => {
          const method = of(row, "issue_method");
          return method == null ? "" : cell(row, "issue_method", t(`issueMethod.${method}`));
        },
      },
    ],
  };
  return [group as ColumnType<Compared>];
}
