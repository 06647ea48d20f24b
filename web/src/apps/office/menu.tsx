/** What the office has to offer, in groups: one line a page, shown to who may read what is there. */

import {
  AlertOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  ControlOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  FundProjectionScreenOutlined,
  HistoryOutlined,
  IdcardOutlined,
  InboxOutlined,
  KeyOutlined,
  LaptopOutlined,
  LineChartOutlined,
  ProductOutlined,
  ProfileOutlined,
  SafetyOutlined,
  ScheduleOutlined,
  SettingOutlined,
  ShoppingOutlined,
  TabletOutlined,
  UserOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";

export interface Entry {
  /** Its address without parameters. */
  readonly to: string;
  /** Its word: `menu.<name>`. */
  readonly name: string;
  readonly icon: ReactNode;
  /** The permission its first question to the server asks for; none: everybody sees it. */
  readonly needs?: string;
}

export interface Group {
  /** Its word: `menuGroup.<name>`. */
  readonly name: string;
  readonly entries: readonly Entry[];
}

const MENU: readonly Group[] = [
  {
    name: "today",
    entries: [
      { to: "/", name: "home", icon: <DashboardOutlined /> },
      { to: "/machines", name: "machines", icon: <ControlOutlined />, needs: "state:read" },
      { to: "/calls", name: "calls", icon: <AlertOutlined />, needs: "work_alert:read" },
      {
        to: "/board",
        name: "boards",
        icon: <FundProjectionScreenOutlined />,
        needs: "equipment:read",
      },
    ],
  },
  {
    name: "production",
    entries: [
      {
        to: "/sales",
        name: "sales",
        icon: <ShoppingOutlined />,
        needs: "sales_order:read",
      },
      { to: "/orders", name: "orders", icon: <ProfileOutlined />, needs: "work_order:read" },
      { to: "/dispatch", name: "dispatch", icon: <ScheduleOutlined />, needs: "job_order:read" },
    ],
  },
  {
    name: "stock",
    entries: [
      { to: "/stock", name: "stock", icon: <InboxOutlined />, needs: "balance:read" },
      { to: "/trace", name: "trace", icon: <ApartmentOutlined />, needs: "lot:read" },
    ],
  },
  {
    name: "quality",
    entries: [
      {
        to: "/quality/inspections",
        name: "inspections",
        icon: <AuditOutlined />,
        needs: "inspection:read",
      },
      {
        to: "/quality/nonconformities",
        name: "nonconformities",
        icon: <WarningOutlined />,
        needs: "nonconformity:read",
      },
      {
        to: "/quality/charts",
        name: "controlCharts",
        icon: <LineChartOutlined />,
        needs: "test_result:read",
      },
      {
        to: "/quality/defects",
        name: "defects",
        icon: <BarChartOutlined />,
        needs: "defect_line:read",
      },
    ],
  },
  {
    name: "plant",
    entries: [
      { to: "/master", name: "masterData", icon: <ProductOutlined />, needs: "material:read" },
      { to: "/records", name: "records", icon: <DatabaseOutlined /> },
    ],
  },
  {
    name: "setup",
    entries: [
      { to: "/admin/users", name: "users", icon: <UserOutlined />, needs: "user_account:read" },
      { to: "/admin/roles", name: "roles", icon: <IdcardOutlined />, needs: "role:read" },
      { to: "/admin/sessions", name: "sessions", icon: <LaptopOutlined />, needs: "session:read" },
      { to: "/admin/devices", name: "devices", icon: <TabletOutlined />, needs: "device:read" },
      { to: "/admin/keys", name: "keys", icon: <KeyOutlined />, needs: "api_key:read" },
      {
        to: "/admin/signatures",
        name: "signatures",
        icon: <SafetyOutlined />,
        needs: "signature_rule:read",
      },
      { to: "/admin/settings", name: "settings", icon: <SettingOutlined />, needs: "site:read" },
      { to: "/admin/log", name: "log", icon: <HistoryOutlined />, needs: "event:read" },
    ],
  },
];

/** Where something new begins; offered by name, beside the pages. */
const STARTS: readonly { readonly to: string; readonly name: string; readonly needs: string }[] = [
  { to: "/orders?do=new", name: "newOrder", needs: "work_order:write" },
  { to: "/orders?do=import", name: "bringOrders", needs: "work_order:write" },
  { to: "/sales?do=new", name: "newSalesOrder", needs: "sales_order:create" },
  { to: "/sales?do=import", name: "bringSalesOrders", needs: "sales_order:create" },
  { to: "/stock/do/receive", name: "receive", needs: "material:receive" },
  { to: "/stock/do/putAway", name: "putAway", needs: "handling_unit:move" },
  { to: "/stock/do/move", name: "move", needs: "material:move" },
  { to: "/stock/do/issue", name: "issue", needs: "material:issue" },
  { to: "/stock/do/ship", name: "ship", needs: "material:ship" },
  { to: "/stock/do/adjust", name: "adjust", needs: "material:count" },
  { to: "/stock/do/status", name: "changeStatus", needs: "material:change_status" },
  { to: "/stock/do/pack", name: "pack", needs: "handling_unit:pack" },
];

/** What somebody may begin. */
export function startsFor(mayOpen: (permission: string) => boolean) {
  return STARTS.filter(({ needs }) => mayOpen(needs));
}

/** The groups with what somebody may open; a group with nothing in it is left out. */
export function menuFor(mayOpen: (permission: string) => boolean): readonly Group[] {
  return MENU.map((group) => ({
    ...group,
    entries: group.entries.filter(({ needs }) => needs === undefined || mayOpen(needs)),
  })).filter(({ entries }) => entries.length > 0);
}
