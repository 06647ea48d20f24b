/** What was said to the reader in comments, with the way to the record each is about. */

import { useQuery } from "@tanstack/react-query";
import { Button, Card, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { moment } from "@/shared/format";
import { mentionsQuery } from "./beside";
import "../words";
import "./detail.css";

interface Props {
  readonly onOpen: (entity: string, record: string) => void;
}

export function Mentions({ onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const mentions = useQuery(mentionsQuery).data ?? [];
  if (mentions.length === 0) return null;
  return (
    <Card size="small" className="mentions" title={t("beside.mentions")}>
      <ul>
        {mentions.map((one) => (
          <li key={one.comment}>
            <Button type="link" onClick={() => onOpen(one.entity, one.record)}>
              {one.text}
            </Button>
            <Typography.Text type="secondary">
              {one.by ?? t("beside.system")} · {moment(one.written_at, i18n.language)}
            </Typography.Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}
