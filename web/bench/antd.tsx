/** The floor's station as one would build it with Ant Design: the same words, figures, questions. */

import {
  AlertOutlined,
  CheckOutlined,
  ClockCircleOutlined,
  InboxOutlined,
  LockOutlined,
  LogoutOutlined,
  PictureOutlined,
  TeamOutlined,
  WifiOutlined,
} from "@ant-design/icons";
import { App, Badge, Button, Card, ConfigProvider, Flex, Layout, List, Progress, Statistic, Tag } from "antd";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { useTranslation } from "react-i18next";
import { type Job, marked, nextOf, percent, stateOf } from "@/features/floor-station/jobs";
import type { Marks } from "@/features/floor-station/marks";
import "@/features/floor-station";
import { request } from "@/shared/api/http";
import { type Me, whoAmI } from "@/shared/api/session";
import { readTerminal, type Terminal } from "@/shared/api/terminal";
import { queried, type Rows, records } from "@/shared/floor/read";
import type { Station } from "@/shared/floor/screen";
import { instant, number } from "@/shared/format";
import { prepareWords } from "@/shared/i18n";

interface Shown {
  readonly me: Me;
  readonly terminal: Terminal;
  readonly station: Station | undefined;
  readonly jobs: readonly Job[];
}

async function read(): Promise<Shown> {
  const [me, terminal] = await Promise.all([whoAmI(), readTerminal("key")]);
  const place = await request<Rows<Station>>("GET", records("equipment", `id = "${terminal.node}"`));
  const station = place.rows[0];
  const asked = { limit: 60, work_center: station?.code };
  const [queue, marks] = await Promise.all([
    request<Rows<Job>>("GET", queried("kernel.dispatch_queue", asked)),
    request<Rows<Marks>>("GET", queried("kernel.station_marks", asked)),
    request("GET", records("defect_code")),
  ]);
  return { me, terminal, station, jobs: marked(queue.rows, marks.rows) };
}

function Page() {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => void read().then(setShown), []);
  if (shown === null) return null;
  const next = nextOf(shown.jobs, null);
  return (
    <Layout style={{ height: "100vh" }}>
      <Layout.Header>
        <Flex justify="space-between">
          <strong>{shown.station?.name}</strong>
          <Flex gap={12}>
            <Badge status="success" text="Online" />
            <Button size="large" icon={<WifiOutlined />} />
            <Button size="large" icon={<LockOutlined />} />
            <Button size="large" icon={<LogoutOutlined />}>
              {shown.me.name}
            </Button>
          </Flex>
        </Flex>
      </Layout.Header>
      <Layout.Content style={{ padding: 16 }}>
        <Flex gap={16}>
          {next && <Next job={next} />}
          <Rest jobs={shown.jobs.filter((job) => job !== next)} />
        </Flex>
      </Layout.Content>
    </Layout>
  );
}

function Next({ job }: { readonly job: Job }) {
  const { t, i18n } = useTranslation();
  return (
    <Card
      title={<Tag>{t(`floor.state.${stateOf(job)}`)}</Tag>}
      extra={job.due_at && instant(job.due_at, i18n.language)}
      style={{ flex: 1 }}
    >
      <h1>{job.operation}</h1>
      <p>
        <strong>{job.code}</strong> {job.material}
      </p>
      <Flex gap={16}>
        <Statistic title={t("floor.job.done")} value={number(job.good)} />
        <Statistic title={t("floor.job.here")} value={number(job.waiting)} />
        <Button icon={<AlertOutlined />}>{t("floor.tool.call")}</Button>
        <Button icon={<TeamOutlined />}>{t("floor.tool.people")}</Button>
        <Button icon={<PictureOutlined />}>{t("floor.tool.steps")}</Button>
        <Button icon={<InboxOutlined />}>{t("floor.tool.lots")}</Button>
      </Flex>
      <Progress percent={percent(job)} />
      <Flex gap={16}>
        <Button size="large">{t("floor.do.start")}</Button>
        <Button size="large" type="primary" icon={<CheckOutlined />}>
          {t("floor.do.report")}
        </Button>
      </Flex>
    </Card>
  );
}

function Rest({ jobs }: { readonly jobs: readonly Job[] }) {
  const { t, i18n } = useTranslation();
  return (
    <List
      header={t("floor.queue.after", { count: jobs.length })}
      dataSource={[...jobs]}
      renderItem={(job) => (
        <List.Item
          extra={`${number(job.good)} / ${number(job.ordered)}`}
          actions={[<Button key="open" icon={<ClockCircleOutlined />} />]}
        >
          <List.Item.Meta
            avatar={<Tag>{t(`floor.state.${stateOf(job)}`)}</Tag>}
            title={job.operation}
            description={`${job.code} · ${job.material} ${job.due_at && instant(job.due_at, i18n.language)}`}
          />
        </List.Item>
      )}
    />
  );
}

async function start(): Promise<void> {
  await prepareWords();
  const root = document.getElementById("root");
  if (root === null) throw new Error("antd.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <ConfigProvider>
        <App>
          <Page />
        </App>
      </ConfigProvider>
    </StrictMode>,
  );
}

void start();
