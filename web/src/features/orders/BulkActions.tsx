/** What is done with the orders that were marked: release, stop, let go on; each outcome is told. */

import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, List, Select, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Row } from "@/engine/list/records";
import { readQuery } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { Modal } from "@/shared/ui/layers";
import { type Given, giveAll, goingOn, holding, type Outcome, releasing } from "./batch";
import type { JobRow } from "./rows";
import { ALERTS } from "./StepButton";

const ORDERS_MAX = 100;

export interface BulkRights {
  readonly release: boolean;
  readonly hold: boolean;
}

interface Props {
  readonly rows: readonly Row[];
  readonly may: BulkRights;
  readonly onDone: () => void;
}

type Doing = "hold" | "goOn";

interface Why {
  readonly reason: string;
  readonly alert?: string;
}

async function jobsOf(orders: readonly Row[]): Promise<readonly JobRow[]> {
  const found: JobRow[] = [];
  for (const order of orders) {
    const asked = { work_order: String(order.code) };
    found.push(...(await readQuery("kernel.work_order_progress", asked)).rows);
  }
  return found;
}

export function BulkActions({ rows, may, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [busy, setBusy] = useState(false);
  const drafts = rows.filter((row) => row.status === "draft");
  const open = rows.filter((row) => row.status !== "draft").slice(0, ORDERS_MAX);
  const give = async (commands: () => Promise<readonly Given[]>) => {
    setBusy(true);
    try {
      const told = await giveAll(await commands());
      const refused = told.filter((one) => one.refusal !== null);
      const count = told.length - refused.length;
      if (refused.length > 0) setOutcomes(refused);
      if (told.length === 0) message.info(t("bulk.nothing"));
      else if (count > 0) message.success(t("bulk.done", { count }));
      setDoing(null);
      await queries.invalidateQueries();
      if (refused.length === 0) onDone();
    } catch (failure) {
      message.error(sentence(failure, t("state.away")));
    } finally {
      setBusy(false);
    }
  };
  const release = () =>
    give(async () =>
      releasing(drafts.map((row) => ({ code: String(row.code), version: Number(row.version) }))),
    );
  const stop = ({ reason, alert }: Why) =>
    give(async () => {
      const jobs = await jobsOf(open);
      return doing === "hold"
        ? holding(jobs, { reason, alert: alert ?? "quality" })
        : goingOn(jobs, reason);
    });
  return (
    <>
      {may.release && (
        <Button
          type="primary"
          loading={busy}
          disabled={drafts.length === 0}
          onClick={() => void release()}
        >
          {t("bulk.release", { count: drafts.length })}
        </Button>
      )}
      {may.hold && (
        <>
          <Button danger disabled={open.length === 0} onClick={() => setDoing("hold")}>
            {t("bulk.hold", { count: open.length })}
          </Button>
          <Button disabled={open.length === 0} onClick={() => setDoing("goOn")}>
            {t("bulk.goOn", { count: open.length })}
          </Button>
        </>
      )}
      <WhyModal doing={doing} busy={busy} onCancel={() => setDoing(null)} onGive={stop} />
      <Modal
        open={outcomes.length > 0}
        title={t("bulk.refused", { count: outcomes.length })}
        footer={null}
        onCancel={() => setOutcomes([])}
      >
        <List
          size="small"
          dataSource={[...outcomes]}
          renderItem={({ code, refusal }) => (
            <List.Item>
              <Typography.Text strong>{code}</Typography.Text>&ensp;{refusal?.title}
            </List.Item>
          )}
        />
      </Modal>
    </>
  );
}

function WhyModal(props: {
  readonly doing: Doing | null;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onGive: (why: Why) => Promise<void>;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Why>();
  const { doing, busy, onCancel, onGive } = props;
  const title = doing === "goOn" ? t("bulk.goOnTitle") : t("bulk.holdTitle");
  return (
    <Modal
      open={doing !== null}
      title={title}
      okText={title}
      cancelText={t("form.cancel")}
      confirmLoading={busy}
      onCancel={onCancel}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <Alert type="info" title={doing === "goOn" ? t("bulk.goOnHelp") : t("bulk.holdHelp")} />
      <Form form={form} layout="vertical" onFinish={onGive} preserve={false} className="bulk-why">
        {doing === "hold" && (
          <Form.Item name="alert" label={t("order.help")} initialValue="quality">
            <Select options={ALERTS.map((one) => ({ value: one, label: t(`alert.${one}`) }))} />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={t("column.reason")}
          rules={[{ required: true, message: t("signIn.needed") }]}
        >
          <Input maxLength={200} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
