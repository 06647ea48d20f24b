/** Sessions as a table: whose, where, since when, and the end of one of them. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Popconfirm, Skeleton, Table, Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { byField } from "@/engine/form/command";
import { useKeyboardScroll } from "@/engine/table/scrolled";
import { sentence } from "@/shared/api/sentence";
import { moment } from "@/shared/format";
import { deviceOf } from "./agent";
import { endSessions, type Session, sessionsQuery } from "./sessions";

interface Props {
  readonly everybody: boolean;
  readonly mayEnd: boolean;
  /** Which of them are shown. */
  readonly search?: string;
}

const holds = (one: Session, search: string) =>
  [one.name, one.login ?? "", one.address].some((word) =>
    word.toLowerCase().includes(search.toLowerCase()),
  );

export function SessionList({ everybody, mayEnd, search = "" }: Props) {
  const { t } = useTranslation();
  const place = useRef<HTMLElement>(null);
  useKeyboardScroll(place);
  const read = useQuery(sessionsQuery(everybody));
  const columns = useColumns(everybody, mayEnd);
  if (read.error) {
    return <Alert type="error" showIcon title={sentence(read.error, t("state.away"))} />;
  }
  if (!read.data) return <Skeleton active paragraph={{ rows: 4 }} />;
  const rows = read.data.sessions.filter((one) => holds(one, search));
  return (
    <section ref={place} aria-label={t("admin.sessions")}>
      <p className="admin-count">{t("list.total", { count: rows.length })}</p>
      <Table<Session>
        size="middle"
        rowKey="id"
        columns={columns}
        dataSource={rows}
        pagination={false}
        scroll={{ x: "max-content" }}
      />
    </section>
  );
}

function useColumns(everybody: boolean, mayEnd: boolean): ColumnType<Session>[] {
  const { t, i18n } = useTranslation();
  const end = useEnd();
  const who: ColumnType<Session>[] = everybody
    ? [
        { title: t("column.name"), render: (_, one) => one.name },
        {
          title: t("admin.loginName"),
          render: (_, one) => one.login ?? t(`admin.sessionKind.${one.kind}`),
        },
      ]
    : [];
  return [
    ...who,
    {
      title: t("admin.device"),
      render: (_, one) => (
        <>
          {deviceOf(one.agent)} {one.is_this && <Tag color="green">{t("admin.thisOne")}</Tag>}
        </>
      ),
    },
    { title: t("admin.address"), render: (_, one) => one.address },
    { title: t("admin.since"), render: (_, one) => moment(one.created_at, i18n.language) },
    { title: t("admin.seen"), render: (_, one) => moment(one.seen_at, i18n.language) },
    {
      title: t("admin.doing"),
      render: (_, one) =>
        mayEnd && (
          <Popconfirm
            title={one.is_this ? t("admin.endOwnAsk") : t("admin.endAsk")}
            okText={t("admin.endSession")}
            onConfirm={() => end({ user: one.user, session: one.id }, one.is_this)}
          >
            <Button size="small">{t("admin.endSession")}</Button>
          </Popconfirm>
        ),
    },
  ];
}

/** End sessions and say how many; who ended the one they work in leaves, with all that was read. */
export function useEnd() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return async (which: { readonly user?: string; readonly session?: string }, isOwn = false) => {
    try {
      const { ended } = await endSessions(which);
      if (isOwn) return window.location.assign("/sign-in");
      message.success(t("admin.ended", { count: ended }));
      await queries.invalidateQueries({ queryKey: ["sessions"] });
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    }
  };
}
