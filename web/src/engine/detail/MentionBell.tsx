/** A bell in the head of every page: what was said to the reader, new until it is read. */

import { BellOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Badge, Button, Flex, Popover, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { moment } from "@/shared/format";
import { give } from "../form/command";
import { Nothing } from "../nothing/Nothing";
import { type Mention, mentionsQuery } from "./beside";
import "../words";
import "./detail.css";

interface Props {
  readonly onOpen: (entity: string, record: string) => void;
}

export function MentionBell({ onOpen }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const mentions = useQuery(mentionsQuery).data ?? [];
  const fresh = mentions.filter((one) => !one.is_read);
  const read = async (some: readonly Mention[]) => {
    const comments = some.filter((one) => !one.is_read).map((one) => one.comment);
    if (comments.length === 0) return;
    await give("catalog.read_mentions", { comments });
    await queries.invalidateQueries({ queryKey: mentionsQuery.queryKey });
  };
  const label = t("beside.bell", { count: fresh.length });
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t("beside.mentions")}
      content={
        <Told
          mentions={mentions}
          onRead={() => void read(mentions)}
          onOpen={(one) => {
            setOpen(false);
            void read([one]);
            onOpen(one.entity, one.record);
          }}
        />
      }
    >
      <Badge count={fresh.length} size="small">
        <Button type="text" icon={<BellOutlined />} aria-label={label} title={label} />
      </Badge>
    </Popover>
  );
}

interface ToldProps {
  readonly mentions: readonly Mention[];
  readonly onRead: () => void;
  readonly onOpen: (mention: Mention) => void;
}

function Told({ mentions, onRead, onOpen }: ToldProps) {
  const { t, i18n } = useTranslation();
  if (mentions.length === 0) return <Nothing says={t("beside.noMentions")} />;
  return (
    <div className="mentions">
      <ul>
        {mentions.map((one) => (
          <li key={one.comment} className={one.is_read ? "" : "mention-new"}>
            <Button type="link" onClick={() => onOpen(one)}>
              {!one.is_read && <span aria-hidden="true">● </span>}
              {one.text}
            </Button>
            <Typography.Text type="secondary">
              {one.by ?? t("beside.system")} · {moment(one.written_at, i18n.language)}
              {!one.is_read && ` · ${t("beside.new")}`}
            </Typography.Text>
          </li>
        ))}
      </ul>
      <Flex justify="end">
        <Button size="small" disabled={mentions.every((one) => one.is_read)} onClick={onRead}>
          {t("beside.readAll")}
        </Button>
      </Flex>
    </div>
  );
}
