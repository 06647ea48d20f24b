/** A bill's lines to be edited: what is refused stands beside the cell it is about. */

import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  Alert,
  App,
  Button,
  Checkbox,
  Flex,
  Input,
  Select,
  Skeleton,
  Table,
  Typography,
} from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { LinkInput } from "@/engine/form/LinkInput";
import { Nothing } from "@/engine/nothing/Nothing";
import { Refused } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import { uuid7 } from "@/shared/api/uuid";
import { type Bill, blank, byPlace, type Draft, editable, written } from "./bill";
import { useMay } from "./may";
import { linesOf, writeBill } from "./write";

interface Props {
  readonly bill: Bill;
  /** The revision that says it now has this id: perhaps a new draft. */
  readonly onWritten: (id: string) => void;
}

export function BillEditor({ bill, onWritten }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const may = useMay()("material_bill:change");
  const found = useQuery({
    queryKey: ["records", "material_bill_line", bill.id, bill.version],
    queryFn: () => linesOf(bill.id),
  });
  const [lines, setLines] = useState<readonly Draft[] | null>(null);
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (found.data && lines === null) setLines(found.data.map(editable));
  }, [found.data, lines]);
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (!lines) return <Skeleton active paragraph={{ rows: 6 }} />;
  const put = (key: string, part: Partial<Draft>) =>
    setLines(lines.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const save = async () => {
    setBusy(true);
    setSaid({});
    try {
      const made = await writeBill({
        material: bill.material.id,
        code: bill.code,
        ...(bill.status === "draft" ? { expected_version: bill.version } : {}),
        lines: written(lines),
      });
      await queries.invalidateQueries();
      message.success(made === null ? t("bill.nothingChanged") : t("form.saved"));
      if (made !== null && made !== bill.id) onWritten(made);
    } catch (failure) {
      if (failure instanceof Refused) setSaid(byPlace(failure.refusal, "lines"));
      else setSaid({ "": sentence(failure, t("state.away")) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label={t("bill.lines")}>
      {bill.status !== "draft" && may && (
        <Typography.Paragraph type="secondary">{t("bill.becomesDraft")}</Typography.Paragraph>
      )}
      {said[""] && (
        <Alert className="master-said" type="error" showIcon title={said[""]} role="alert" />
      )}
      <LinesTable
        lines={lines}
        said={said}
        may={may}
        onPut={put}
        onRemove={(key) => setLines(lines.filter((one) => one.key !== key))}
      />
      {may && (
        <Flex className="master-tools" gap={8} justify="space-between" wrap>
          <Button icon={<PlusOutlined />} onClick={() => setLines([...lines, blank(uuid7())])}>
            {t("bill.addLine")}
          </Button>
          <Flex gap={8}>
            <Button onClick={() => setLines(found.data?.map(editable) ?? [])}>
              {t("bill.discard")}
            </Button>
            <Button type="primary" loading={busy} onClick={() => void save()}>
              {t("form.save")}
            </Button>
          </Flex>
        </Flex>
      )}
    </section>
  );
}

const USES = ["consume", "produce", "co_product", "by_product", "tool", "sample"] as const;
const METHODS = ["issue", "backflush", "kanban", "floor_stock"] as const;

interface LinesProps {
  readonly lines: readonly Draft[];
  readonly said: Readonly<Record<string, string>>;
  readonly may: boolean;
  readonly onPut: (key: string, part: Partial<Draft>) => void;
  readonly onRemove: (key: string) => void;
}

function LinesTable({ lines, said, may, onPut, onRemove }: LinesProps) {
  const { t } = useTranslation();
  const told = (at: number, ...fields: readonly string[]) =>
    fields.map((field) => said[`${at}/${field}`]).find(Boolean);
  const cell = (at: number, fields: readonly string[], input: React.ReactNode) => (
    <div className="master-cell">
      {input}
      {told(at, ...fields) && (
        <Typography.Text type="danger" role="alert">
          {told(at, ...fields)}
        </Typography.Text>
      )}
    </div>
  );
  return (
    <Table<Draft>
      size="small"
      rowKey="key"
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={lines as Draft[]}
      locale={{ emptyText: <Nothing says={t("bill.empty")} /> }}
      columns={[
        { title: t("bill.line"), width: 56, render: (_, row) => row.line ?? t("bill.newLine") },
        {
          title: t("bill.component"),
          width: 260,
          render: (_, row, at) =>
            cell(
              at,
              ["material"],
              <LinkInput
                to="material"
                id={`line-${at}-material`}
                aria-label={`${t("bill.component")} ${at + 1}`}
                value={row.material}
                {...(row.known ? { known: [row.known] } : {})}
                onChange={(next) =>
                  onPut(row.key, { material: typeof next === "string" ? next : null })
                }
              />,
            ),
        },
        {
          title: t("bill.per"),
          width: 130,
          render: (_, row, at) =>
            cell(
              at,
              ["quantity_per"],
              <Input
                aria-label={`${t("bill.per")} ${at + 1}`}
                inputMode="decimal"
                value={row.quantity_per}
                disabled={!may}
                onChange={(event) => onPut(row.key, { quantity_per: event.target.value })}
              />,
            ),
        },
        {
          title: t("bill.scrap"),
          width: 110,
          render: (_, row, at) =>
            cell(
              at,
              ["scrap_share"],
              <Input
                aria-label={`${t("bill.scrap")} ${at + 1}`}
                inputMode="decimal"
                suffix="%"
                value={row.scrap}
                disabled={!may}
                onChange={(event) => onPut(row.key, { scrap: event.target.value })}
              />,
            ),
        },
        {
          title: t("bill.fixed"),
          width: 80,
          render: (_, row, at) => (
            <Checkbox
              aria-label={`${t("bill.fixed")} ${at + 1}`}
              checked={row.is_fixed}
              disabled={!may}
              onChange={(event) => onPut(row.key, { is_fixed: event.target.checked })}
            />
          ),
        },
        {
          title: t("bill.operation"),
          width: 100,
          render: (_, row, at) => (
            <Input
              aria-label={`${t("bill.operation")} ${at + 1}`}
              value={row.operation}
              disabled={!may}
              onChange={(event) => onPut(row.key, { operation: event.target.value })}
            />
          ),
        },
        {
          title: t("bill.use"),
          width: 130,
          render: (_, row, at) => (
            <Select
              aria-label={`${t("bill.use")} ${at + 1}`}
              value={row.use}
              disabled={!may}
              popupMatchSelectWidth={false}
              options={USES.map((use) => ({ value: use, label: t(`materialUse.${use}`) }))}
              onChange={(use) => onPut(row.key, { use })}
            />
          ),
        },
        {
          title: t("bill.issued"),
          width: 130,
          render: (_, row, at) => (
            <Select
              aria-label={`${t("bill.issued")} ${at + 1}`}
              value={row.issue_method}
              disabled={!may}
              popupMatchSelectWidth={false}
              options={METHODS.map((one) => ({ value: one, label: t(`issueMethod.${one}`) }))}
              onChange={(issue_method) => onPut(row.key, { issue_method })}
            />
          ),
        },
        {
          title: t("bill.substitutes"),
          width: 110,
          render: (_, row, at) => (
            <Input
              aria-label={`${t("bill.substitutes")} ${at + 1}`}
              value={row.substitute_group}
              disabled={!may}
              onChange={(event) => onPut(row.key, { substitute_group: event.target.value })}
            />
          ),
        },
        ...(may
          ? [
              {
                title: "",
                width: 48,
                render: (_: unknown, row: Draft, at: number) => (
                  <Button
                    type="text"
                    danger
                    icon={<DeleteOutlined />}
                    aria-label={`${t("bill.removeLine")} ${at + 1}`}
                    onClick={() => onRemove(row.key)}
                  />
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
