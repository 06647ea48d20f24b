/** Where a material goes: every product above it, with how much of it is in one. */

import { Link } from "@tanstack/react-router";
import { Checkbox, Flex, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { LinkInput } from "@/engine/form/LinkInput";
import { Nothing } from "@/engine/nothing/Nothing";
import { QueryTable } from "@/engine/table/QueryTable";
import { request } from "@/shared/api/http";
import type { RowOf } from "@/shared/api/query";
import { named, number } from "@/shared/format";
import { MasterNav } from "./MasterNav";
import { Status } from "./Status";

type Used = RowOf<"kernel.where_used">;

export interface WhereUsedAsked {
  readonly material?: string;
  readonly versions?: string;
}

interface Props {
  readonly asked: WhereUsedAsked;
  readonly onAsk: (asked: WhereUsedAsked) => void;
  readonly onOpen: (bill: string) => void;
}

export function WhereUsedPage({ asked, onAsk, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const all = asked.versions === "all";
  const choose = async (id: string | null) => {
    if (id === null) return onAsk({});
    const words = new URLSearchParams({ filter: `id = "${id}"`, limit: "1" });
    const page = await request<{ readonly rows: readonly { readonly code: string }[] }>(
      "GET",
      `/api/v1/records/material?${words}`,
    );
    const [found] = page.rows;
    if (found) onAsk({ ...asked, material: found.code });
  };
  return (
    <>
      <MasterNav />
      <Typography.Title level={2}>{t("masterPage.whereUsed")}</Typography.Title>
      <Flex className="master-tools" gap={12} align="center" wrap>
        <label htmlFor="used-material">{t("bill.component")}</label>
        <div className="master-choice">
          <LinkInput
            id="used-material"
            to="material"
            value={asked.material ?? null}
            known={
              asked.material ? [{ id: asked.material, code: asked.material, title: null }] : []
            }
            onChange={(next) => void choose(typeof next === "string" ? next : null)}
          />
        </div>
        <Checkbox
          checked={all}
          onChange={(event) => {
            const { versions: _, ...rest } = asked;
            onAsk(event.target.checked ? { ...rest, versions: "all" } : rest);
          }}
        >
          {t("bill.allVersions")}
        </Checkbox>
      </Flex>
      {asked.material ? (
        <QueryTable<Used>
          query="kernel.where_used"
          params={{ material: asked.material, all_versions: all }}
          rowKey={(row) => `${row.path} ${row.bill_id} ${row.quantity_per}`}
          caption={t("masterPage.whereUsed")}
          empty={t("bill.notUsed")}
          onOpen={(row) => onOpen(row.bill_id)}
          columns={[
            { title: t("bill.level"), dataIndex: "level", align: "right", width: 72 },
            {
              title: t("bill.goesInto"),
              render: (_, row) => (
                <span className={`used-level-${Math.min(row.level, 6)}`}>
                  <strong>{row.material}</strong> {named(row, i18n.language)}{" "}
                  {row.is_top && <Tag color="blue">{t("bill.top")}</Tag>}
                  {row.is_circle && <Tag color="red">{t("bill.circle")}</Tag>}
                </span>
              ),
            },
            { title: t("bill.way"), dataIndex: "path" },
            {
              title: t("masterPage.bills"),
              render: (_, row) => (
                <Flex gap={8} align="center">
                  <Link
                    to="/master/bills/$id"
                    params={{ id: row.bill_id }}
                    search={{}}
                    onClick={(event) => event.stopPropagation()}
                  >
                    {row.bill} {row.revision}
                  </Link>
                  <Status status={row.status as "draft" | "released" | "obsolete"} />
                </Flex>
              ),
            },
            { title: t("bill.per"), align: "right", render: (_, row) => number(row.quantity_per) },
            {
              title: t("bill.inOne"),
              align: "right",
              render: (_, row) => <strong>{number(row.quantity)}</strong>,
            },
          ]}
        />
      ) : (
        <Nothing says={t("bill.chooseMaterial")} first={["bills"]} />
      )}
    </>
  );
}
