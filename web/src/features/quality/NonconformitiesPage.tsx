/** What failed and waits for somebody's word: pieces to be judged, and nonconformities. */

import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Tag, Typography } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { instant, named, number, sum } from "@/shared/format";
import { type Asked, paramsOf } from "./asked";
import { Frame, Narrow } from "./Frame";
import type { May } from "./InspectionPage";
import { JudgeDrawer } from "./JudgeDrawer";
import type { JudgeRow } from "./rows";
import { Age } from "./TasksPage";

const right = { align: "right" as const };

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly may: May;
}

const PRESET = {
  columns: [
    "code",
    "title",
    "status",
    "disposition",
    "material",
    "quantity",
    "reason",
    "job_order",
  ],
};

export function NonconformitiesPage({ looking, onLook, may }: Props) {
  const asked: Asked = looking.words ?? {};
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState<JudgeRow | null>(null);
  return (
    <Frame title={t("quality.page.nonconformities")}>
      <Typography.Title level={4}>{t("quality.toJudge")}</Typography.Title>
      <Narrow
        asked={asked}
        onAsk={(words) => onLook({ ...looking, words: { ...words } })}
        by={[{ word: "material", label: t("column.material") }]}
      />
      <QueryTable<JudgeRow>
        query="quality.to_judge"
        params={{ ...paramsOf(asked, ["material"]), limit: 200 }}
        columns={useColumns(may("job_order:judge") ? setOpen : undefined)}
        rowKey={(row) => `${row.job_order} ${row.lot}`}
        caption={t("quality.toJudge")}
        empty={t("quality.noneToJudge")}
        totals={(rows) => t("table.sum", { sum: number(sum(rows.map((row) => row.quantity))) })}
      />
      <Listing
        source="nonconformity"
        looking={looking}
        onLook={onLook}
        preset={{ ...PRESET, empty: t("quality.noNonconformity"), first: [] }}
        onOpen={(row) =>
          void navigate({
            to: "/quality/nonconformities/$code",
            params: { code: String(row.code) },
          })
        }
      />
      <JudgeDrawer row={open} onClose={() => setOpen(null)} />
    </Frame>
  );
}

function useColumns(onJudge: ((row: JudgeRow) => void) | undefined): ColumnType<JudgeRow>[] {
  const { t, i18n } = useTranslation();
  const judge: ColumnType<JudgeRow>[] = onJudge
    ? [
        {
          title: t("quality.whatToDo"),
          render: (_, row) => (
            <Button size="small" onClick={() => onJudge(row)}>
              {t("quality.judge")}
            </Button>
          ),
        },
      ]
    : [];
  return [
    {
      title: t("column.job"),
      render: (_, row) => (
        <Link to="/jobs/$code" params={{ code: row.job_order }}>
          {row.job_order}
        </Link>
      ),
    },
    { title: t("column.operation"), dataIndex: "operation" },
    {
      title: t("column.material"),
      render: (_, row) => `${row.material} ${named(row, i18n.language)}`,
    },
    {
      title: t("column.lot"),
      render: (_, row) => (
        <Link to="/lots/$material/$lot" params={{ material: row.material, lot: row.lot }}>
          {row.lot}
        </Link>
      ),
    },
    {
      title: t("column.quantity"),
      ...right,
      render: (_, row) => `${number(row.quantity)} ${row.unit}`,
    },
    {
      title: t("quality.defect"),
      render: (_, row) => row.defect_codes.map((one) => <Tag key={one}>{one}</Tag>),
    },
    { title: t("column.since"), render: (_, row) => instant(row.since, i18n.language) },
    {
      title: t("quality.waits"),
      ...right,
      render: (_, row) => (row.waits_s === null ? "–" : <Age seconds={row.waits_s} />),
    },
    ...judge,
  ];
}
