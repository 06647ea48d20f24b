/** What an empty factory does first. */

import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Card, Col, Input, Row, Select, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";

const STEPS = [
  { step: "orders", to: "/orders" },
  { step: "people", to: "/records/$entity", params: { entity: "person" } },
  { step: "cards", to: "/records/$entity", params: { entity: "flow_card" } },
] as const;

interface Props {
  readonly name: string;
  /** There is no factory yet, and the reader may make it. */
  readonly mayFound: boolean;
}

export function FirstSteps({ name, mayFound }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Typography.Title level={2}>{t("home.welcome", { name })}</Typography.Title>
      {mayFound && <FirstSite />}
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
      <p className="first-materials">
        {t("home.materials")} <Link to="/master">{t("home.bringMaterials")}</Link>
      </p>
    </>
  );
}

/** The factory itself: orders and stores need its name and its clock. */
function FirstSite() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = Intl.supportedValuesOf("timeZone").map((one) => ({ value: one, label: one }));
  const fields = [
    { name: "name", label: t("home.siteName"), needed: true, input: <Input maxLength={80} /> },
    { name: "code", label: t("home.siteCode"), needed: true, initial: "F1", input: <Input /> },
    {
      name: "zone",
      label: t("home.siteZone"),
      needed: true,
      initial: zone,
      input: <Select showSearch options={zones} />,
    },
  ];
  return (
    <Card title={t("home.site")} className="first-site">
      <CommandForm
        fields={fields}
        okText={t("home.found")}
        onGive={async (values) => {
          await give("site.create", values);
          await queries.invalidateQueries({ queryKey: ["query", "cockpit.sites"] });
        }}
      />
    </Card>
  );
}
