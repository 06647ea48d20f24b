/** All kinds of records one may see, to go to. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Card, Col, Input, Row, Skeleton, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { entitiesQuery, say } from "@/engine/metadata";
import { Nothing } from "@/engine/nothing/Nothing";
import { sentence } from "@/shared/api/sentence";

interface Props {
  readonly onOpen: (entity: string) => void;
}

export function EntitiesPage({ onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState("");
  const entities = useQuery(entitiesQuery);
  if (entities.error)
    return <Alert type="error" showIcon title={sentence(entities.error, t("state.away"))} />;
  if (!entities.data) return <Skeleton active />;
  const wanted = typed.trim().toLowerCase();
  const shown = entities.data.filter((one) =>
    `${one.entity} ${one.label.en} ${one.label.zh}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <Typography.Title level={2}>{t("menu.records")}</Typography.Title>
      <Input
        className="entities-search"
        allowClear
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={t("list.search")}
        aria-label={t("list.search")}
      />
      {shown.length === 0 && <Nothing says={t("list.none")} />}
      <Row gutter={[12, 12]}>
        {shown.map((one) => (
          <Col key={one.entity} xs={24} sm={12} lg={8} xl={6}>
            <Card hoverable size="small" onClick={() => onOpen(one.entity)}>
              <Card.Meta title={say(one.label, i18n.language)} description={one.entity} />
            </Card>
          </Col>
        ))}
      </Row>
    </>
  );
}
