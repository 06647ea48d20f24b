/** Calls for help: who waits, since when, who is on the way; taken and settled here. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import type { Row } from "@/engine/list/records";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { asked } from "@/shared/api/query";
import { duration, instant, named } from "@/shared/format";
import type { Window } from "@/shared/plant/today";
import { Frame } from "./Frame";
import { type CallRow, mean } from "./rows";
import type { Asking } from "./search";

interface Props extends Asking {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly mayAnswer: boolean;
}

export function CallsPage(props: Props) {
  return (
    <Frame page="calls" timed={false} placed search={props.search} onSearch={props.onSearch}>
      {(window) => <Calls window={window} {...props} />}
    </Frame>
  );
}

const SHOWN = ["severity", "kind", "work_unit", "text", "raised_at", "settle_s", "acknowledged_at"];
const called = (row: Row) => row as unknown as CallRow;

type CallsProps = Props & { readonly window: Window };

function Calls({ window, search, onSearch, looking, onLook, mayAnswer }: CallsProps) {
  const { t } = useTranslation();
  const zone = window.today.site?.zone;
  const isAll = search.only === "all";
  const params = {
    ...(search.within ? { within: search.within } : {}),
    ...(isAll ? { settled_since: window.today.day.since } : {}),
  };
  const cells = {
    severity: (row: Row) => <Severity value={called(row).severity} />,
    work_unit: (row: Row) => <Station row={called(row)} />,
    raised_at: (row: Row) => <Said at="raised" row={called(row)} zone={zone} />,
    settle_s: (row: Row) => duration(called(row).settle_s ?? waited(called(row), window.today.now)),
    acknowledged_at: (row: Row) => <Said at="acknowledged" row={called(row)} zone={zone} />,
  };
  return (
    <>
      <Means since={window.today.day.since} within={search.within} />
      <Listing
        source="cockpit.calls"
        looking={looking}
        onLook={onLook}
        onOpen={() => undefined}
        preset={{
          title: null,
          columns: SHOWN,
          params,
          cells,
          end: (row) => <Steps row={called(row)} mayAnswer={mayAnswer} zone={zone} />,
          empty: t("machines.noCalls"),
          tools: (
            <Segmented
              name="only"
              aria-label={t("machines.which")}
              value={isAll ? "all" : ""}
              options={[
                { value: "", label: t("machines.openCalls") },
                { value: "all", label: t("machines.settledToo") },
              ]}
              onChange={(only) => onSearch({ only })}
            />
          ),
        }}
      />
    </>
  );
}

function Station({ row }: { readonly row: CallRow }) {
  const { i18n } = useTranslation();
  if (!row.work_unit) return row.operation ?? "–";
  return named({ name: row.name ?? row.work_unit, name_en: row.name_en }, i18n.language);
}

interface SaidProps {
  readonly at: "raised" | "acknowledged";
  readonly row: CallRow;
  readonly zone: string | undefined;
}

/** Who called, or who took the call, and when. */
function Said({ at, row, zone }: SaidProps) {
  const { t, i18n } = useTranslation();
  const when = row[`${at}_at`];
  if (when === null) return <Tag color="red">{t("machines.nobody")}</Tag>;
  return `${row[`${at}_by`] ?? ""} ${instant(when, i18n.language, zone)}`;
}

function waited(row: CallRow, now: string): number {
  return (Date.parse(now) - Date.parse(row.raised_at)) / 1000;
}

/** How soon calls of today were answered and settled (MTTA, MTTR). */
function Means({ since, within }: { readonly since: string; readonly within: string | undefined }) {
  const { t } = useTranslation();
  const rows = useQuery(asked("cockpit.calls", { settled_since: since, within, limit: 1000 })).data
    ?.rows;
  const settled = rows?.filter((row) => row.settle_s !== null) ?? [];
  if (settled.length === 0) return null;
  return (
    <span className="quiet">
      {t("machines.means", {
        count: settled.length,
        answer: duration(mean(settled.map((row) => row.answer_s))),
        settle: duration(mean(settled.map((row) => row.settle_s))),
      })}
    </span>
  );
}

function Severity({ value }: { readonly value: number }) {
  const { t } = useTranslation();
  return (
    <Tag color={value >= 3 ? "red" : value === 2 ? "gold" : "default"}>
      <span aria-hidden="true">{"▲".repeat(value)}</span> {t("machines.severity", { value })}
    </Tag>
  );
}

function Steps({
  row,
  mayAnswer,
  zone,
}: {
  readonly row: CallRow;
  readonly mayAnswer: boolean;
  readonly zone: string | undefined;
}) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const take = async (verb: string) => {
    setBusy(true);
    setSaid(null);
    try {
      await give(verb, { work_alert: row.id });
      message.success(t("form.saved"));
    } catch (failure) {
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: ["query"] });
    }
  };
  if (row.resolved_at !== null) {
    return (
      <>
        {t("machines.settled")} {instant(row.resolved_at, i18n.language, zone)} {row.resolved_by}
      </>
    );
  }
  if (!mayAnswer) return "–";
  return (
    <Flex vertical gap={4}>
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Flex gap={8}>
        {row.acknowledged_at === null && (
          <Button
            type="primary"
            size="small"
            loading={busy}
            onClick={() => void take("kernel.acknowledge_work_alert")}
          >
            {t("machines.take")}
          </Button>
        )}
        <Button size="small" loading={busy} onClick={() => void take("kernel.resolve_work_alert")}>
          {t("machines.settle")}
        </Button>
      </Flex>
    </Flex>
  );
}
