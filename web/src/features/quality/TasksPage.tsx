/** Inspection tasks: what waits, since when, who has it; what was decided. */

import { Link, useNavigate } from "@tanstack/react-router";
import { Checkbox, Segmented } from "antd";
import type { ColumnType } from "antd/es/table";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { instant, named, number } from "@/shared/format";
import { type Asked, changed, paramsOf } from "./asked";
import { Frame, Narrow } from "./Frame";
import { ageOf, type TaskRow } from "./rows";
import { StandTag } from "./Signs";

export interface PageProps {
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
}

const STANDS = ["open", "decided", "all"] as const;
const KINDS = ["incoming", "first_article", "patrol", "final", "other"] as const;
const OLD_S = 8 * 3_600;
const right = { align: "right" as const };

export function TasksPage({ asked, onAsk }: PageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const stand = STANDS.find((one) => one === asked.stand) ?? "open";
  return (
    <Frame
      title={t("quality.page.tasks")}
      extra={
        <>
          <Segmented
            aria-label={t("column.status")}
            value={stand}
            options={STANDS.map((value) => ({ value, label: t(`quality.stand.${value}`) }))}
            onChange={(value) => onAsk(changed(asked, { stand: value === "open" ? "" : value }))}
          />
          <Checkbox
            checked={asked.mine === "yes"}
            onChange={(event) => onAsk(changed(asked, { mine: event.target.checked ? "yes" : "" }))}
          >
            {t("quality.mine")}
          </Checkbox>
        </>
      }
    >
      <Narrow
        asked={asked}
        onAsk={onAsk}
        days
        by={[
          {
            word: "kind",
            label: t("quality.kindOf"),
            choices: Object.fromEntries(KINDS.map((one) => [one, t(`quality.kind.${one}`)])),
          },
          { word: "material", label: t("column.material") },
          { word: "inspection", label: t("quality.inspection") },
        ]}
      />
      <QueryTable<TaskRow>
        query="quality.inspections"
        params={{
          stand,
          ...paramsOf(asked, ["kind", "material", "inspection", "mine", "since", "until"]),
        }}
        columns={useColumns(stand === "open")}
        rowKey={(row) => row.id}
        caption={t("quality.page.tasks")}
        empty={stand === "open" ? t("quality.noTask") : t("list.none")}
        totals={(rows) => <Totals rows={rows} />}
        onOpen={(row) =>
          void navigate({ to: "/quality/inspections/$code", params: { code: row.code } })
        }
      />
    </Frame>
  );
}

function Totals({ rows }: { readonly rows: readonly TaskRow[] }) {
  const { t } = useTranslation();
  const waiting = rows.filter((row) => row.taken_by === null && row.decision === null).length;
  const failed = rows.reduce((all, row) => all + row.failed, 0);
  return <>{t("quality.taskTotals", { waiting, failed })}</>;
}

export function Age({ seconds }: { readonly seconds: number }) {
  const { t } = useTranslation();
  const age = ageOf(seconds);
  return (
    <span className={seconds > OLD_S ? "quality-old" : ""}>
      {seconds > OLD_S && <span aria-hidden="true">▲ </span>}
      {t(`quality.age.${age.unit}`, { count: age.count })}
    </span>
  );
}

function useColumns(isOpen: boolean): ColumnType<TaskRow>[] {
  const { t, i18n } = useTranslation();
  const ends: ColumnType<TaskRow>[] = isOpen
    ? [
        {
          title: t("quality.waits"),
          ...right,
          render: (_, row) => <Age seconds={row.waits_s} />,
        },
        { title: t("column.due"), render: (_, row) => instant(row.due_at, i18n.language) },
        { title: t("quality.takenBy"), render: (_, row) => row.taken_by || "–" },
      ]
    : [
        {
          title: t("quality.decidedAt"),
          render: (_, row) => instant(row.decided_at, i18n.language),
        },
        { title: t("quality.decidedBy"), render: (_, row) => row.decided_by ?? "–" },
        { title: t("column.reason"), render: (_, row) => row.reason ?? "" },
      ];
  return [
    {
      title: t("quality.inspection"),
      render: (_, row) => (
        <Link
          to="/quality/inspections/$code"
          params={{ code: row.code }}
          onClick={(event) => event.stopPropagation()}
        >
          {row.code}
        </Link>
      ),
    },
    { title: t("quality.kindOf"), render: (_, row) => t(`quality.kind.${row.kind}`) },
    { title: t("column.status"), render: (_, row) => <StandTag task={row} /> },
    {
      title: t("column.material"),
      render: (_, row) =>
        row.material &&
        `${row.material} ${named({ name: row.name ?? "", name_en: row.name_en }, i18n.language)}`,
    },
    {
      title: t("quality.about"),
      render: (_, row) => row.lots.join(", ") || row.inspects || row.supplier || "–",
    },
    {
      title: t("column.quantity"),
      ...right,
      render: (_, row) => `${number(row.ordered)} ${row.unit ?? ""}`,
    },
    {
      title: t("quality.looked"),
      ...right,
      render: (_, row) =>
        row.sample_size === null ? row.inspected : `${row.inspected} / ${row.sample_size}`,
    },
    {
      title: t("quality.failedPieces"),
      ...right,
      render: (_, row) =>
        row.failed > 0 ? <span className="quality-bad">✖ {row.failed}</span> : row.failed,
    },
    ...ends,
  ];
}
