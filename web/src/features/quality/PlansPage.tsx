/** Inspection plans: what there is, and bringing in a new one from a table. */

import { useNavigate } from "@tanstack/react-router";
import { Button, Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { instant, named } from "@/shared/format";
import { Drawer } from "@/shared/ui/layers";
import { paramsOf } from "./asked";
import { Frame, Narrow } from "./Frame";
import { PlanFile } from "./FromFile";
import { ImportPlan } from "./ImportPlan";
import type { May } from "./InspectionPage";
import type { PlanRow } from "./rows";
import type { PageProps } from "./TasksPage";

export function PlansPage({ asked, onAsk, may }: PageProps & { readonly may: May }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [bringing, setBringing] = useState(false);
  const open = (code: string) => void navigate({ to: "/quality/plans/$code", params: { code } });
  return (
    <Frame
      title={t("quality.page.plans")}
      extra={
        may("inspection_plan:import") && (
          <span className="quality-steps">
            <PlanFile />
            <Button type="primary" onClick={() => setBringing(true)}>
              {t("quality.bringPlan")}
            </Button>
          </span>
        )
      }
    >
      <Narrow
        asked={asked}
        onAsk={onAsk}
        by={[
          { word: "material", label: t("column.material") },
          {
            word: "every",
            label: t("quality.revisions"),
            choices: { yes: t("quality.everyRevision") },
          },
        ]}
      />
      <QueryTable<PlanRow>
        query="quality.inspection_plans"
        params={{ ...paramsOf(asked, ["material", "every"]), limit: 500 }}
        columns={useColumns()}
        rowKey={(row) => row.id}
        caption={t("quality.page.plans")}
        empty={t("quality.noPlanYet")}
        first={["materials"]}
        onOpen={(row) => open(row.code)}
      />
      <Drawer
        open={bringing}
        size="large"
        title={t("quality.bringPlan")}
        onClose={() => setBringing(false)}
        destroyOnHidden
      >
        <ImportPlan onDone={open} />
      </Drawer>
    </Frame>
  );
}

function useColumns(): ColumnType<PlanRow>[] {
  const { t, i18n } = useTranslation();
  return [
    { title: t("quality.plan"), dataIndex: "code" },
    { title: t("quality.revision"), align: "right", dataIndex: "revision" },
    { title: t("column.status"), render: (_, row) => t(`quality.planStatus.${row.status}`) },
    { title: t("column.name"), dataIndex: "name" },
    {
      title: t("column.material"),
      render: (_, row) =>
        row.material &&
        `${row.material} ${named({ name: row.material_name ?? "", name_en: row.material_name_en }, i18n.language)}`,
    },
    { title: t("quality.characteristics"), align: "right", dataIndex: "characteristics" },
    {
      title: t("quality.sample"),
      render: (_, row) =>
        row.sampling.map((one) => {
          const [severity = "", ...rest] = one.split(" ");
          return (
            <Tag key={one}>
              {t(`quality.severity.${severity}`)} {rest.join(" · AQL ")}
            </Tag>
          );
        }),
    },
    { title: t("quality.usedAt"), render: (_, row) => instant(row.used_at, i18n.language) },
    { title: t("quality.source"), dataIndex: "source" },
  ];
}
