/** What an empty factory does first. */

import { Link } from "@tanstack/react-router";
import { Card, Col, Row, Typography } from "antd";
import { useTranslation } from "react-i18next";

const STEPS = [
  { step: "orders", to: "/orders" },
  { step: "people", to: "/records/$entity", params: { entity: "person" } },
  { step: "cards", to: "/records/$entity", params: { entity: "flow_card" } },
] as const;

export function FirstSteps({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Typography.Title level={2}>{t("home.welcome", { name })}</Typography.Title>
      <Typography.Title level={4}>{t("home.start")}</Typography.Title>
      <Row gutter={[16, 16]}>
        {STEPS.map(({ step, ...address }, index) => (
          <Col key={step} xs={24} md={8}>
            <Link {...address}>
              <Card hoverable title={`${index + 1}  ${t(`home.${step}`)}`}>
                {t(`home.${step}Help`)}
              </Card>
            </Link>
          </Col>
        ))}
      </Row>
    </>
  );
}
