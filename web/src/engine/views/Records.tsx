/** The records of one kind in whichever way the address says: list, groups, board, calendar … */

import { Alert, Button, Flex, Input, Segmented, Select, Skeleton, Switch, Typography } from "antd";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { CalendarView } from "../board/CalendarView";
import { Gallery } from "../board/Gallery";
import { Groups } from "../board/Groups";
import { Kanban } from "../board/Kanban";
import { TreeView } from "../board/TreeView";
import { Bulk } from "../bulk/Bulk";
import { useAgain } from "../detail/RecordDrawer";
import { Cell, isEditable } from "../list/Cell";
import { RecordTable } from "../list/RecordTable";
import { type Asked, fileAddress, type Row } from "../list/records";
import { type RowsWindow, useRows } from "../list/window";
import { type Entity, type Field, isAnswer, may, say } from "../metadata";
import { Nothing } from "../nothing/Nothing";
import { KINDS, type Kind, type Looking, lookingIn } from "./content";
import { FilterButton } from "./FilterButton";
import { ColoursButton, ColumnsButton, GroupButton } from "./LookButtons";
import { askedOf, ownPart, type Preset } from "./preset";
import { ViewMenu } from "./ViewMenu";
import "../words";
import "../list/list.css";
import "./views.css";

interface Props {
  readonly entity: Entity;
  readonly looking: Looking;
  /** How the page it stands in shows it. */
  readonly preset?: Preset;
  readonly onLook: (looking: Looking) => void;
  readonly onOpen: (row: Row) => void;
  /** What else can be done, beside the title; it is told the rows that are marked. */
  readonly actions?: (marked: readonly Row[]) => ReactNode;
}

/** What is looked at in another way from now on; undefined = no longer said. */
type More = { readonly [name in keyof Looking]?: Looking[name] | undefined };

export function Records(props: Props) {
  const { entity, looking, onLook, preset = NO_PRESET } = props;
  const { t } = useTranslation();
  const [marked, setMarked] = useState<readonly Row[]>([]);
  const [editing, setEditing] = useState(false);
  const again = useAgain();
  const asked = askedOf(looking, preset);
  const marks = useMemo(() => (looking.colours ?? []).map((one) => one.when), [looking.colours]);
  const rows = useRows(entity.entity, asked, { marks });
  const look = (more: More) => onLook(lookingIn({ ...looking, ...more }));
  const kind = looking.kind ?? "list";
  const isList = kind === "list" && !looking.group?.length;
  return (
    <div className="list">
      <Head {...props} preset={preset} rows={rows} marked={marked} look={look} />
      <Tools
        {...props}
        look={look}
        editing={editing}
        onEditing={setEditing}
        isList={isList}
        asked={asked}
      />
      {rows.failure && (
        <Alert
          type="error"
          showIcon
          title={sentence(rows.failure, t("state.away"))}
          action={
            <Flex gap={8}>
              <Button onClick={rows.again}>{t("state.retry")}</Button>
              <Button onClick={() => onLook({ view: "all" })}>{t("view.reset")}</Button>
            </Flex>
          }
        />
      )}
      {isList && (
        <Bulk
          entity={entity}
          asked={asked}
          rows={marked}
          total={rows.total}
          onClear={() => setMarked([])}
          onDone={again}
          {...(preset.bulk ? { more: preset.bulk } : {})}
        />
      )}
      {!rows.failure && (
        <Shown
          {...props}
          look={look}
          asked={asked}
          rows={rows}
          editing={editing}
          again={again}
          selection={{ rows: marked, onChange: setMarked }}
        />
      )}
    </div>
  );
}

const NO_PRESET: Preset = {};

interface HeadProps extends Props {
  readonly preset: Preset;
  readonly rows: RowsWindow;
  readonly marked: readonly Row[];
  readonly look: (more: More) => void;
}

/** What is listed, how many there are, and the search. */
function Head({ entity, looking, preset, rows, marked, look, actions }: HeadProps) {
  const { t, i18n } = useTranslation();
  const title = preset.title === undefined ? say(entity.label, i18n.language) : preset.title;
  const count = rows.total ?? rows.rows.length;
  const isCut = rows.total === null && rows.hasMore;
  return (
    <Flex className="list-head" gap={12} align="center" wrap>
      {title !== null && <Typography.Title level={2}>{title}</Typography.Title>}
      {!rows.isPending && (
        <Typography.Text type="secondary">
          {rows.about}
          {isCut ? t("table.first", { count }) : t("list.total", { count })}
          {preset.told && rows.rows.length > 0 && <> · {preset.told}</>}
        </Typography.Text>
      )}
      <Input.Search
        key={looking.search ?? ""}
        className="list-search"
        allowClear
        defaultValue={looking.search ?? ""}
        placeholder={t("list.search")}
        aria-label={t("list.search")}
        onSearch={(search) => look({ search })}
      />
      {actions?.(marked)}
    </Flex>
  );
}

interface ShownProps extends Props {
  readonly look: (more: More) => void;
  readonly asked: Asked;
  readonly rows: ReturnType<typeof useRows>;
  readonly editing: boolean;
  readonly again: () => Promise<unknown>;
  readonly selection: {
    readonly rows: readonly Row[];
    readonly onChange: (rows: readonly Row[]) => void;
  };
}

/** The field a way of looking goes by: the one asked, else the first the entity offers. */
function byOf(entity: Entity, kind: Kind, wanted: string | undefined): Field | undefined {
  const offers = entity.views.filter((one) => one.kind === kind);
  const offer = offers.find((one) => one.by === wanted) ?? offers[0];
  return entity.fields.find((one) => one.name === offer?.by);
}

/** Whether a field of a record may be changed now. */
function isFree(entity: Entity, row: Row, field: Field): boolean {
  return !row._fixed || (entity.editable?.always.includes(field.name) ?? false);
}

function Shown(props: ShownProps) {
  const { entity, looking, look, asked, rows, editing, again, onOpen, selection } = props;
  const { t } = useTranslation();
  const { preset = NO_PRESET } = props;
  const kind = looking.kind ?? "list";
  const by = byOf(entity, kind, looking.by);
  const colours = useMemo(() => looking.colours ?? [], [looking.colours]);
  const marked = useMemo(() => ({ rules: colours, of: rows.marks }), [colours, rows.marks]);
  const list = (next: Asked) => {
    const filter = ownPart(next.filter, preset.within);
    props.onLook(lookingIn({ ...looking, ...next, filter, kind: "list", group: [] }));
  };
  const { cells } = preset;
  const cell = useCallback(
    (row: Row, field: Field, text: string) => {
      const isOpen = editing && isEditable(field) && !row.archived;
      if (!isOpen || !isFree(entity, row, field)) return cells?.[field.name]?.(row) ?? text;
      return (
        <Cell
          key={String(row.version)}
          entity={entity}
          field={field}
          row={row}
          text={text}
          onChanged={again}
        />
      );
    },
    [entity, again, editing, cells],
  );
  const columns = looking.columns ?? preset.columns;
  if (kind === "kanban" && by)
    return (
      <Kanban
        entity={entity}
        by={by}
        asked={asked}
        colours={colours}
        {...(columns ? { columns } : {})}
        onOpen={onOpen}
        onList={list}
        onDone={again}
      />
    );
  if (kind === "calendar" && by)
    return (
      <CalendarView
        entity={entity}
        by={by}
        asked={asked}
        month={looking.month}
        colours={colours}
        onMonth={(month) => look({ month })}
        onOpen={onOpen}
        onList={list}
      />
    );
  if (kind === "tree" && by)
    return <TreeView entity={entity} by={by} asked={asked} onOpen={onOpen} />;
  if (kind === "gallery" && by)
    return <Gallery entity={entity} by={by} rows={rows} marked={marked} onOpen={onOpen} />;
  if (looking.group?.length)
    return (
      <Groups
        entity={entity}
        asked={asked}
        by={looking.group}
        measures={looking.measures ?? []}
        onOpen={list}
      />
    );
  return (
    <>
      <RecordTable
        entity={entity}
        rows={rows}
        asked={asked}
        onAsk={(next) => look({ order: next.order })}
        onOpen={onOpen}
        {...(columns ? { columns } : {})}
        {...(canMark(entity, preset) ? { selection } : {})}
        marked={marked}
        {...(editing || cells ? { cell } : {})}
        {...(preset.end ? { end: preset.end } : {})}
        {...(preset.card ? { card: preset.card } : {})}
        empty={
          looking.search || looking.filter ? (
            <Nothing says={t("list.none")} />
          ) : (
            <NothingOf entity={entity} preset={preset} />
          )
        }
      />
      {looking.measures && (
        <Groups
          entity={entity}
          asked={asked}
          by={[]}
          measures={looking.measures}
          onOpen={() => undefined}
        />
      )}
    </>
  );
}

/** What is missing where a list is empty, and what is done first. */
function NothingOf({ entity, preset }: { readonly entity: Entity; readonly preset: Preset }) {
  const { t, i18n } = useTranslation();
  const what = say(entity.label, i18n.language);
  const isEntered = may(entity, "create");
  const says =
    preset.empty ?? (isEntered ? t("nothing.enter", { what }) : t("nothing.comes", { what }));
  return <Nothing says={says} first={preset.first ?? (isEntered ? [] : ["start"])} />;
}

/** Whether anything can be done with marked rows. */
function canMark(entity: Entity, preset: Preset): boolean {
  return !isAnswer(entity) || entity.actions.length > 0 || preset.bulk !== undefined;
}

interface ToolsProps extends Props {
  readonly look: (more: More) => void;
  readonly asked: Asked;
  readonly editing: boolean;
  readonly isList: boolean;
  readonly onEditing: (editing: boolean) => void;
}

function Tools(props: ToolsProps) {
  const { entity, looking, onLook, look, editing, isList, onEditing, asked } = props;
  const { preset = NO_PRESET } = props;
  const { t } = useTranslation();
  const kinds = KINDS.filter((kind) => entity.views.some((one) => one.kind === kind));
  const kind = looking.kind ?? "list";
  return (
    <Flex className="look-tools" gap={8} align="center" wrap>
      {preset.tools}
      <ViewMenu entity={entity.entity} looking={looking} onLook={onLook} />
      {kinds.length > 1 && (
        <Segmented<Kind>
          aria-label={t("view.kinds")}
          value={kind}
          onChange={(next) => look({ kind: next, by: undefined })}
          options={kinds.map((value) => ({ value, label: t(`view.kind.${value}`) }))}
        />
      )}
      <ByChoice entity={entity} kind={kind} by={looking.by} onBy={(by) => look({ by })} />
      <FilterButton
        entity={entity}
        filter={looking.filter}
        onFilter={(filter) => look({ filter })}
      />
      {kind !== "tree" && (
        <ColumnsButton
          entity={entity}
          looking={looking}
          onLook={look}
          {...(preset.columns ? { usual: preset.columns } : {})}
        />
      )}
      {kind === "list" && <GroupButton entity={entity} looking={looking} onLook={look} />}
      {kind !== "tree" && <ColoursButton looking={looking} onLook={look} />}
      {!isAnswer(entity) && (
        <Flip
          label={t("view.archived")}
          isOn={looking.archived ?? false}
          onFlip={(archived) => look({ archived })}
        />
      )}
      {isList && may(entity, "change") && (
        <Flip label={t("cell.edit")} isOn={editing} onFlip={onEditing} />
      )}
      <Export entity={entity} looking={looking} preset={preset} asked={asked} />
    </Flex>
  );
}

interface FlipProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onFlip: (isOn: boolean) => void;
}

function Flip({ label, isOn, onFlip }: FlipProps) {
  return (
    <span>
      <Switch size="small" checked={isOn} onChange={onFlip} aria-label={label} /> {label}
    </span>
  );
}

function ByChoice(props: {
  readonly entity: Entity;
  readonly kind: Kind;
  readonly by: string | undefined;
  readonly onBy: (by: string) => void;
}) {
  const { entity, kind, by, onBy } = props;
  const { t, i18n } = useTranslation();
  const offers = entity.views.filter((one) => one.kind === kind && one.by !== null);
  if (offers.length < 2) return null;
  return (
    <Select
      aria-label={t("view.by")}
      value={byOf(entity, kind, by)?.name ?? null}
      onChange={onBy}
      options={offers.map((one) => {
        const field = entity.fields.find(({ name }) => name === one.by);
        return { value: one.by ?? "", label: field ? say(field.label, i18n.language) : one.by };
      })}
    />
  );
}

function Export(props: {
  readonly entity: Entity;
  readonly looking: Looking;
  readonly preset: Preset;
  readonly asked: Asked;
}) {
  const { entity, looking, preset, asked } = props;
  const { t } = useTranslation();
  const shown = looking.columns ?? preset.columns;
  const columns = shown ? { columns: shown } : {};
  const file = (format: "csv" | "xlsx") =>
    fileAddress(entity.entity, { ...asked, ...columns }, format);
  return (
    <Flex gap={8}>
      <Button href={file("xlsx")} download>
        {t("view.export")} Excel
      </Button>
      <Button href={file("csv")} download>
        CSV
      </Button>
    </Flex>
  );
}

/** Shown while an entity is described. */
export function RecordsSkeleton() {
  return <Skeleton active paragraph={{ rows: 8 }} />;
}
