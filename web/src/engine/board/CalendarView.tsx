/** Records on the days of a month, by one of their dates. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { wallOf } from "@/shared/format/zone";
import { locale, shown } from "../fields/value";
import { listed, rowLook } from "../list/columns";
import { type Asked, type Row, readPage } from "../list/records";
import type { Entity, Field } from "../metadata";
import type { ColourRule } from "../views/content";
import { markedOf } from "./Kanban";
import { dayOf, daysOf, monthAfter, monthOf, withinDays } from "./month";
import "./board.css";

const SHOWN_MAX = 1_000;
const PER_DAY = 4;

interface Props {
  readonly entity: Entity;
  readonly by: Field;
  readonly asked: Asked;
  readonly month: string | undefined;
  readonly colours: readonly ColourRule[];
  readonly onMonth: (month: string) => void;
  readonly onOpen: (row: Row) => void;
  readonly onList: (asked: Asked) => void;
}

export function CalendarView(props: Props) {
  const { entity, by, asked, colours, onMonth, onOpen, onList } = props;
  const { t, i18n } = useTranslation();
  const today = Date.now();
  const month = props.month ?? monthOf(today);
  const days = daysOf(month);
  const own = asked.filter ? `(${asked.filter}) and ` : "";
  const narrowed = (some: readonly string[]): Asked => ({
    ...asked,
    filter: own + withinDays(by, some),
  });
  const marks = colours.map((one) => one.when);
  const inMonth = { ...narrowed(days), order: by.name };
  const page = useQuery({
    queryKey: ["records", "month", entity.entity, inMonth, marks],
    queryFn: () => readPage(entity.entity, inMonth, { limit: SHOWN_MAX, marks }),
  });
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  const marked = markedOf(colours, page.data);
  const [first] = listed(entity);
  const byDay = byDayOf(by, page.data?.rows ?? []);
  const title = new Date(`${month}-15T12:00:00Z`).toLocaleDateString(locale(i18n.language), {
    year: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const weekday = (day: string) =>
    new Date(`${day}T12:00:00Z`).toLocaleDateString(locale(i18n.language), {
      weekday: "short",
      timeZone: "UTC",
    });
  return (
    <div className="calendar">
      <Flex gap={8} align="center">
        <Button onClick={() => onMonth(monthAfter(month, -1))} aria-label={t("calendar.before")}>
          ‹
        </Button>
        <Button onClick={() => onMonth(monthOf(today))}>{t("calendar.today")}</Button>
        <Button onClick={() => onMonth(monthAfter(month, 1))} aria-label={t("calendar.next")}>
          ›
        </Button>
        <Typography.Title level={3}>{title}</Typography.Title>
      </Flex>
      {page.error && <Alert type="error" showIcon title={sentence(page.error, t("state.away"))} />}
      <div className="calendar-days" aria-busy={page.isFetching}>
        {days.slice(0, 7).map((day) => (
          <div key={day} className="calendar-weekday">
            {weekday(day)}
          </div>
        ))}
        {days.map((day) => {
          const rows = byDay.get(day) ?? [];
          const more = rows.length - PER_DAY;
          const isToday = day === wallOf(today).slice(0, 10);
          const looks = [
            "calendar-day",
            day.startsWith(month) ? "" : "calendar-other",
            isToday ? "calendar-today" : "",
          ];
          return (
            <section key={day} aria-label={day} className={looks.filter(Boolean).join(" ")}>
              <div className="calendar-number">{Number(day.slice(8))}</div>
              {rows.slice(0, PER_DAY).map((row) => (
                <Button
                  key={row.id}
                  size="small"
                  block
                  className={rowLook(row, marked).replace("list-row", "calendar-record")}
                  onClick={() => onOpen(row)}
                >
                  {(first && shown(first, row[first.name], reading)) || row.id}
                </Button>
              ))}
              {more > 0 && (
                <Button type="link" size="small" onClick={() => onList(narrowed([day]))}>
                  {t("calendar.more", { count: more })}
                </Button>
              )}
            </section>
          );
        })}
      </div>
    </div>
  );
}

/** Rows by the day on which they lie. */
function byDayOf(by: Field, rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const day = dayOf(by, row[by.name]);
    const there = found.get(day);
    if (there) there.push(row);
    else found.set(day, [row]);
  }
  return found;
}
