/** Job orders of all work orders: what stands where, sought, grouped, coloured, done with many. */

import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Row } from "@/engine/list/records";
import { PrintButton } from "@/engine/print/PrintButton";
import { byCode } from "@/engine/print/prints";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { Narrowed } from "@/engine/views/Narrowed";
import { joined } from "@/engine/views/preset";
import { JOB_STANDS, type JobStand, jobsWithin } from "./list";
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

type Named = Readonly<Record<JobStand, string>>;

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
          <Narrowed<JobStand>
            words={looking.words ?? {}}
            stands={Object.fromEntries(JOB_STANDS.map((one) => [one, t(`jobs.${one}`)])) as Named}
            chosen={chosen}
            usual="open"
            also={["station"]}
            onNarrow={(words) => onLook({ ...looking, words })}
          />
        ),
        bulk: (rows) => <PrintButton entity="job_order" print={byCode(rows)} />,
      }}
    />
  );
}
