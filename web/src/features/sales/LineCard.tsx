/** A line of a sales order: from order to truck, and what lies at each operation on the way. */

import { Link } from "@tanstack/react-router";
import { Card, Descriptions, Flex, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { named, number } from "@/shared/format";
import { LineActions } from "./LineActions";
import { byWork, type Line, lying, type Operation, reached } from "./rows";
import type { SalesRights } from "./SalesOrderPage";
import { Expected, holdOf, StateTag } from "./Signs";

interface Props {
  readonly line: Line;
  readonly operations: readonly Operation[];
  readonly may: SalesRights;
}

export function LineCard({ line, operations, may }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <Card
      size="small"
      className="sales-line"
      title={
        <Flex gap={8} wrap align="center">
          <span>
            {line.line} · {line.material} {named(line, i18n.language)}
          </span>
          <StateTag line={line} />
        </Flex>
      }
      extra={line.state === "open" && <LineActions line={line} may={may} />}
    >
      <Steps line={line} />
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, md: 4 }}
        items={[
          { key: "promised", label: t("sales.promised"), children: <Promised line={line} /> },
          { key: "expected", label: t("sales.expected"), children: <Expected line={line} /> },
          {
            key: "open",
            label: t("sales.open"),
            children: `${number(line.open)} ${line.unit}`,
          },
          {
            key: "stock",
            label: t("sales.stock"),
            children: t("sales.stockOf", {
              reserved: number(line.reserved),
              free: number(line.free),
            }),
          },
        ]}
      />
      {line.state === "open" ? (
        <Typography.Text {...(line.is_late ? { type: "danger" as const } : {})}>
          {line.is_late && <span aria-hidden="true">! </span>}
          {holdOf(line, t)}
        </Typography.Text>
      ) : (
        line.reason && <Typography.Text type="secondary">{line.reason}</Typography.Text>
      )}
      {byWork(operations).map((rows) => (
        <WorkFlow key={rows[0]?.work_order} rows={rows} />
      ))}
    </Card>
  );
}

function Promised({ line }: { readonly line: Line }) {
  const { t } = useTranslation();
  const isMoved = line.first_promised_on !== line.promised_on;
  return (
    <>
      {line.promised_on}
      {isMoved && (
        <Typography.Text type="secondary">
          {" "}
          {t("sales.firstPromised", { day: line.first_promised_on })}
        </Typography.Text>
      )}
    </>
  );
}

/** Pieces that have come to each step, with the share of what was ordered. */
function Steps({ line }: { readonly line: Line }) {
  const { t } = useTranslation();
  return (
    <ol className="sales-steps" aria-label={t("sales.flow")}>
      {reached(line).map(({ step, pieces, share }) => (
        <li key={step} className={share >= 1 ? "sales-step sales-step-done" : "sales-step"}>
          <span className="sales-step-name">{t(`step.${step}`)}</span>
          <strong>{number(pieces)}</strong>
          <svg
            className="sales-bar"
            viewBox="0 0 100 6"
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <rect className="sales-part-rest" width="100" height="6" />
            <rect className="sales-part-shipped" width={100 * share} height="6" />
          </svg>
        </li>
      ))}
    </ol>
  );
}

const COUNTS = [
  "available",
  "in_process",
  "outside",
  "good",
  "to_judge",
  "rework",
  "scrap",
] as const;

/** The operations of a work order one after the other, each with what lies there. */
function WorkFlow({ rows }: { readonly rows: readonly Operation[] }) {
  const { t } = useTranslation();
  const first = rows[0];
  if (!first) return null;
  const isShared = Number(first.quantity) < Number(first.ordered);
  return (
    <section className="sales-work" aria-label={`${t("column.order")} ${first.work_order}`}>
      <Flex gap={8} wrap>
        <Link to="/orders/$code" params={{ code: first.work_order }}>
          {first.work_order}
        </Link>
        <Typography.Text type="secondary">
          {isShared
            ? t("sales.partOf", { part: number(first.quantity), all: number(first.ordered) })
            : number(first.ordered)}
        </Typography.Text>
      </Flex>
      <ol className="sales-operations">
        {rows.map((row) => {
          const there = lying(row);
          return (
            <li key={row.job_order} className={`sales-operation sales-operation-${row.status}`}>
              <span className="sales-operation-name" title={row.operation}>
                {row.sequence} {row.operation}
              </span>
              <dl>
                {COUNTS.filter((count) => there[count] > 0).map((count) => (
                  <div key={count} className={`sales-count-${count}`}>
                    <dt>{t(`lying.${count}`)}</dt>
                    <dd>{number(there[count])}</dd>
                  </div>
                ))}
              </dl>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
