/** The audit log: what happened and what was denied, newest first, searched. */

import { Input, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import { moment } from "@/shared/format";
import { Drawer } from "@/shared/ui/layers";
import { Frame } from "./Frame";
import type { Denied, Logged } from "./rows";
import { UserInput } from "./UserInput";
import "./admin.css";

export type LogAsked = {
  readonly view?: string;
  readonly search?: string;
  readonly principal?: string;
};

interface Props {
  readonly asked: LogAsked;
  readonly onAsk: (asked: LogAsked) => void;
}

export function LogPage({ asked, onAsk }: Props) {
  const { t } = useTranslation();
  const view = asked.view === "denied" ? "denied" : "done";
  return (
    <Frame title={t("menu.log")} help={t("admin.logHelp")}>
      <div className="admin-part">
        <Segmented
          value={view}
          onChange={(chosen) => onAsk({ ...asked, view: chosen })}
          options={["done", "denied"].map((one) => ({ value: one, label: t(`admin.log.${one}`) }))}
        />{" "}
        {view === "done" && (
          <Input.Search
            allowClear
            className="admin-search"
            defaultValue={asked.search ?? ""}
            placeholder={t("admin.findEvent")}
            aria-label={t("admin.findEvent")}
            onSearch={(search) => onAsk({ ...asked, search })}
          />
        )}{" "}
        <UserInput
          {...(asked.principal ? { value: asked.principal } : {})}
          onChange={(principal) => {
            const { principal: _, ...rest } = asked;
            onAsk(principal ? { ...rest, principal } : rest);
          }}
        />
      </div>
      {view === "done" ? <Done asked={asked} /> : <Refusals asked={asked} />}
    </Frame>
  );
}

type TableProps = Pick<Props, "asked">;

function Done({ asked }: TableProps) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState<Logged | null>(null);
  const columns = [
    {
      title: t("column.at"),
      render: (_: unknown, one: Logged) => moment(one.recorded_at, i18n.language),
    },
    {
      title: t("admin.who"),
      render: (_: unknown, one: Logged) => one.principal_name ?? "Taktline",
    },
    { title: t("admin.event"), render: (_: unknown, one: Logged) => one.name },
    { title: t("admin.record"), render: (_: unknown, one: Logged) => one.code },
    { title: t("admin.command"), render: (_: unknown, one: Logged) => one.verb },
    { title: t("admin.client"), render: (_: unknown, one: Logged) => one.client ?? "" },
  ];
  return (
    <>
      <QueryTable<Logged>
        query="platform.audit_log"
        params={{ search: asked.search ?? null, principal: asked.principal ?? null }}
        columns={columns}
        rowKey={(one) => String(one.position)}
        caption={t("menu.log")}
        onOpen={setOpen}
      />
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open && `${open.name} ${open.code}`}
        size="large"
      >
        <pre className="admin-payload">{JSON.stringify(open?.payload, null, 2)}</pre>
      </Drawer>
    </>
  );
}

function Refusals({ asked }: TableProps) {
  const { t, i18n } = useTranslation();
  const columns = [
    { title: t("column.at"), render: (_: unknown, one: Denied) => moment(one.at, i18n.language) },
    { title: t("column.kind"), render: (_: unknown, one: Denied) => <Tag>{one.kind}</Tag> },
    { title: t("admin.subject"), render: (_: unknown, one: Denied) => one.subject },
    { title: t("admin.address"), render: (_: unknown, one: Denied) => one.address },
  ];
  return (
    <QueryTable<Denied>
      query="platform.security_log"
      params={{ principal: asked.principal ?? null }}
      columns={columns}
      rowKey={(one) => one.id}
      caption={t("admin.log.denied")}
      empty={t("admin.nothingDenied")}
    />
  );
}
