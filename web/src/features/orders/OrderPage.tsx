/** One work order: its operations as a flow, then what was reported, used, inspected and spent. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Descriptions, Flex, Skeleton, Tabs, Typography } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { BesideButton } from "@/engine/detail/BesideButton";
import { Nothing } from "@/engine/nothing/Nothing";
import { PrintButton } from "@/engine/print/PrintButton";
import { among } from "@/engine/print/prints";
import { sentence } from "@/shared/api/sentence";
import { instant, number } from "@/shared/format";
import { CardsOfOne } from "./CardsButton";
import { ChangeOrder } from "./ChangeOrder";
import { Flow } from "./Flow";
import { Cost, Inspections, Materials, Reports, Story } from "./OrderTabs";
import { type Order, type OrderStep, orderQuery, orderSteps } from "./rows";
import { StatusTag } from "./StatusTag";
import { type Step, StepButton } from "./StepButton";
import "./orders.css";

export interface OrderRights {
  readonly cost: boolean;
  readonly revise: boolean;
  readonly cards: boolean;
}

interface Props {
  readonly code: string;
  readonly may: OrderRights;
  /** The part that is open below the flow; it stands in the address. */
  readonly tab?: string;
  readonly onTab: (tab: string) => void;
}

export function OrderPage(props: Props) {
  const { t } = useTranslation();
  const order = useQuery(orderQuery(props.code));
  if (order.error)
    return <Alert type="error" showIcon title={sentence(order.error, t("state.away"))} />;
  if (order.data === undefined) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (order.data === null)
    return <Nothing says={t("order.unknown", { code: props.code })} first={["openOrders"]} />;
  return (
    <>
      <Head order={order.data} may={props.may} />
      <Flow order={order.data} />
      {order.data.status !== "draft" && <Parts {...props} />}
    </>
  );
}

function Parts({ code, may, tab, onTab }: Props) {
  const { t } = useTranslation();
  const parts = [
    { key: "reports", label: t("figure.reports"), children: <Reports code={code} /> },
    { key: "materials", label: t("order.materials"), children: <Materials code={code} /> },
    { key: "inspections", label: t("order.inspections"), children: <Inspections code={code} /> },
    ...(may.cost ? [{ key: "cost", label: t("order.cost"), children: <Cost code={code} /> }] : []),
    { key: "story", label: t("order.story"), children: <Story code={code} /> },
  ];
  const open = parts.some(({ key }) => key === tab) ? (tab ?? "reports") : "reports";
  return <Tabs activeKey={open} items={parts} onChange={onTab} destroyOnHidden />;
}

function Head({ order, may }: { readonly order: Order; readonly may: OrderRights }) {
  const { t, i18n } = useTranslation();
  const { material } = order;
  const isRunning = !["draft", "closed", "cancelled", "aborted"].includes(order.status);
  return (
    <>
      <Flex gap={12} align="center" wrap className="order-head">
        <Typography.Title level={2}>{order.code}</Typography.Title>
        <StatusTag status={order.status} />
        <span className="order-steps">
          <PrintButton entity="work_order" print={{ filter: among("code", [order.code]) }} />
          {order.status !== "draft" && <CardsOfOne code={order.code} mayMake={may.cards} />}
          <BesideButton entity="work_order" filter={`id = "${order.id}"`} name={order.code} />
          {may.revise && isRunning && <ChangeOrder order={order} />}
          {orderSteps(order.status).map((one) => (
            <StepButton key={one} step={orderStep(order, one, t)} />
          ))}
        </span>
      </Flex>
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, md: 4 }}
        items={[
          {
            key: "material",
            label: t("column.material"),
            children: material?.code && (
              <Link to="/orders" search={{ material: material.code }}>
                {material.code} {material.title ?? ""}
              </Link>
            ),
          },
          {
            key: "ordered",
            label: t("column.ordered"),
            children: `${number(order.ordered)} ${order.unit ?? ""}`,
          },
          { key: "due", label: t("column.due"), children: instant(order.due_at, i18n.language) },
          { key: "priority", label: t("change.priority"), children: number(order.priority) },
        ]}
      />
    </>
  );
}

function orderStep(order: Order, one: OrderStep, t: TFunction): Step {
  const fields = { work_order: order.code };
  switch (one) {
    case "release":
      return {
        verb: "kernel.release_work_order",
        fields: { ...fields, expected_version: order.version },
        label: t("order.release"),
        reason: "none",
        look: "primary",
      };
    case "close": {
      const isWhole = order.status === "completed";
      return {
        verb: "kernel.close_work_order",
        fields,
        label: isWhole ? t("order.close") : t("order.closeShort"),
        reason: isWhole ? "welcome" : "needed",
        look: isWhole ? "primary" : "plain",
      };
    }
    case "cancel":
      return {
        verb: "kernel.cancel_work_order",
        fields,
        label: t("order.cancel"),
        reason: "needed",
        look: "danger",
      };
  }
}
