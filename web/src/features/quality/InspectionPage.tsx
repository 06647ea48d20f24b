/** One inspection: what it is about, its plan and sample, the results, the decision. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Card, Descriptions, Skeleton, Table, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { PrintButton } from "@/engine/print/PrintButton";
import { among } from "@/engine/print/prints";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { instant, named, number } from "@/shared/format";
import { DecideButton } from "./DecideButton";
import { Frame } from "./Frame";
import { ResultFile } from "./FromFile";
import { RecordButton } from "./RecordButton";
import { limitsOf, type PlanRow, type ProposalRow, type TaskRow, type ValueRow } from "./rows";
import { StandTag, VerdictTag } from "./Signs";
import { TakeButton } from "./TakeButton";

export type May = (permission: string) => boolean;

const right = { align: "right" as const };
const ENDED = new Set(["completed", "closed", "aborted", "cancelled"]);

export function InspectionPage({ code, may }: { readonly code: string; readonly may: May }) {
  const { t } = useTranslation();
  const found = useQuery(asked("quality.inspections", { stand: "all", inspection: code }));
  const plans = useQuery(asked("quality.inspection_plans", { inspection: code }));
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const task = found.data.rows[0];
  if (!task) {
    return (
      <Frame title={code}>
        <Nothing says={t("quality.unknown", { code })} />
      </Frame>
    );
  }
  const open = !ENDED.has(task.status);
  const known = plans.data?.rows ?? [];
  return (
    <Frame
      title={`${task.code} ${t(`quality.kind.${task.kind}`)}`}
      extra={
        <>
          <StandTag task={task} />
          <span className="quality-steps">
            <PrintButton
              entity="job_order"
              papers={["inspection-slip"]}
              print={{ filter: among("code", [task.code]) }}
            />
            {open && task.taken_by === null && may("inspection:measure") && (
              <TakeButton code={task.code} />
            )}
            {open && may("inspection:measure") && known.length > 0 && (
              <RecordButton task={task} plans={known} />
            )}
            {open && may("inspection:measure") && known.length > 0 && (
              <ResultFile
                inspection={task.code}
                plan={(known.find((plan) => plan.is_followed) ?? known[0])?.code}
              />
            )}
            {open && may("inspection:decide") && <DecideButton task={task} />}
          </span>
        </>
      }
    >
      <Facts task={task} plans={known} />
      {open && plans.data && known.length === 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("quality.noPlan", { material: task.material ?? "" })}
          action={<Link to="/quality/plans">{t("quality.page.plans")}</Link>}
        />
      )}
      <Sample code={code} />
      <Results code={code} />
    </Frame>
  );
}

function Facts({ task, plans }: { readonly task: TaskRow; readonly plans: readonly PlanRow[] }) {
  const { t, i18n } = useTranslation();
  const name = { name: task.name ?? "", name_en: task.name_en };
  const followed = plans.filter((plan) => plan.is_followed);
  const said = (label: string, children: React.ReactNode) => ({ key: label, label, children });
  const items = [
    said(t("column.material"), `${task.material ?? "–"} ${named(name, i18n.language)}`),
    said(t("column.quantity"), `${number(task.ordered)} ${task.unit ?? ""}`),
    task.supplier && said(t("quality.supplier"), task.supplier),
    task.lots.length > 0 && said(t("column.lot"), task.lots.join(", ")),
    task.inspects &&
      said(
        t("column.job"),
        <Link to="/jobs/$code" params={{ code: task.inspects }}>
          {task.inspects}
        </Link>,
      ),
    said(t("quality.asked"), instant(task.created_at, i18n.language)),
    said(t("quality.takenBy"), task.taken_by || "–"),
    said(
      t("quality.plan"),
      (followed.length > 0 ? followed : plans.slice(0, 1)).map((plan) => (
        <Link key={plan.id} to="/quality/plans/$code" params={{ code: plan.code }}>
          {plan.code} v{plan.revision}{" "}
        </Link>
      )),
    ),
    task.decided_at && said(t("quality.decidedAt"), instant(task.decided_at, i18n.language)),
    task.decided_by && said(t("quality.decidedBy"), task.decided_by),
    task.reason && said(t("column.reason"), task.reason),
  ].filter((one) => typeof one === "object" && one !== null);
  return <Descriptions size="small" items={items} column={{ xs: 1, sm: 2, md: 3, lg: 4 }} />;
}

function Sample({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const rows = useQuery(asked("quality.proposal", { inspection: code })).data?.rows;
  if (!rows || rows.length === 0) return null;
  const columns: ColumnType<ProposalRow>[] = [
    { title: t("quality.class"), render: (_, row) => t(`quality.severity.${row.severity}`) },
    { title: t("quality.strictness"), render: (_, row) => t(`quality.sampling.${row.state}`) },
    { title: t("quality.level"), render: (_, row) => `${row.level} · AQL ${row.aql}` },
    { title: t("quality.letter"), dataIndex: "letter" },
    { title: "n", ...right, dataIndex: "sample_size" },
    { title: "Ac / Re", ...right, render: (_, row) => `${row.accept} / ${row.reject}` },
    { title: t("quality.looked"), ...right, dataIndex: "inspected" },
    { title: t("quality.failedPieces"), ...right, dataIndex: "nonconforming" },
    {
      title: t("quality.proposal"),
      render: (_, row) => (
        <span className={row.proposal === "reject" ? "quality-bad" : ""}>
          {t(`quality.proposes.${row.proposal}`)}
        </span>
      ),
    },
  ];
  return (
    <Card size="small" title={t("quality.sample")} className="quality-sample">
      <Table<ProposalRow>
        size="small"
        rowKey="severity"
        columns={columns}
        dataSource={rows as ProposalRow[]}
        pagination={false}
        scroll={{ x: "max-content" }}
      />
    </Card>
  );
}

function Results({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Typography.Title level={4}>{t("quality.results")}</Typography.Title>
      <QueryTable<ValueRow>
        query="quality.measurements"
        params={{ inspection: code, limit: 1000 }}
        columns={useValueColumns()}
        rowKey={(row) => row.id}
        caption={t("quality.results")}
        empty={t("quality.noResult")}
        totals={(rows) => <ValueTotals rows={rows} />}
      />
    </>
  );
}

export function ValueTotals({ rows }: { readonly rows: readonly ValueRow[] }) {
  const { t } = useTranslation();
  const failed = rows.filter((row) => row.passed === false).length;
  const pieces = new Set(rows.map((row) => `${row.inspection} ${row.lot} ${row.piece}`)).size;
  return <>{t("quality.valueTotals", { pieces, failed })}</>;
}

/** Columns of measured values; a list over several inspections says which. */
export function useValueColumns(withInspection = false): ColumnType<ValueRow>[] {
  const { t, i18n } = useTranslation();
  const where: ColumnType<ValueRow>[] = withInspection
    ? [
        {
          title: t("quality.inspection"),
          render: (_, row) => (
            <Link to="/quality/inspections/$code" params={{ code: row.inspection }}>
              {row.inspection}
            </Link>
          ),
        },
      ]
    : [];
  return [
    ...where,
    { title: t("quality.piece"), ...right, dataIndex: "piece" },
    { title: t("column.lot"), render: (_, row) => row.lot ?? "" },
    {
      title: t("quality.characteristic"),
      render: (_, row) => (
        <Link
          to="/quality/charts/$plan/$characteristic"
          params={{ plan: row.plan, characteristic: row.characteristic }}
        >
          {row.name || row.characteristic}
        </Link>
      ),
    },
    { title: t("quality.limits"), render: (_, row) => `${limitsOf(row)} ${row.unit}` },
    {
      title: t("quality.value"),
      ...right,
      render: (_, row) =>
        row.value === null ? t(`quality.sight.${row.attribute_ok}`) : number(row.value),
    },
    { title: t("quality.judgement"), render: (_, row) => <VerdictTag passed={row.passed} /> },
    {
      title: t("quality.photo"),
      render: (_, row) => row.photo && <Photo file={row.photo} name={row.name} />,
    },
    { title: t("column.at"), render: (_, row) => instant(row.measured_at, i18n.language) },
    { title: t("quality.measuredBy"), render: (_, row) => row.measured_by ?? row.laboratory },
  ];
}

function Photo({ file, name }: { readonly file: string; readonly name: string }) {
  const { t } = useTranslation();
  const [broken, setBroken] = useState(false);
  const address = `/api/v1/files/${file}`;
  return (
    <a className="quality-photo" href={address} target="_blank" rel="noreferrer">
      {broken ? (
        t("quality.photo")
      ) : (
        <img src={address} alt={name} loading="lazy" onError={() => setBroken(true)} />
      )}
    </a>
  );
}
