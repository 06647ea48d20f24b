/** A week as a drawing: days as columns, hours downwards, each shift a block. */

import { useTranslation } from "react-i18next";
import { named } from "@/shared/format";
import { type Block, clock, DAY_S, type Day, workedAs } from "./week";

interface Props {
  readonly days: readonly Day[];
  readonly blocks: readonly Block[];
  readonly onShift: (id: string) => void;
  readonly onException: (id: string) => void;
}

const HOUR = 18;
const HEAD = 46;
const LEFT = 46;
const COLUMN = 132;
const WIDTH = LEFT + 7 * COLUMN + 8;
const HEIGHT = HEAD + 24 * HOUR + 8;
const HUES = 6;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21, 24];

const top = (seconds: number) => HEAD + (seconds / DAY_S) * 24 * HOUR;

/** Press by key as by mouse. */
const pressed = (act: () => void) => ({
  role: "button",
  tabIndex: 0,
  onClick: act,
  onKeyDown: (event: React.KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  },
});

export function WeekDrawn({ days, blocks, onShift, onException }: Props) {
  const { t, i18n } = useTranslation();
  const codes = [...new Set(blocks.map(({ shift }) => shift.code))].sort();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="week" aria-label={t("calendars.week")} tabIndex={0}>
      <svg className="week-sheet" viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        <title>{t("calendars.week")}</title>
        {HOURS.map((hour) => (
          <g key={hour}>
            <line
              className="week-hour"
              x1={LEFT}
              x2={WIDTH - 8}
              y1={top(hour * 3600)}
              y2={top(hour * 3600)}
            />
            <text className="week-clock" x={LEFT - 6} y={top(hour * 3600) + 4} textAnchor="end">
              {clock(hour * 3600)}
            </text>
          </g>
        ))}
        {days.map((day, column) => {
          const x = LEFT + column * COLUMN;
          const worked = workedAs(day);
          const { exception } = day;
          return (
            <g key={day.day}>
              <text className="week-day" x={x + 8} y={18}>
                {t(`weekday.${day.weekday}`)} {day.day.slice(5)}
              </text>
              {worked === null && (
                <rect
                  className="week-closed"
                  x={x + 2}
                  y={HEAD}
                  width={COLUMN - 4}
                  height={24 * HOUR}
                />
              )}
              {exception && (
                <g {...pressed(() => onException(exception.id))} className="week-exception">
                  <text x={x + 8} y={36}>
                    ◆{" "}
                    {exception.note ??
                      (worked
                        ? t("calendars.as", { day: t(`weekday.${worked}`) })
                        : t("calendars.closed"))}
                  </text>
                </g>
              )}
            </g>
          );
        })}
        {blocks.map((block) => {
          const { shift, column, from_s, to_s, lane, lanes } = block;
          const width = (COLUMN - 8) / lanes;
          const x = LEFT + column * COLUMN + 4 + lane * width;
          const place = shift.work_center?.code ?? shift.crew?.code ?? "";
          const isTall = top(to_s) - top(from_s) > 30;
          const hours = `${clock(Number(shift.starts_s))}–${clock(Number(shift.ends_s))}`;
          return (
            <g
              key={`${shift.id} ${column} ${from_s}`}
              {...pressed(() => onShift(shift.id))}
              className={`week-shift week-hue-${codes.indexOf(shift.code) % HUES}`}
              {...(isTall ? {} : { "aria-label": `${named(shift, i18n.language)} ${hours}` })}
            >
              <rect
                x={x}
                y={top(from_s)}
                width={width - 2}
                height={Math.max(4, top(to_s) - top(from_s) - 1)}
                rx="4"
              />
              {isTall && (
                <>
                  <text x={x + 6} y={top(from_s) + 15}>
                    {lanes > 2 ? shift.code : named(shift, i18n.language)}
                  </text>
                  {lanes < 3 && (
                    <text x={x + 6} y={top(from_s) + 30}>
                      {hours}
                    </text>
                  )}
                  {lanes === 1 && top(to_s) - top(from_s) > 45 && (
                    <text x={x + 6} y={top(from_s) + 45}>
                      {place}
                    </text>
                  )}
                </>
              )}
            </g>
          );
        })}
      </svg>
    </section>
  );
}
