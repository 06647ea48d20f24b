/** Job orders of all work orders: what stands where, sought, grouped, coloured, done with many. */

import { Link } from "@tanstack/react-router";
import { Segmented, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Row } from "@/engine/list/records";
import { PrintButton } from "@/engine/print/PrintButton";
import { among } from "@/engine/print/prints";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { joined } from "@/engine/views/preset";
import { JOB_STANDS, jobsWithin } from "./list";
import { StatusTag } from "./StatusTag";
import "./orders.css";

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (code: string) => void;
}

const SHOWN = [
  "code",
  "work_order",
  "operation",
  "status",
  "material",
  "ordered",
  "good",
  "scrap",
  "unit",
  "work_center",
  "work_unit",
  "planned_start_at",
  "planned_end_at",
  "work_order.due_at",
] as const;

function orderLink(row: Row) {
  const order = row.work_order as { readonly code: string | null } | null;
  return order?.code ? (
    <Link
      to="/orders/$code"
      params={{ code: order.code }}
      onClick={(event) => event.stopPropagation()}
    >
      {order.code}
    </Link>
  ) : null;
}

const CELLS = {
  status: (row: Row) => <StatusTag status={String(row.status)} />,
  work_order: orderLink,
};

export function JobsPage({ looking, onLook, onOpen }: Props) {
  const { t } = useTranslation();
  const { stand, station } = looking.words ?? {};
  const chosen = JOB_STANDS.find((one) => one === stand) ?? "open";
  const at = station ? `work_unit.code = ${JSON.stringify(station)}` : undefined;
  const within = joined(jobsWithin(chosen), at);
  const narrow = (words: Readonly<Record<string, string>>) => onLook({ ...looking, words });
  const there = station ? { station } : {};
  return (
    <Listing
      source="job_order"
      looking={looking}
      onLook={onLook}
      onOpen={(row) => onOpen(String(row.code))}
      preset={{
        columns: SHOWN,
        cells: CELLS,
        ...(within ? { within } : {}),
        empty: t("jobs.empty"),
        first: ["openOrders"],
        tools: (
          <>
            <Segmented
              aria-label={t("column.state")}
              value={chosen}
              options={JOB_STANDS.map((value) => ({ value, label: t(`jobs.${value}`) }))}
              onChange={(value) => narrow(value === "open" ? there : { ...there, stand: value })}
            />
            {station && (
              <Tag closable onClose={() => narrow(stand ? { stand } : {})}>
                {station}
              </Tag>
            )}
          </>
        ),
        bulk: (rows) => (
          <PrintButton
            entity="job_order"
            print={{
              filter: among(
                "code",
                rows.map((row) => String(row.code)),
              ),
              order: ["code"],
            }}
          />
        ),
      }}
    />
  );
}
