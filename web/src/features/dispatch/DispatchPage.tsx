/** The dispatch board: a row for each station, its queue beside it; jobs are dragged or sent. */

import { DragDropProvider } from "@dnd-kit/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Flex, Select, Skeleton, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { named } from "@/shared/format";
import { useToday } from "@/shared/plant/today";
import { useAsk } from "@/shared/ui/ask";
import { type Board, boardOf, commandsOf, type Job, type Move, type Station } from "./board";
import { giveMove, type Refused } from "./give";
import { LaneRow } from "./LaneRow";
import { MoveDialog } from "./MoveDialog";
import { Undispatched } from "./Undispatched";
import "./dispatch.css";

const JOBS_MAX = 1000;
const SHIFTS = 3;

export interface DispatchAsked {
  /** Code of the work center or line that is shown; all when absent. */
  readonly below?: string;
}

interface Props {
  readonly asked: DispatchAsked;
  readonly onAsk: (asked: DispatchAsked) => void;
  readonly mayDispatch: boolean;
}

export function DispatchPage({ asked: narrowed, onAsk, mayDispatch }: Props) {
  const { t } = useTranslation();
  const { today, failure } = useToday();
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!today) return <Skeleton active paragraph={{ rows: 8 }} />;
  return <Loaded narrowed={narrowed} onAsk={onAsk} mayDispatch={mayDispatch} now={today.now} />;
}

interface LoadedProps {
  readonly narrowed: DispatchAsked;
  readonly onAsk: (asked: DispatchAsked) => void;
  readonly mayDispatch: boolean;
  readonly now: string;
}

function Loaded({ narrowed, onAsk, mayDispatch, now }: LoadedProps) {
  const { t } = useTranslation();
  const { below } = narrowed;
  const every = useQuery(asked("kernel.dispatch_stations", {}));
  const stations = useQuery(asked("kernel.dispatch_stations", { below }));
  const queue = { below, released: true, limit: JOBS_MAX };
  const jobs = useQuery(asked("kernel.dispatch_queue", queue));
  const loads = useQuery(asked("kernel.station_loads", { below, since: now, shifts: SHIFTS }));
  const failure = stations.error ?? jobs.error ?? loads.error;
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!stations.data || !jobs.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const board = boardOf(stations.data.rows, jobs.data.rows, loads.data?.rows ?? []);
  const count = jobs.data.rows.length;
  return (
    <>
      <Flex className="dispatch-head" gap={12} align="center" wrap>
        <Typography.Title level={2}>{t("dispatch.title")}</Typography.Title>
        <Typography.Text type="secondary">
          {t("dispatch.count", { count, stations: board.lanes.length })}
        </Typography.Text>
        <Centers
          stations={every.data?.rows ?? []}
          value={below}
          onChange={(code) => onAsk(code ? { below: code } : {})}
        />
      </Flex>
      {board.lanes.length === 0 && board.undispatched.length === 0 ? (
        <Nothing says={t("dispatch.none")} first={["openOrders", "equipment"]} />
      ) : (
        <Moving board={board} now={now} mayDispatch={mayDispatch} />
      )}
    </>
  );
}

function Centers(props: {
  readonly stations: readonly Station[];
  readonly value: string | undefined;
  readonly onChange: (code: string | null) => void;
}) {
  const { t, i18n } = useTranslation();
  const centers = new Map(
    props.stations.map((one) => [
      one.work_center ?? one.code,
      named(
        { name: one.center_name ?? one.name, name_en: one.center_name_en ?? one.name_en },
        i18n.language,
      ),
    ]),
  );
  return (
    <Select
      className="dispatch-center"
      aria-label={t("dispatch.center")}
      placeholder={t("dispatch.everywhere")}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={props.value ?? null}
      onChange={(code) => props.onChange(code ?? null)}
      options={[...centers].map(([value, name]) => ({
        value,
        label: name === value ? value : `${value} ${name}`,
      }))}
    />
  );
}

interface MovingProps {
  readonly board: Board;
  readonly now: string;
  readonly mayDispatch: boolean;
}

/** What a dialog was opened for: a job, and the station where one was meant already. */
interface Meant {
  readonly job: Job;
  readonly to: Station | null;
  readonly before: string | null;
  readonly said: string | null;
}

/** Refusals that only somebody named can settle: the dialog asks for the team or the person. */
const ASKS_FOR_PEOPLE = new Set(["dispatch-target-missing"]);

function Moving({ board, now, mayDispatch }: MovingProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { ask, tell, dialog } = useAsk();
  const queries = useQueryClient();
  const [meant, setMeant] = useState<Meant | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const move = async (wanted: Move, confirm: readonly string[] = []): Promise<void> => {
    const lane = board.lanes.find(({ station }) => station.code === wanted.to.code);
    const commands = commandsOf(lane ?? { station: wanted.to, jobs: [], loads: [] }, wanted);
    if (commands.length === 0) return;
    setBusy(wanted.job.code);
    try {
      const refused = await giveMove(commands, confirm);
      if (refused === null) {
        setMeant(null);
        setTold(t("dispatch.moved", { job: wanted.job.code, station: wanted.to.code }));
        await queries.invalidateQueries({ queryKey: ["query"] });
      } else settle(wanted, refused, confirm);
    } catch (failure) {
      message.error(sentence(failure, t("state.away")));
    } finally {
      setBusy(null);
    }
  };
  const settle = (wanted: Move, refused: Refused, confirm: readonly string[]) => {
    const { job, to, before } = wanted;
    setTold(refused.title);
    if (ASKS_FOR_PEOPLE.has(refused.code)) {
      setMeant({ job, to, before, said: refused.title });
    } else if (refused.confirm && !confirm.includes(refused.confirm)) {
      const word = refused.confirm;
      ask({
        title: refused.title,
        content: t("dispatch.anywayHelp"),
        okText: t("dispatch.anyway"),
        onOk: () => void move(wanted, [...confirm, word]),
      });
    } else tell({ title: refused.title });
  };
  const stations = board.lanes.map(({ station }) => station);
  const all = [...board.undispatched, ...board.lanes.flatMap(({ jobs }) => jobs)];
  const handlers = { busy, mayDispatch, now, onSend: (job: Job) => setMeant(none(job)) };
  return (
    <DragDropProvider
      onDragEnd={({ operation: { source, target }, canceled }) => {
        if (canceled || !source || !target) return;
        const job = all.find(({ code }) => code === source.id);
        const { station, before } = target.data as { station: string; before: string | null };
        const to = stations.find(({ code }) => code === station);
        if (job && to && before !== job.code) void move({ job, to, before });
      }}
    >
      <p className="dispatch-told" role="status">
        {told}
      </p>
      {board.undispatched.length > 0 && <Undispatched jobs={board.undispatched} {...handlers} />}
      <ul className="lanes" aria-label={t("dispatch.title")}>
        {board.lanes.map((lane) => (
          <LaneRow key={lane.station.code} lane={lane} {...handlers} />
        ))}
      </ul>
      {dialog}
      {meant && (
        <MoveDialog
          key={`${meant.job.code} ${meant.to?.code}`}
          {...meant}
          lanes={board.lanes}
          busy={busy !== null}
          onCancel={() => setMeant(null)}
          onMove={(wanted) => void move(wanted)}
        />
      )}
    </DragDropProvider>
  );
}

const none = (job: Job): Meant => ({ job, to: null, before: null, said: null });
