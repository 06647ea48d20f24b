/** Calls for help: who waits, since when, who is on the way; taken and settled here. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Segmented, Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { QueryTable } from "@/engine/table/QueryTable";
import { asked } from "@/shared/api/query";
import { duration, instant, named } from "@/shared/format";
import type { Window } from "@/shared/plant/today";
import { Frame } from "./Frame";
import { type CallRow, mean } from "./rows";
import type { Asking } from "./search";

interface Props extends Asking {
  readonly mayAnswer: boolean;
}

export function CallsPage(props: Props) {
  return (
    <Frame page="calls" timed={false} placed search={props.search} onSearch={props.onSearch}>
      {(window) => <Calls window={window} {...props} />}
    </Frame>
  );
}

function Calls({ window, search, onSearch, mayAnswer }: Props & { readonly window: Window }) {
  const { t, i18n } = useTranslation();
  const zone = window.today.site?.zone;
  const isAll = search.only === "all";
  const params = {
    within: search.within,
    limit: 1000,
    ...(isAll ? { settled_since: window.today.day.since } : {}),
  };
  const columns: ColumnType<CallRow>[] = [
    {
      title: t("column.severity"),
      dataIndex: "severity",
      render: (_, row) => <Severity value={row.severity} />,
    },
    { title: t("column.kind"), render: (_, row) => t(`alert.${row.kind}`) },
    {
      title: t("column.machine"),
      render: (_, row) =>
        row.work_unit
          ? named({ name: row.name ?? row.work_unit, name_en: row.name_en }, i18n.language)
          : (row.operation ?? "–"),
    },
    { title: t("column.text"), dataIndex: "text" },
    {
      title: t("column.since"),
      render: (_, row) => (
        <>
          {instant(row.raised_at, i18n.language, zone)} {row.raised_by}
        </>
      ),
    },
    {
      title: t("machines.waits"),
      align: "right",
      render: (_, row) => duration(row.settle_s ?? waited(row, window.today.now)),
    },
    {
      title: t("column.answered"),
      render: (_, row) =>
        row.acknowledged_at === null ? (
          <Tag color="red">{t("machines.nobody")}</Tag>
        ) : (
          `${row.acknowledged_by ?? ""} ${instant(row.acknowledged_at, i18n.language, zone)}`
        ),
    },
    {
      title: t("machines.next"),
      render: (_, row) => <Steps row={row} mayAnswer={mayAnswer} zone={zone} />,
    },
  ];
  return (
    <>
      <Flex className="machines-bar" gap={12} wrap align="center">
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
        <Means since={window.today.day.since} within={search.within} />
      </Flex>
      <QueryTable<CallRow>
        query="cockpit.calls"
        params={params}
        columns={columns}
        rowKey={(row) => row.id}
        caption={t("machines.calls")}
        empty={t("machines.noCalls")}
      />
    </>
  );
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
