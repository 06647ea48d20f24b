/** One stop: why it was, into which two it falls, with which neighbour it belongs together. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Descriptions, Flex, Form, Input, Select, Skeleton } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, type Given, give, giveTogether } from "@/engine/form/command";
import { request } from "@/shared/api/http";
import { asked, readQuery } from "@/shared/api/query";
import { clockTime, duration, instant } from "@/shared/format";
import type { Day } from "@/shared/format/clock";
import { instantOfWall, wallOf } from "@/shared/format/zone";
import { StateTag } from "@/shared/plant/StateTag";
import { Drawer } from "@/shared/ui/layers";
import type { StopRow } from "./rows";
import { choices, neighbours, type Reason, unlabelled, unmerged } from "./stops";

const DAY_MS = 86_400_000;

interface Props {
  readonly id: string;
  readonly span: Day;
  readonly zone: string;
  readonly mayLabel: boolean;
  readonly onClose: () => void;
  readonly onOther: (id: string) => void;
}

export function StopDrawer(props: Props) {
  const { t } = useTranslation();
  const around = {
    since: new Date(Date.parse(props.span.since) - DAY_MS).toISOString(),
    until: props.span.until,
    limit: 1000,
  };
  const listed = useQuery(asked("kernel.stops", { ...props.span, limit: 1000 })).data;
  const unit = listed?.rows.find((row) => row.id === props.id)?.work_unit;
  const near = useQuery({
    ...asked("kernel.stops", { ...around, work_unit: unit }),
    enabled: unit !== undefined,
  }).data;
  const stop = near?.rows.find((row) => row.id === props.id);
  return (
    <Drawer open size="large" title={t("machines.stop")} onClose={props.onClose} destroyOnHidden>
      {listed && unit === undefined && (
        <Alert type="info" showIcon title={t("machines.stopGone")} />
      )}
      {!listed || (unit && !near) ? <Skeleton active /> : null}
      {stop && near && <Stop {...props} stop={stop} near={near.rows} key={stop.id} />}
    </Drawer>
  );
}

/** What takes a step back. */
type Undo = () => Promise<readonly Given[]>;

interface StopProps extends Props {
  readonly stop: StopRow;
  readonly near: readonly StopRow[];
}

function Stop(props: StopProps) {
  const { t, i18n } = useTranslation();
  const { stop, zone } = props;
  const items = [
    { key: "unit", label: t("column.machine"), children: stop.work_unit },
    { key: "state", label: t("column.state"), children: <StateTag state={stop.state} /> },
    {
      key: "from",
      label: t("column.from"),
      children: instant(stop.started_at, i18n.language, zone),
    },
    {
      key: "to",
      label: t("column.to"),
      children: stop.is_provisional
        ? t("machines.goesOn")
        : instant(stop.ended_at, i18n.language, zone),
    },
    { key: "length", label: t("machines.length"), children: duration(stop.length_s) },
    { key: "said", label: t("column.said"), children: stop.said || "–" },
    { key: "job", label: t("column.job"), children: stop.job_order ?? "–" },
    { key: "reason", label: t("column.reason"), children: stop.reason ?? "–" },
  ];
  return (
    <>
      <Descriptions column={1} size="small" bordered items={items} />
      {stop.is_provisional && <Alert type="info" showIcon title={t("machines.waitForEnd")} />}
      {!stop.is_provisional && props.mayLabel && (
        <>
          <Label {...props} />
          <Split {...props} />
          <Merge {...props} />
        </>
      )}
    </>
  );
}

const UNDO_S = 10;

/** Give a command about stops; what refuses it is said where it was given, and it can be undone. */
function useStep(onDone?: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useId();
  const again = () => queries.invalidateQueries({ queryKey: ["query"] });
  const back = async (undo: Undo) => {
    message.destroy(key);
    try {
      await giveTogether(await undo());
      message.success(t("machines.undone"));
      await again();
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    }
  };
  const take = async (verb: string, fields: Given["fields"], undo: Undo) => {
    setBusy(true);
    setSaid(null);
    try {
      await give(verb, fields);
      const content = (
        <>
          {t("form.saved")}{" "}
          <Button size="small" type="link" onClick={() => void back(undo)}>
            {t("machines.undo")}
          </Button>
        </>
      );
      message.open({ key, type: "success", duration: UNDO_S, content });
      await again();
      onDone?.();
    } catch (failure) {
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  return { take, busy, said };
}

function Label({ stop, onClose }: StopProps) {
  const { t, i18n } = useTranslation();
  const { take, busy, said } = useStep(onClose);
  const reasons = useQuery({
    queryKey: ["records", "downtime_reason", "all"],
    queryFn: () =>
      request<{ readonly rows: readonly Reason[] }>(
        "GET",
        "/api/v1/records/downtime_reason?limit=500",
      ),
  }).data?.rows;
  return (
    <Form
      layout="vertical"
      className="stop-part"
      initialValues={{ reason: stop.reason ?? undefined, note: stop.note }}
      onFinish={(values) =>
        void take("kernel.label_stop", { stop: stop.id, ...values }, async () => unlabelled(stop))
      }
    >
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form.Item
        name="reason"
        label={t("machines.why")}
        rules={[{ required: true, message: t("signIn.needed") }]}
      >
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={choices(reasons ?? [], i18n.language).map((one) => ({
            label: one.label,
            options: [...one.options],
          }))}
          notFoundContent={t("machines.noReasons")}
        />
      </Form.Item>
      <Form.Item name="note" label={t("machines.note")}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t("machines.explain")}
      </Button>
    </Form>
  );
}

function Split({ stop, zone }: StopProps) {
  const { t } = useTranslation();
  const { take, busy, said } = useStep();
  const [start, end] = [Date.parse(stop.started_at), Date.parse(stop.ended_at)];
  const [wall, setWall] = useState(wallOf((start + end) / 2, zone));
  return (
    <section className="stop-part">
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <label htmlFor="split-at">{t("machines.splitAt")}</label>
      <Flex gap={8}>
        <Input
          id="split-at"
          type="datetime-local"
          min={wallOf(start, zone)}
          max={wallOf(end, zone)}
          value={wall}
          onChange={(event) => setWall(event.target.value)}
        />
        <Button
          loading={busy}
          onClick={() => {
            const at = instantOfWall(wall, zone);
            if (!Number.isNaN(at)) {
              const split_at = new Date(at).toISOString();
              void take("kernel.split_stop", { stop: stop.id, split_at }, () => unsplit(stop, at));
            }
          }}
        >
          {t("machines.split")}
        </Button>
      </Flex>
    </section>
  );
}

/** What joins a stop again that was split: its other part begins where it was split. */
async function unsplit(stop: StopRow, at: number): Promise<readonly Given[]> {
  const span = { since: stop.started_at, until: stop.ended_at, work_unit: stop.work_unit };
  const { rows } = await readQuery("kernel.stops", { ...span, limit: 1000 });
  const rest = rows.find((one) => Date.parse(one.started_at) === at);
  const joined = { stop: stop.id, other: rest?.id };
  return rest ? [{ verb: "kernel.merge_stops", fields: joined }] : [];
}

function Merge({ stop, near, zone, onOther }: StopProps) {
  const { t } = useTranslation();
  const { before, after } = neighbours(stop, near);
  const { take, busy, said } = useStep(() => onOther((before ?? stop).id));
  if (!before && !after) return null;
  return (
    <section className="stop-part">
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Flex gap={8} wrap>
        {[before, after].map(
          (other) =>
            other && (
              <Button
                key={other.id}
                loading={busy}
                onClick={() =>
                  void take("kernel.merge_stops", { stop: stop.id, other: other.id }, async () =>
                    other === before ? unmerged(other, stop) : unmerged(stop, other),
                  )
                }
              >
                {t("machines.merge", {
                  from: clockTime(other.started_at, zone),
                  to: clockTime(other.ended_at, zone),
                })}
              </Button>
            ),
        )}
      </Flex>
    </section>
  );
}
