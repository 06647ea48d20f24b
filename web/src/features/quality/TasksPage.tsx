/** Inspection tasks: what waits, since when, who has it; what was decided. */

import { Link, useNavigate } from "@tanstack/react-router";
import { Checkbox, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import type { Row } from "@/engine/list/records";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import type { Params } from "@/shared/api/words";
import { named, number } from "@/shared/format";
import { AskButton } from "./AskButton";
import { type Asked, changed, paramsOf } from "./asked";
import { Frame, Narrow } from "./Frame";
import type { May } from "./InspectionPage";
import { ageOf, type TaskRow } from "./rows";
import { StandTag } from "./Signs";

export interface PageProps {
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
}

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly may: May;
}

const STANDS = ["open", "decided", "all"] as const;
const KINDS = ["incoming", "first_article", "patrol", "final", "other"] as const;
const OLD_S = 8 * 3_600;

export function TasksPage({ looking, onLook, may }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const asked: Asked = looking.words ?? {};
  const stand = STANDS.find((one) => one === asked.stand) ?? "open";
  const narrowed = paramsOf(asked, ["material", "inspection", "mine", "since", "until"]);
  const kind = KINDS.find((one) => one === asked.purpose);
  return (
    <Frame
      title={t("quality.page.tasks")}
      extra={
        may("inspection:request") && (
          <span className="quality-steps">
            <AskButton />
          </span>
        )
      }
    >
      <Narrow
        asked={asked}
        onAsk={(words) => onLook({ ...looking, words: { ...words } })}
        days
        by={[
          {
            word: "purpose",
            label: t("quality.kindOf"),
            choices: Object.fromEntries(KINDS.map((one) => [one, t(`quality.kind.${one}`)])),
          },
          { word: "material", label: t("column.material") },
          { word: "inspection", label: t("quality.inspection") },
        ]}
      />
      <Listing
        source="quality.inspections"
        looking={looking}
        onLook={onLook}
        onOpen={(row) =>
          void navigate({ to: "/quality/inspections/$code", params: { code: tasked(row).code } })
        }
        preset={{
          title: null,
          columns: stand === "open" ? OPEN : DECIDED,
          cells: CELLS,
          params: { stand, ...textsOf(narrowed), ...(kind ? { kind } : {}) },
          tools: <Which asked={asked} stand={stand} looking={looking} onLook={onLook} />,
          empty: stand === "open" ? t("quality.noTask") : t("list.none"),
          first: ["plans"],
        }}
      />
    </Frame>
  );
}

const textsOf = (params: Params): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));

interface WhichProps extends Omit<Props, "may"> {
  readonly asked: Asked;
  readonly stand: (typeof STANDS)[number];
}

/** What waits or what was decided; all of them or the reader's own. */
function Which({ asked, stand, looking, onLook }: WhichProps) {
  const { t } = useTranslation();
  const narrow = (words: Asked) => onLook({ ...looking, words: { ...words } });
  return (
    <>
      <Segmented
        aria-label={t("column.status")}
        value={stand}
        options={STANDS.map((value) => ({ value, label: t(`quality.stand.${value}`) }))}
        onChange={(value) => narrow(changed(asked, { stand: value === "open" ? "" : value }))}
      />
      <Checkbox
        checked={asked.mine === "yes"}
        onChange={(event) => narrow(changed(asked, { mine: event.target.checked ? "yes" : "" }))}
      >
        {t("quality.mine")}
      </Checkbox>
    </>
  );
}

const tasked = (row: Row) => row as unknown as TaskRow;
const BOTH = ["code", "kind", "status", "material", "lots", "ordered", "inspected", "failed"];
const OPEN = [...BOTH, "waits_s", "due_at", "taken_by"];
const DECIDED = [...BOTH, "decided_at", "decided_by", "reason"];

/** What stands in the cells of an inspection. */
const CELLS = {
  code: (row: Row) => (
    <Link
      to="/quality/inspections/$code"
      params={{ code: tasked(row).code }}
      onClick={(event) => event.stopPropagation()}
    >
      {tasked(row).code}
    </Link>
  ),
  status: (row: Row) => <StandTag task={tasked(row)} />,
  material: (row: Row) => <Material row={tasked(row)} />,
  lots: (row: Row) => {
    const { lots, inspects, supplier } = tasked(row);
    return lots.join(", ") || inspects || supplier || "–";
  },
  ordered: (row: Row) => `${number(tasked(row).ordered)} ${tasked(row).unit ?? ""}`,
  inspected: (row: Row) => {
    const { sample_size, inspected } = tasked(row);
    return sample_size === null ? inspected : `${inspected} / ${sample_size}`;
  },
  failed: (row: Row) => {
    const { failed } = tasked(row);
    return failed > 0 ? <span className="quality-bad">✖ {failed}</span> : failed;
  },
  waits_s: (row: Row) => <Age seconds={tasked(row).waits_s} />,
};

function Material({ row }: { readonly row: TaskRow }) {
  const { i18n } = useTranslation();
  if (!row.material) return null;
  const name = named({ name: row.name ?? "", name_en: row.name_en }, i18n.language);
  return `${row.material} ${name}`;
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
