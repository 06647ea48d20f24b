/** One sales order: each line drawn from order to truck, its work orders, shipments and story. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Descriptions, Flex, Skeleton, Tabs, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { LineCard } from "./LineCard";
import { LinksButton } from "./Links";
import { Shipments, Story, WorkOrders } from "./OrderParts";
import { customerOf } from "./ProgressPage";
import { usePresent } from "./present";
import type { Line } from "./rows";
import { ShipButton } from "./Ship";
import "./sales.css";

export interface SalesRights {
  readonly write: boolean;
  readonly plan: boolean;
  readonly ship: boolean;
  readonly links: boolean;
  readonly makeLinks: boolean;
  readonly dispatch: boolean;
}

interface Props {
  readonly code: string;
  readonly may: SalesRights;
  /** The part that is open below the lines; it stands in the address. */
  readonly tab?: string;
  readonly onTab: (tab: string) => void;
}

export function SalesOrderPage({ code, may, tab, onTab }: Props) {
  const { t } = useTranslation();
  const named = { sales_order: code };
  const present = usePresent();
  const lines = useQuery(asked("sales.order_progress", { ...named, show: "all", ...present }));
  const operations = useQuery(asked("sales.order_operations", named));
  if (lines.error)
    return <Alert type="error" showIcon title={sentence(lines.error, t("state.away"))} />;
  if (!lines.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const rows = [...lines.data.rows].sort((one, other) => one.line - other.line);
  const first = rows[0];
  if (!first) return <Nothing says={t("sales.unknown", { code })} />;
  const parts = [
    { key: "work", label: t("sales.workOrders"), children: <WorkOrders code={code} /> },
    { key: "shipments", label: t("sales.shipments"), children: <Shipments code={code} /> },
    { key: "story", label: t("sales.story"), children: <Story code={code} /> },
  ];
  const open = parts.some(({ key }) => key === tab) ? (tab ?? "work") : "work";
  return (
    <>
      <Head first={first} lines={rows} may={may} />
      {rows.map((line) => (
        <LineCard
          key={line.id}
          line={line}
          operations={(operations.data?.rows ?? []).filter((one) => one.line === line.line)}
          may={may}
        />
      ))}
      <Tabs activeKey={open} items={parts} onChange={onTab} destroyOnHidden />
    </>
  );
}

interface HeadProps {
  readonly first: Line;
  readonly lines: readonly Line[];
  readonly may: SalesRights;
}

function Head({ first, lines, may }: HeadProps) {
  const { t, i18n } = useTranslation();
  const late = lines.filter((line) => line.is_late).length;
  return (
    <>
      <Flex gap={12} align="center" wrap className="sales-head">
        <Typography.Title level={2}>{first.sales_order}</Typography.Title>
        {late > 0 && (
          <Typography.Text type="danger" strong>
            ! {t("sales.lateLines", { count: late })}
          </Typography.Text>
        )}
        <Flex gap={8} wrap className="sales-do">
          {may.links && <LinksButton code={first.sales_order} mayMake={may.makeLinks} />}
          {may.ship && <ShipButton code={first.sales_order} lines={lines} />}
        </Flex>
      </Flex>
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, md: 4 }}
        items={[
          {
            key: "customer",
            label: t("sales.customer"),
            children: (
              <Link to="/sales" search={{ customer: first.customer, show: "all" }}>
                {customerOf(first, i18n.language)}
              </Link>
            ),
          },
          {
            key: "number",
            label: t("sales.customerNumber"),
            children: first.customer_number || "–",
          },
          { key: "on", label: t("sales.orderedOn"), children: first.ordered_on },
          {
            key: "person",
            label: t("sales.salesperson"),
            children: first.salesperson_name ?? "–",
          },
        ]}
      />
    </>
  );
}
