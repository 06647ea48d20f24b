/** The steps of a routing as a table to be edited. */

import { DeleteOutlined, DownOutlined, PlusOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LinkInput } from "@/engine/form/LinkInput";
import { uuid7 } from "@/shared/api/uuid";
import { number } from "@/shared/format";
import { blank, type Draft } from "./flow";
import { RoutingValues } from "./RoutingValues";

interface Props {
  readonly drafts: readonly Draft[];
  readonly chosen: string | null;
  readonly may: boolean;
  readonly centerOf: (
    id: string | null,
  ) => { readonly id: string; readonly code: string; readonly name: string } | undefined;
  readonly onDrafts: (drafts: readonly Draft[]) => void;
}

export function RoutingSteps({ drafts, chosen, may, centerOf, onDrafts }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<readonly string[]>([]);
  const put = (key: string, part: Partial<Draft>) =>
    onDrafts(drafts.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const text = (
    field: "sequence" | "name" | "setup_s" | "run_s" | "waits",
    label: string,
    width: number,
  ) => ({
    title: label,
    width,
    render: (_: unknown, row: Draft) => (
      <Input
        id={field === "name" ? `step-${row.key}` : undefined}
        aria-label={`${label} ${row.sequence}`}
        value={row[field]}
        disabled={!may}
        {...(field === "waits" ? { placeholder: t("routing.before") } : {})}
        onChange={(event) => put(row.key, { [field]: event.target.value })}
      />
    ),
  });
  const tick = (field: "is_outside" | "report_point", label: string) => ({
    title: label,
    width: 80,
    render: (_: unknown, row: Draft) => (
      <Checkbox
        aria-label={`${label} ${row.sequence}`}
        checked={row[field]}
        disabled={!may}
        onChange={(event) => put(row.key, { [field]: event.target.checked })}
      />
    ),
  });
  return (
    <>
      <Table<Draft>
        size="small"
        rowKey="key"
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={drafts as Draft[]}
        rowClassName={(row) => (row.key === chosen ? "routing-chosen" : "")}
        expandable={{
          showExpandColumn: false,
          expandedRowKeys: [...open],
          expandedRowRender: (row) => (
            <RoutingValues
              sequence={row.sequence}
              values={row.values}
              may={may}
              onValues={(values) => put(row.key, { values })}
            />
          ),
        }}
        columns={[
          text("sequence", t("routing.sequence"), 80),
          text("name", t("routing.operation"), 220),
          {
            title: t("routing.center"),
            width: 220,
            className: "master-center",
            render: (_, row) => {
              const known = centerOf(row.work_center);
              return (
                <LinkInput
                  id={`center-${row.key}`}
                  aria-label={`${t("routing.center")} ${row.sequence}`}
                  to="equipment"
                  value={row.work_center}
                  {...(known
                    ? { known: [{ id: known.id, code: known.code, title: known.name }] }
                    : {})}
                  onChange={(next) =>
                    put(row.key, { work_center: typeof next === "string" ? next : null })
                  }
                />
              );
            },
          },
          text("setup_s", t("routing.setup"), 110),
          text("run_s", t("routing.run"), 110),
          text("waits", t("routing.waits"), 150),
          tick("is_outside", t("routing.outside")),
          tick("report_point", t("routing.reported")),
          {
            title: t("routing.values"),
            width: 100,
            render: (_, row) => (
              <Button
                size="small"
                icon={open.includes(row.key) ? <DownOutlined /> : <RightOutlined />}
                aria-expanded={open.includes(row.key)}
                aria-label={`${t("routing.values")} ${row.sequence}`}
                onClick={() =>
                  setOpen(
                    open.includes(row.key)
                      ? open.filter((key) => key !== row.key)
                      : [...open, row.key],
                  )
                }
              >
                {number(row.values.length)}
              </Button>
            ),
          },
          ...(may
            ? [
                {
                  title: "",
                  width: 48,
                  render: (_: unknown, row: Draft) => (
                    <Button
                      type="text"
                      danger
                      icon={<DeleteOutlined />}
                      aria-label={`${t("routing.remove")} ${row.sequence}`}
                      onClick={() => onDrafts(drafts.filter((one) => one.key !== row.key))}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {may && (
        <Button
          className="master-add"
          icon={<PlusOutlined />}
          onClick={() => onDrafts([...drafts, blank(drafts, uuid7())])}
        >
          {t("routing.add")}
        </Button>
      )}
    </>
  );
}
