/** One inspection plan: its characteristics with limits, and what was measured by it. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Descriptions, Skeleton, Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { named, number } from "@/shared/format";
import { Frame } from "./Frame";
import { type CharacteristicRow, limitsOf } from "./rows";

export function PlanPage({ code }: { readonly code: string }) {
  const { t, i18n } = useTranslation();
  const columns = useColumns(code);
  const found = useQuery(asked("quality.inspection_plans", { every: true, limit: 1000 }));
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const revisions = found.data.rows.filter((row) => row.code === code);
  const plan = revisions[0];
  if (!plan) {
    return (
      <Frame title={code}>
        <Nothing says={t("quality.unknown", { code })} first={["plans"]} />
      </Frame>
    );
  }
  const said = (label: string, children: React.ReactNode) => ({ key: label, label, children });
  const name = { name: plan.material_name ?? "", name_en: plan.material_name_en };
  return (
    <Frame
      title={`${plan.code} ${plan.name}`}
      extra={
        <>
          <Tag color={plan.status === "released" ? "green" : "default"}>
            {t(`quality.planStatus.${plan.status}`)} v{plan.revision}
          </Tag>
          <Link to="/quality/charts" search={{ plan: code }}>
            {t("quality.capability")}
          </Link>
        </>
      }
    >
      <Descriptions
        size="small"
        items={[
          said(t("column.material"), `${plan.material ?? "–"} ${named(name, i18n.language)}`),
          said(t("quality.source"), plan.source || "–"),
          said(t("quality.sample"), plan.sampling.join(" · ") || t("quality.wholeLot")),
          said(t("quality.revisions"), revisions.map((one) => `v${one.revision}`).join(", ")),
        ]}
      />
      <QueryTable<CharacteristicRow>
        query="quality.characteristics"
        params={{ plan: code }}
        columns={columns}
        rowKey={(row) => row.id}
        caption={t("quality.characteristics")}
      />
    </Frame>
  );
}

function useColumns(plan: string): ColumnType<CharacteristicRow>[] {
  const { t } = useTranslation();
  const right = { align: "right" as const };
  return [
    { title: "#", ...right, dataIndex: "sequence" },
    {
      title: t("quality.characteristic"),
      render: (_, row) => (
        <Link
          to="/quality/charts/$plan/$characteristic"
          params={{ plan, characteristic: row.code }}
        >
          {row.name || row.code}
        </Link>
      ),
    },
    { title: t("column.kind"), render: (_, row) => t(`quality.measure.${row.kind}`) },
    { title: t("quality.class"), render: (_, row) => t(`quality.severity.${row.severity}`) },
    { title: t("quality.target"), ...right, render: (_, row) => number(row.target) },
    { title: t("quality.limits"), ...right, render: (_, row) => limitsOf(row) },
    { title: t("column.unit"), dataIndex: "unit" },
    { title: t("quality.tolerance"), dataIndex: "tolerance_type" },
  ];
}
