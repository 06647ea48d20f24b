/** What an empty factory does first, until somebody has reported: each step with its tick. */

import { CheckCircleFilled } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Card, Col, Flex, Input, Row, Select, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { useHasAny } from "@/engine/list/first";
import { asked } from "@/shared/api/query";

interface Props {
  readonly name: string;
  readonly hasSite: boolean;
  readonly may: (permission: string) => boolean;
}

export function FirstSteps({ name, hasSite, may }: Props) {
  const { t } = useTranslation();
  const mayFound = !hasSite && may("site:create");
  return (
    <>
      <Typography.Title level={2}>{t("home.welcome", { name })}</Typography.Title>
      {mayFound && <FirstSite />}
      {!mayFound && <Steps may={may} />}
    </>
  );
}

function Steps({ may }: Pick<Props, "may">) {
  const { t } = useTranslation();
  const orders = useHasAny("work_order", may("work_order:read"));
  const cards = useHasAny("flow_card", may("flow_card:read"));
  const people = useQuery({
    ...asked("platform.users", { limit: PEOPLE_MAX }),
    enabled: may("user_account:read"),
  }).data?.rows.some((user) => user.has_pin);
  const devices = useQuery({
    ...asked("platform.devices", { limit: 1 }),
    enabled: may("device:read"),
  }).data?.rows.length;
  return (
    <>
      <Typography.Title level={4}>{t("home.start")}</Typography.Title>
      <Row gutter={[16, 16]}>
        {may("work_order:write") && (
          <Step number={1} title={t("home.orders")} help={t("home.ordersHelp")} isDone={orders}>
            <Link to="/orders" search={{ do: "import" }}>
              <Button type={orders ? "default" : "primary"}>{t("home.bringOrders")}</Button>
            </Link>
            <Link to="/orders" search={{ do: "new" }}>
              <Button type="link">{t("home.typeOrder")}</Button>
            </Link>
          </Step>
        )}
        {may("user_account:create") && (
          <Step number={2} title={t("home.people")} help={t("home.peopleHelp")} isDone={people}>
            <Link to="/admin/users" search={{ do: "people" }}>
              <Button type={people ? "default" : "primary"}>{t("home.letPeople")}</Button>
            </Link>
          </Step>
        )}
        {may("flow_card:write") && (
          <Step number={3} title={t("home.cards")} help={t("home.cardsHelp")} isDone={cards}>
            <Link to="/orders">
              <Button type={orders && !cards ? "primary" : "default"}>{t("home.toOrders")}</Button>
            </Link>
          </Step>
        )}
      </Row>
      {may("device:pair") && (
        <Row gutter={[16, 16]} className="first-then">
          <Step title={t("home.phone")} help={t("home.phoneHelp")} isDone={Boolean(devices)} wide>
            <Link to="/admin/devices" search={{ do: "pair" }}>
              <Button type={cards && !devices ? "primary" : "default"}>
                {t("home.pairPhone")}
              </Button>
            </Link>
          </Step>
        </Row>
      )}
    </>
  );
}

const PEOPLE_MAX = 1000;

interface StepProps {
  readonly number?: number;
  readonly title: string;
  readonly help: string;
  readonly isDone: boolean | undefined;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Step({ number, title, help, isDone = false, wide = false, children }: StepProps) {
  const { t } = useTranslation();
  return (
    <Col xs={24} md={wide ? 24 : 8}>
      <Card
        className="first-step"
        title={number === undefined ? title : `${number}  ${title}`}
        extra={
          isDone && (
            <span className="first-done">
              <CheckCircleFilled /> {t("home.done")}
            </span>
          )
        }
      >
        <p>{help}</p>
        <Flex gap={8} wrap>
          {children}
        </Flex>
      </Card>
    </Col>
  );
}

/** The factory itself: orders and stores need its name and its clock. */
function FirstSite() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = Intl.supportedValuesOf("timeZone").map((one) => ({ value: one, label: one }));
  const fields = [
    {
      name: "name",
      label: t("home.siteName"),
      needed: true,
      input: <Input maxLength={80} autoFocus />,
    },
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
      <p>{t("home.siteHelp")}</p>
      <CommandForm
        fields={fields}
        okText={t("home.found")}
        onGive={async (values) => {
          await give("site.create", values);
          await queries.invalidateQueries();
        }}
      />
    </Card>
  );
}
