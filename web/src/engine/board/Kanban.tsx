/** Cards by a choice: dragging one, or its menu, runs the permitted change; refusals say why. */

import { useQuery } from "@tanstack/react-query";
import { App, Button, Card, Dropdown, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "@/shared/ui/layers";
import { shown } from "../fields/value";
import { byField, give } from "../form/command";
import { AskAction } from "../form/RecordActions";
import { isEditable } from "../list/Cell";
import { chosen, type Marked, rowLook } from "../list/columns";
import { type Asked, type Page, type Row, readPage } from "../list/records";
import { type Action, type Entity, type Field, may, say, whyFixed } from "../metadata";
import type { ColourRule } from "../views/content";
import { within } from "./groups";
import "./board.css";

const CARDS = 50;

interface Props {
  readonly entity: Entity;
  readonly by: Field;
  readonly asked: Asked;
  readonly columns?: readonly string[];
  readonly colours: readonly ColourRule[];
  readonly onOpen: (row: Row) => void;
  readonly onList: (asked: Asked) => void;
  readonly onDone: () => Promise<unknown>;
}

interface Moving {
  readonly row: Row;
  readonly to: string | null;
}

export function Kanban(props: Props) {
  const { entity, by } = props;
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const [moving, setMoving] = useState<Moving | null>(null);
  const lanes = [...Object.keys(by.options ?? {}), ...(by.required ? [] : [null])];
  const isFree = may(entity, "change") && isEditable(by);
  const move = async (row: Row, to: string | null) => {
    if ((row[by.name] ?? null) === to) return;
    if (!isFree) {
      setMoving({ row, to });
      return;
    }
    const why = whyFixed(entity, row, i18n.language, by.name);
    if (why !== null) {
      message.warning(why, 6);
      return;
    }
    try {
      const named = { record: row.id, expected_version: row.version };
      await give(`${entity.entity}.change`, { ...named, [by.name]: to });
      message.success(t("form.saved"));
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "), 6);
    }
    await props.onDone();
  };
  return (
    <section
      className="kanban"
      aria-label={say(by.label, i18n.language)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys, too
      tabIndex={0}
    >
      {lanes.map((lane) => (
        <Lane key={lane ?? ""} {...props} lane={lane} lanes={lanes} onMove={move} />
      ))}
      {moving && (
        <Choose
          entity={entity}
          row={moving.row}
          onClose={() => setMoving(null)}
          onDone={() => void props.onDone()}
        />
      )}
    </section>
  );
}

/** Records that only verbs of their own change: which of them shall it be. */
function Choose(props: {
  readonly entity: Entity;
  readonly row: Row;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { entity, row, onClose, onDone } = props;
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState<Action | null>(null);
  const record = String(row.code ?? row.id);
  if (asking) return <AskAction action={asking} row={row} onDone={onDone} onClose={onClose} />;
  return (
    <Modal open footer={null} title={t("kanban.choose", { record })} onCancel={onClose}>
      {entity.actions.length === 0 && t("kanban.noWay", { record })}
      <div className="kanban-choices">
        {entity.actions.map((one) => (
          <Button key={one.verb} onClick={() => setAsking(one)}>
            {say(one.label, i18n.language)}
          </Button>
        ))}
      </div>
    </Modal>
  );
}

interface LaneProps extends Props {
  readonly lane: string | null;
  readonly lanes: readonly (string | null)[];
  readonly onMove: (row: Row, to: string | null) => Promise<void>;
}

function Lane(props: LaneProps) {
  const { entity, by, asked, colours, lane, onMove, onList } = props;
  const { t } = useTranslation();
  const laneName = useLaneName(by);
  const [isOver, setOver] = useState(false);
  const mine = within(asked, [by], { [by.name]: lane });
  const marks = colours.map((one) => one.when);
  const page = useQuery({
    queryKey: ["records", "lane", entity.entity, mine, marks],
    queryFn: () => readPage(entity.entity, mine, { limit: CARDS, marks }),
  });
  const count = page.data?.total ?? 0;
  const label = laneName(lane);
  const more = count - (page.data?.rows.length ?? 0);
  if (lane === null && page.data && count === 0) return null;
  return (
    <section
      className={isOver ? "lane lane-over" : "lane"}
      aria-label={t("kanban.column", { label, count })}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const row = JSON.parse(event.dataTransfer.getData("application/json") || "null") as Row;
        if (row) void onMove(row, lane);
      }}
    >
      <h3>
        {label} <span className="lane-count">{count}</span>
      </h3>
      {!page.data && <Skeleton active />}
      <ul>
        {page.data?.rows.map((row) => (
          <KanbanCard key={row.id} {...props} row={row} marked={markedOf(colours, page.data)} />
        ))}
      </ul>
      {more > 0 && (
        <Button type="link" onClick={() => onList(mine)}>
          {t("kanban.more", { count: more })}
        </Button>
      )}
    </section>
  );
}

function useLaneName(by: Field): (lane: string | null) => string {
  const { t, i18n } = useTranslation();
  return (lane) => {
    const option = lane === null ? undefined : by.options?.[lane];
    return option ? say(option.label, i18n.language) : (lane ?? t("kanban.none"));
  };
}

/** What the rules say of a page's rows. */
export function markedOf(rules: readonly ColourRule[], page: Page | undefined): Marked {
  const of = new Map<string, number>();
  page?.rows.forEach((row, at) => {
    const mark = page.marks?.[at];
    if (typeof mark === "number") of.set(row.id, mark);
  });
  return { rules, of };
}

const TOLD = 4;

function KanbanCard(props: LaneProps & { readonly row: Row; readonly marked: Marked }) {
  const { entity, by, columns, row, lane, lanes, marked, onMove, onOpen } = props;
  const { t, i18n } = useTranslation();
  const laneName = useLaneName(by);
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  const [first, ...others] = chosen(entity, columns).filter((field) => field.name !== by.name);
  const told = others
    .filter((field) => columns !== undefined || !(field.type === "switch" || field.to === "site"))
    .map((field) => ({ field, text: shown(field, row[field.name], reading) }))
    .filter(({ text }) => text !== "")
    .slice(0, TOLD);
  const name = (first && shown(first, row[first.name], reading)) || row.id;
  return (
    <li
      draggable
      onDragStart={(event) => event.dataTransfer.setData("application/json", JSON.stringify(row))}
    >
      <Card size="small" className={rowLook(row, marked).replace("list-row", "kanban-card")}>
        <div className="kanban-name">
          <Button type="link" size="small" onClick={() => onOpen(row)}>
            {name}
          </Button>
          <Dropdown
            trigger={["click"]}
            menu={{
              items: lanes
                .filter((one) => one !== lane)
                .map((one) => ({ key: one ?? "", label: laneName(one) })),
              onClick: ({ key }) => void onMove(row, key === "" ? null : key),
            }}
          >
            <Button
              size="small"
              type="text"
              aria-label={t("kanban.moveTo", { record: name })}
              title={t("kanban.moveTo", { record: name })}
            >
              ⇄
            </Button>
          </Dropdown>
        </div>
        {told.map(({ field, text }) => (
          <div key={field.name} className="kanban-told">
            <span>{say(field.label, i18n.language)}</span> {text}
          </div>
        ))}
      </Card>
    </li>
  );
}
