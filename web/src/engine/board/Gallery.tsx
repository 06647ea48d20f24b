/** Records as pictures, by a field that holds them. */

import { Alert, Button, Card, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { shown } from "../fields/value";
import { listed, type Marked, rowLook } from "../list/columns";
import type { Row } from "../list/records";
import type { RowsWindow } from "../list/window";
import type { Entity, Field } from "../metadata";
import { Nothing } from "../nothing/Nothing";
import "./board.css";

interface Props {
  readonly entity: Entity;
  readonly by: Field;
  readonly rows: RowsWindow;
  readonly marked: Marked;
  readonly onOpen: (row: Row) => void;
}

/** The first picture a field holds. */
export function pictureOf(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? `/api/v1/files/${encodeURIComponent(first)}` : null;
}

export function Gallery({ entity, by, rows, marked, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  if (rows.failure)
    return <Alert type="error" showIcon title={sentence(rows.failure, t("state.away"))} />;
  if (rows.isPending) return <Skeleton active />;
  if (rows.rows.length === 0) return <Nothing says={t("list.none")} />;
  const named = listed(entity)
    .filter((field) => field.name !== by.name)
    .slice(0, 2);
  const last = rows.first + rows.rows.length;
  return (
    <>
      <ul className="gallery">
        {rows.rows.map((row) => {
          const picture = pictureOf(row[by.name]);
          const [name = row.id, more = ""] = named.map((one) => shown(one, row[one.name], reading));
          return (
            <li key={row.id}>
              <Card
                size="small"
                className={rowLook(row, marked).replace("list-row", "gallery-card")}
                cover={
                  picture ? (
                    <img src={picture} alt={name} loading="lazy" />
                  ) : (
                    <div className="gallery-none">{t("gallery.noPicture")}</div>
                  )
                }
              >
                <Button type="link" size="small" onClick={() => onOpen(row)}>
                  {name}
                </Button>
                <div className="kanban-told">{more}</div>
              </Card>
            </li>
          );
        })}
      </ul>
      {(rows.total ?? 0) > last && <Button onClick={rows.onEnd}>{t("table.more")}</Button>}
    </>
  );
}
