/** Counts: what is due, what runs, how accurate the books turn out to be; plan the next one. */

import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Form, Input, Statistic, Tabs, Tag } from "antd";
import type { ColumnType } from "antd/es/table";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { QueryTable } from "@/engine/table/QueryTable";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { asked as askedOf, type RowOf } from "@/shared/api/query";
import { instant } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import { useBooking } from "./booking";
import { CodeInput } from "./CodeInput";
import { useMay } from "./may";
import { StockNav } from "./StockNav";

type DueRow = RowOf<"inventory.counts_due">;

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (count: string) => void;
}

const COUNTS = {
  title: null,
  order: "-planned_at",
  columns: ["code", "site", "place", "status", "planned_at", "closed_at", "reason"],
};

export function CountsPage({ looking, onLook, onOpen }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [plan, setPlan] = useState<{ readonly place: string; readonly material: string } | null>(
    null,
  );
  return (
    <>
      <StockNav title={t("stockPage.counts")}>
        {may("stock_count:plan") && (
          <Button onClick={() => setPlan({ place: "", material: "" })}>{t("count.plan")}</Button>
        )}
      </StockNav>
      <Accuracy />
      <Tabs
        className="counts"
        items={[
          {
            key: "all",
            label: t("stockPage.counts"),
            children: (
              <Listing
                source="stock_count"
                looking={looking}
                onLook={onLook}
                onOpen={(row) => onOpen(String(row.code))}
                preset={{ ...COUNTS, empty: t("count.none"), first: ["stock"] }}
              />
            ),
          },
          {
            key: "due",
            label: t("count.due"),
            children: <Due onPlan={(place, material) => setPlan({ place, material })} />,
          },
        ]}
      />
      <Plan open={plan} onClose={() => setPlan(null)} onDone={onOpen} />
    </>
  );
}

function Accuracy() {
  const { t } = useTranslation();
  const found = useQuery(askedOf("inventory.count_accuracy", {}));
  const rows = found.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <Flex gap={32} className="count-accuracy" wrap>
      {rows.map((row) => (
        <Statistic
          key={row.abc}
          title={t("count.accuracy", { abc: row.abc, count: row.counted })}
          value={(Number(row.accuracy) * 100).toFixed(1)}
          suffix="%"
        />
      ))}
    </Flex>
  );
}

function Due({ onPlan }: { readonly onPlan: (place: string, material: string) => void }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const columns: ColumnType<DueRow>[] = [
    { title: t("column.place"), dataIndex: "place" },
    { title: t("column.material"), dataIndex: "material" },
    { title: t("count.class"), render: (_, row) => <Tag>{row.abc}</Tag> },
    {
      title: t("count.last"),
      render: (_, row) => instant(row.last_counted_at, i18n.language),
    },
    { title: t("column.due"), dataIndex: "due_on" },
    {
      key: "plan",
      render: (_, row) =>
        may("stock_count:plan") && (
          <Button size="small" onClick={() => onPlan(row.place, row.material)}>
            {t("count.plan")}
          </Button>
        ),
    },
  ];
  return (
    <QueryTable<DueRow>
      query="inventory.counts_due"
      params={{ limit: 200 }}
      columns={columns}
      rowKey={(row) => `${row.site} ${row.place} ${row.material}`}
      caption={t("count.due")}
      empty={t("count.nothingDue")}
      first={["stock"]}
    />
  );
}

interface PlanProps {
  readonly open: { readonly place: string; readonly material: string } | null;
  readonly onClose: () => void;
  readonly onDone: (code: string) => void;
}

interface PlanValues {
  readonly code: string;
  readonly place: string;
  readonly material?: string;
}

/** A full count of a place, or of one material there. */
function Plan({ open, onClose, onDone }: PlanProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<PlanValues>();
  const { book, busy } = useBooking();
  const submit = async ({ code, place, material }: PlanValues) => {
    const materials = material ? { materials: [material] } : {};
    const failed = await book("inventory.plan_count", { code, place, ...materials });
    if (failed === null) {
      onClose();
      onDone(code);
    } else {
      const known = ["code", "place", "material"].filter((name) => failed[name]);
      const beside = known.length > 0 ? known : ["place"];
      form.setFields(
        beside.map((name) => ({
          name: name as keyof PlanValues,
          errors: [failed[name] ?? Object.values(failed).join(" ")],
        })),
      );
    }
  };
  const needed = [{ required: true, message: t("signIn.needed") }];
  return (
    <Modal
      open={open !== null}
      title={t("count.plan")}
      okText={t("count.plan")}
      cancelText={t("form.cancel")}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={form.submit}
      destroyOnHidden
    >
      {open && (
        <Form<PlanValues>
          form={form}
          layout="vertical"
          initialValues={open}
          onFinish={(values) => void submit(values)}
          preserve={false}
        >
          <Form.Item name="code" label={t("count.code")} rules={needed}>
            <Input autoFocus maxLength={64} />
          </Form.Item>
          <Form.Item name="place" label={t("column.place")} rules={needed}>
            <CodeInput kind="place" />
          </Form.Item>
          <Form.Item name="material" label={t("column.material")} extra={t("count.only")}>
            <CodeInput kind="material" />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}
