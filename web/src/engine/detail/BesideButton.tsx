/** On a page of its own about a record: its comments, files and history, behind one button. */

import { HistoryOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Badge, Button, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Drawer } from "@/shared/ui/layers";
import { readPage } from "../list/records";
import { type Entity, entityQuery, say } from "../metadata";
import { type About, commentsQuery } from "./beside";
import { useBesideTabs } from "./besideTabs";
import "../words";
import "./detail.css";

interface Props {
  readonly entity: string;
  /** Which record, in FEEL: `id = "…"`, or by its code. */
  readonly filter: string;
  readonly name: string;
}

export function BesideButton({ entity, filter, name }: Props) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const described = useQuery({ ...entityQuery(entity), retry: false }).data;
  const found = useQuery({
    queryKey: ["records", "beside", entity, filter],
    queryFn: () => readPage(entity, { filter, archived: true }, { limit: 1, fields: ["id"] }),
    retry: false,
  });
  const record = found.data?.rows[0]?.id;
  const about = record === undefined ? undefined : { entity, record };
  const said = useQuery({
    ...commentsQuery(about ?? { entity, record: "" }),
    enabled: about !== undefined,
  });
  if (!described || !about) return null;
  const count = (said.data ?? []).filter((one) => one.text !== null).length;
  return (
    <>
      <Badge count={count} size="small" color="blue">
        <Button icon={<HistoryOutlined aria-hidden />} onClick={() => setOpen(true)}>
          {t("beside.open")}
        </Button>
      </Badge>
      <Drawer
        open={open}
        title={`${say(described.label, i18n.language)} ${name}`}
        onClose={() => setOpen(false)}
        destroyOnHidden
        size="large"
      >
        <Parts entity={described} about={about} />
      </Drawer>
    </>
  );
}

function Parts({ entity, about }: { readonly entity: Entity; readonly about: About }) {
  const items = useBesideTabs(entity, about);
  return <Tabs defaultActiveKey="history" items={items} destroyOnHidden />;
}
