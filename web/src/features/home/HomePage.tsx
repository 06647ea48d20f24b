/** The start page: who is here, and the three steps of an empty factory. */

import { useSuspenseQuery } from "@tanstack/react-query";
import { Card, Col, Row, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { whoAmI } from "@/shared/api/session";

const STEPS = ["orders", "people", "cards"] as const;

export function HomePage() {
  const { t } = useTranslation();
  const me = useSuspenseQuery({ queryKey: ["me"], queryFn: whoAmI }).data;
  return (
    <>
      <Typography.Title level={2}>{t("home.welcome", { name: me.name })}</Typography.Title>
      <Typography.Title level={4}>{t("home.start")}</Typography.Title>
      <Row gutter={[16, 16]}>
        {STEPS.map((step, index) => (
          <Col key={step} xs={24} md={8}>
            <Card title={`${index + 1}  ${t(`home.${step}`)}`}>{t(`home.${step}Help`)}</Card>
          </Col>
        ))}
      </Row>
    </>
  );
}
