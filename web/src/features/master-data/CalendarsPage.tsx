/** Calendars: a week drawn with its shifts, and the days that are worked otherwise. */

import { LeftOutlined, PlusOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Select, Skeleton, Table, Tag, Typography } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { NEW } from "@/engine/detail/RecordDrawer";
import { Nothing } from "@/engine/nothing/Nothing";
import { sentence } from "@/shared/api/sentence";
import { locale, named, number } from "@/shared/format";
import { Beside, type Opened } from "./Beside";
import { ExportButton, ImportButton, recordsFile } from "./Files";
import { MasterNav } from "./MasterNav";
import { useMay } from "./may";
import { allOf } from "./read";
import { WeekDrawn } from "./WeekDrawn";
import { addDays, blocksOf, daysOf, type Exception, hoursOf, mondayOf, type Shift } from "./week";

export interface CalendarsAsked extends Opened {
  readonly calendar?: string;
  readonly week?: string;
  /** Which kind the open record is. */
  readonly of?: string;
}

interface Named {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
}

interface Props {
  readonly asked: CalendarsAsked;
  readonly onAsk: (asked: CalendarsAsked) => void;
}

const KINDS = ["calendar", "shift", "calendar_exception"] as const;

export function CalendarsPage({ asked, onAsk }: Props) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const calendars = useQuery(allOf<Named>("calendar"));
  const { record, tab, of, ...rest } = asked;
  const chosen = calendars.data?.find(({ code }) => code === asked.calendar) ?? calendars.data?.[0];
  const open = (kind: string, id: string) => onAsk({ ...rest, of: kind, record: id });
  return (
    <>
      <MasterNav />
      <Flex className="master-head" gap={12} align="center" wrap>
        <Typography.Title level={2}>{t("masterPage.calendars")}</Typography.Title>
        {chosen && (
          <>
            <Select
              aria-label={t("calendars.calendar")}
              value={chosen.code}
              popupMatchSelectWidth={false}
              options={(calendars.data ?? []).map((one) => ({
                value: one.code,
                label: `${one.code} ${named(one, i18n.language)}`,
              }))}
              onChange={(calendar) => onAsk({ ...rest, calendar })}
            />
            <Button type="link" onClick={() => open("calendar", chosen.id)}>
              {t("calendars.open")}
            </Button>
          </>
        )}
        <Flex gap={8} wrap className="master-do">
          {may("shift:create") && (
            <>
              <ExportButton file={recordsFile("shift", {})} />
              <ImportButton target="shift" title={t("calendars.importShifts")} />
              <Button onClick={() => open("calendar", NEW)}>{t("calendars.newCalendar")}</Button>
              {chosen && (
                <Button type="primary" icon={<PlusOutlined />} onClick={() => open("shift", NEW)}>
                  {t("calendars.newShift")}
                </Button>
              )}
            </>
          )}
        </Flex>
      </Flex>
      {calendars.error && (
        <Alert type="error" showIcon title={sentence(calendars.error, t("state.away"))} />
      )}
      {calendars.isPending && <Skeleton active />}
      {calendars.data && !chosen && <Nothing says={t("calendars.none")} />}
      {chosen && (
        <OfCalendar
          key={chosen.id}
          calendar={chosen}
          week={mondayOf(asked.week ?? dayjs().format("YYYY-MM-DD"))}
          onWeek={(week) => onAsk({ ...rest, week })}
          onOpen={open}
        />
      )}
      <Beside
        entity={KINDS.find((one) => one === of) ?? "calendar"}
        opened={{ ...(record ? { record } : {}), ...(tab ? { tab } : {}) }}
        onOpened={(opened) => onAsk({ ...rest, ...opened, ...(opened.record && of ? { of } : {}) })}
      />
    </>
  );
}

interface OfProps {
  readonly calendar: Named;
  readonly week: string;
  readonly onWeek: (week: string) => void;
  readonly onOpen: (kind: string, id: string) => void;
}

function OfCalendar({ calendar, week, onWeek, onOpen }: OfProps) {
  const { t, i18n } = useTranslation();
  const own = `calendar.id = "${calendar.id}"`;
  const shifts = useQuery(allOf<Shift>("shift", own)).data;
  const exceptions = useQuery(allOf<Exception>("calendar_exception", own)).data;
  if (!shifts || !exceptions) return <Skeleton active />;
  const days = daysOf(week, exceptions);
  const day = (text: string) =>
    new Date(`${text}T00:00:00Z`).toLocaleDateString(locale(i18n.language), {
      dateStyle: "medium",
      timeZone: "UTC",
    });
  return (
    <>
      <Flex className="master-tools" gap={8} align="center" wrap>
        <Button
          icon={<LeftOutlined />}
          aria-label={t("calendars.before")}
          onClick={() => onWeek(addDays(week, -7))}
        />
        <strong>
          {day(week)} – {day(addDays(week, 6))}
        </strong>
        <Button
          icon={<RightOutlined />}
          aria-label={t("calendars.next")}
          onClick={() => onWeek(addDays(week, 7))}
        />
        <Typography.Text type="secondary">
          {t("calendars.hours", { hours: number(hoursOf(days, shifts)) })}
        </Typography.Text>
      </Flex>
      {shifts.length === 0 ? (
        <Nothing says={t("calendars.noShifts")} />
      ) : (
        <WeekDrawn
          days={days}
          blocks={blocksOf(days, shifts, daysOf(addDays(week, -7), exceptions)[6])}
          onShift={(id) => onOpen("shift", id)}
          onException={(id) => onOpen("calendar_exception", id)}
        />
      )}
      <Exceptions exceptions={exceptions} dayText={day} onOpen={onOpen} onWeek={onWeek} />
    </>
  );
}

interface ExceptionsProps {
  readonly exceptions: readonly Exception[];
  readonly dayText: (day: string) => string;
  readonly onOpen: (kind: string, id: string) => void;
  readonly onWeek: (week: string) => void;
}

function Exceptions({ exceptions, dayText, onOpen, onWeek }: ExceptionsProps) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <section aria-label={t("calendars.exceptions")}>
      <Flex className="master-head" gap={12} align="center" wrap>
        <Typography.Title level={3}>{t("calendars.exceptions")}</Typography.Title>
        <Typography.Text type="secondary">
          {t("list.total", { count: exceptions.length })}
        </Typography.Text>
        {may("calendar_exception:create") && (
          <Flex gap={8} wrap className="master-do">
            <ExportButton file={recordsFile("calendar_exception", {})} />
            <ImportButton target="calendar_exception" title={t("calendars.importExceptions")} />
            <Button onClick={() => onOpen("calendar_exception", NEW)}>
              {t("calendars.newException")}
            </Button>
          </Flex>
        )}
      </Flex>
      <Table<Exception>
        size="small"
        rowKey="id"
        pagination={exceptions.length > 20 ? { pageSize: 20 } : false}
        dataSource={[...exceptions].sort((one, two) => two.day.localeCompare(one.day))}
        locale={{ emptyText: <Nothing says={t("calendars.noExceptions")} /> }}
        columns={[
          {
            title: t("calendars.day"),
            render: (_, row) => (
              <Button type="link" size="small" onClick={() => onWeek(mondayOf(row.day))}>
                {dayText(row.day)}
              </Button>
            ),
          },
          {
            title: t("calendars.worked"),
            render: (_, row) =>
              row.works_as ? (
                <Tag color="blue">{t(`weekday.${row.works_as}`)}</Tag>
              ) : (
                <Tag>{t("calendars.closed")}</Tag>
              ),
          },
          { title: t("calendars.note"), dataIndex: "note" },
          {
            title: "",
            width: 100,
            render: (_, row) => (
              <Button size="small" onClick={() => onOpen("calendar_exception", row.id)}>
                {t("calendars.open")}
              </Button>
            ),
          },
        ]}
      />
    </section>
  );
}
