/** Pallets, boxes and carts: what is on them, and what stands on them. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Flex, Skeleton, Tag, Tree, type TreeDataNode, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { PrintButton } from "@/engine/print/PrintButton";
import { among } from "@/engine/print/prints";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { request } from "@/shared/api/http";
import { asked as askedOf } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { number } from "@/shared/format";
import { HeldTags } from "./Marks";
import { BookButton, StockNav } from "./StockNav";
import { branches, type UnitRow } from "./units";

interface ListProps {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (unit: string) => void;
}

const UNITS = {
  title: null,
  columns: ["code", "name", "kind", "site", "parent", "is_open"],
};

export function UnitsPage({ looking, onLook, onOpen }: ListProps) {
  const { t } = useTranslation();
  return (
    <>
      <StockNav title={t("stockPage.units")} />
      <Listing
        source="handling_unit"
        looking={looking}
        onLook={onLook}
        onOpen={(row) => onOpen(String(row.code))}
        preset={{ ...UNITS, empty: t("unit.none"), first: ["pack"] }}
      />
    </>
  );
}

const DEEPEST = 6;

/** A unit with all that stands on it, ring by ring. */
async function readUnits(code: string): Promise<readonly UnitRow[]> {
  const read = (filter: string) => {
    const words = new URLSearchParams({ filter, limit: "200" });
    return request<{ rows: UnitRow[] }>("GET", `/api/v1/records/handling_unit?${words}`);
  };
  const found = [...(await read(`code = ${JSON.stringify(code)}`)).rows];
  let ring = found;
  for (let depth = 0; depth < DEEPEST && ring.length > 0; depth += 1) {
    const below = await Promise.all(ring.map((one) => read(`parent.id = "${one.id}"`)));
    ring = below.flatMap((page) => page.rows);
    found.push(...ring);
  }
  return found;
}

export function UnitPage({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const units = useQuery({
    queryKey: ["records", "unit-tree", code],
    queryFn: () => readUnits(code),
  });
  const content = useQuery(
    askedOf("kernel.handling_unit_content", { handling_unit: code, limit: 1000 }),
  );
  const failure = units.error ?? content.error;
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!units.data || !content.data) return <Skeleton active />;
  const own = units.data[0];
  if (!own) return <Nothing says={t("unit.unknown", { code })} first={["stock"]} />;
  const rows = content.data.rows;
  const places = [...new Set(rows.map((row) => row.place))];
  return (
    <>
      <StockNav title={`${t(`choice.${own.kind}`)} ${code}`} />
      <Flex gap={16} wrap className="count-facts">
        <span>
          {t("column.place")} <strong>{places.join(", ") || "–"}</strong>
        </span>
        {own.parent && (
          <span>
            {t("unit.onto")}{" "}
            <Link to="/stock/units/$code" params={{ code: own.parent.code ?? "" }}>
              {own.parent.code}
            </Link>
          </span>
        )}
        <PrintButton entity="handling_unit" print={{ filter: among("code", [code]) }} />
        <BookButton brought={{ unit: code, ...(places[0] ? { place: places[0] } : {}) }} />
      </Flex>
      {rows.length === 0 && units.data.length === 1 ? (
        <Nothing says={t("unit.empty")} />
      ) : (
        <Tree
          showLine
          selectable={false}
          defaultExpandAll
          aria-label={t("unit.content")}
          treeData={[node(branches(units.data, rows, own.id), t)]}
        />
      )}
    </>
  );
}

type Say = (word: string) => string;

function node(branch: ReturnType<typeof branches>, t: Say): TreeDataNode {
  const { unit, goods, below } = branch;
  return {
    key: unit.id,
    title: (
      <>
        <Tag>{t(`choice.${unit.kind}`)}</Tag> <strong>{unit.code}</strong>{" "}
        <Typography.Text type="secondary">{unit.name}</Typography.Text>
      </>
    ),
    children: [
      ...below.map((one) => node(one, t)),
      ...goods.map((row) => ({
        key: row.id,
        isLeaf: true,
        title: (
          <>
            {row.material}{" "}
            {row.lot !== "-" && (
              <Link to="/lots/$material/$lot" params={{ material: row.material, lot: row.lot }}>
                {row.lot}
              </Link>
            )}{" "}
            <strong>
              {number(row.quantity)} {row.unit}
            </strong>{" "}
            {row.status !== "available" && <Tag color="orange">{t(`stock.${row.status}`)}</Tag>}
            <HeldTags holds={row.held_by} />
          </>
        ),
      })),
    ],
  };
}
