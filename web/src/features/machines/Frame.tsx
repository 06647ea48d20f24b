/** The frame of all pages about machines: which page, which day, which shift, which line. */

import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, DatePicker, Flex, Segmented, Select, Skeleton, Typography } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { instant, named } from "@/shared/format";
import { dateOf, dayOf } from "@/shared/format/clock";
import { useWindow, type Window } from "@/shared/plant/today";
import type { Asking, Search } from "./search";
import "./machines.css";

const PAGES = [
  { to: "/machines", name: "wall" },
  { to: "/machines/timeline", name: "timeline" },
  { to: "/machines/oee", name: "oee" },
  { to: "/machines/stops", name: "stops" },
  { to: "/calls", name: "calls" },
] as const;
type PageName = (typeof PAGES)[number]["name"];

interface Props extends Asking {
  readonly page: PageName;
  /** Whether the page is about a time that can be chosen, or about now. */
  readonly timed: boolean;
  readonly placed: boolean;
  readonly children: (window: Window) => ReactNode;
}

export function Frame({ page, timed, placed, search, onSearch, children }: Props) {
  const { t, i18n } = useTranslation();
  const { window, failure } = useWindow(timed ? search : {});
  const kept: Search = {
    ...(search.day ? { day: search.day } : {}),
    ...(search.shift ? { shift: search.shift } : {}),
    ...(search.within ? { within: search.within } : {}),
  };
  return (
    <>
      <Flex className="machines-head" gap={12} align="baseline" wrap>
        <Typography.Title level={2}>{t(`machines.${page}`)}</Typography.Title>
        {window && (
          <Typography.Text type="secondary">
            {t("machines.asOf", {
              at: instant(window.today.now, i18n.language, window.today.site?.zone),
            })}
          </Typography.Text>
        )}
      </Flex>
      <nav className="area-pages" aria-label={t("machines.pages")}>
        {PAGES.map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            search={kept}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t(`machines.${name}`)}
          </Link>
        ))}
      </nav>
      {failure && <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />}
      {!window && !failure && <Skeleton active paragraph={{ rows: 8 }} />}
      {window && (
        <>
          <Flex className="machines-bar" gap={8} wrap align="center">
            {timed && <Days window={window} search={search} onSearch={onSearch} />}
            {placed && <Lines search={search} onSearch={onSearch} />}
          </Flex>
          {window.today.site === null ? (
            <Nothing says={t("machines.noSite")} first={["factory"]} />
          ) : (
            <>
              {timed && window.isToday && <LastHeard window={window} onSearch={onSearch} />}
              {children(window)}
            </>
          )}
        </>
      )}
    </>
  );
}

/** Where nothing was heard today: the last day on which something was, and the way there. */
function LastHeard({ window, onSearch }: Pick<Asking, "onSearch"> & { readonly window: Window }) {
  const { t } = useTranslation();
  const { site, day } = window.today;
  const rows = useQuery(asked("cockpit.wall", { ...day })).data?.rows;
  const heard = rows?.flatMap(({ heard_until }) => heard_until ?? []).sort();
  const last = heard?.at(-1);
  if (!site || last === undefined || last >= day.since) return null;
  const on = dateOf(site, dayOf(site, new Date(last)));
  return (
    <Alert
      className="machines-silent"
      type="info"
      showIcon
      title={t("machines.lastHeard", { day: on })}
      action={
        <Button onClick={() => onSearch({ day: on })}>{t("machines.showDay", { day: on })}</Button>
      }
    />
  );
}

function Days({ window, search, onSearch }: Asking & { readonly window: Window }) {
  const { t } = useTranslation();
  const day = dayjs(window.date);
  const go = (days: number) =>
    onSearch({ day: day.add(days, "day").format("YYYY-MM-DD"), view: "", stop: "" });
  const shifts = window.shifts.map((one) => one.part.split("/")[1] ?? "");
  return (
    <>
      <Flex gap={4}>
        <Button icon={<LeftOutlined />} aria-label={t("machines.before")} onClick={() => go(-1)} />
        <DatePicker
          value={day}
          allowClear={false}
          aria-label={t("machines.day")}
          onChange={(chosen) =>
            onSearch({ day: chosen?.format("YYYY-MM-DD") ?? "", view: "", stop: "" })
          }
        />
        <Button
          icon={<RightOutlined />}
          aria-label={t("machines.after")}
          disabled={window.isToday}
          onClick={() => go(1)}
        />
        {!window.isToday && (
          <Button onClick={() => onSearch({ day: "", view: "", stop: "" })}>
            {t("machines.today")}
          </Button>
        )}
      </Flex>
      {shifts.length > 1 && (
        <Segmented
          name="shift"
          aria-label={t("machines.shift")}
          value={search.shift ?? ""}
          options={[
            { value: "", label: t("machines.wholeDay") },
            ...shifts.map((code) => ({ value: code, label: code })),
          ]}
          onChange={(shift) => onSearch({ shift, view: "", stop: "" })}
        />
      )}
    </>
  );
}

function Lines({ search, onSearch }: Asking) {
  const { t, i18n } = useTranslation();
  const lines = useQuery(asked("cockpit.lines", {})).data?.rows ?? [];
  if (lines.length < 2) return null;
  return (
    <Select
      className="machines-line"
      aria-label={t("machines.line")}
      value={search.within ?? ""}
      onChange={(within) => onSearch({ within, unit: "" })}
      options={[
        { value: "", label: t("machines.everywhere") },
        ...lines.map((one) => ({
          value: one.code,
          label: `${named(one, i18n.language)} (${one.stations})`,
        })),
      ]}
    />
  );
}
