/** Records below each other by a link to their own kind; branches are read when they are opened. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Skeleton, Tree } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { shown } from "../fields/value";
import { listed } from "../list/columns";
import { type Asked, type Row, readPage } from "../list/records";
import type { Entity, Field } from "../metadata";
import { Nothing } from "../nothing/Nothing";
import "./board.css";

const BRANCH_MAX = 1_000;
const HEIGHT_PX = 640;

interface Props {
  readonly entity: Entity;
  readonly by: Field;
  readonly asked: Asked;
  readonly onOpen: (row: Row) => void;
}

interface Node {
  readonly key: string;
  readonly title: string;
  readonly row: Row;
  readonly isLeaf: boolean;
  readonly children?: Node[];
}

export function TreeView({ entity, by, asked, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [below, setBelow] = useState<ReadonlyMap<string, readonly Row[]>>(new Map());
  const branch = (parent: string | null) => {
    const filter = parent === null ? `${by.name} = null` : `${by.name}.id = "${parent}"`;
    const order = asked.order ? { order: asked.order } : {};
    const wanted: Asked = { filter, ...order, ...(asked.archived ? { archived: true } : {}) };
    return {
      queryKey: ["records", "branch", entity.entity, wanted] as const,
      queryFn: () => readPage(entity.entity, wanted, { limit: BRANCH_MAX }),
    };
  };
  const top = useQuery(branch(null));
  if (top.error)
    return <Alert type="error" showIcon title={sentence(top.error, t("state.away"))} />;
  if (!top.data) return <Skeleton active />;
  if (top.data.rows.length === 0) return <Nothing says={t("tree.none")} />;
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  const named = listed(entity).slice(0, 2);
  const title = (row: Row) =>
    named
      .map((field) => shown(field, row[field.name], reading))
      .filter(Boolean)
      .join(" ");
  const nodes = (rows: readonly Row[]): Node[] =>
    rows.map((row) => {
      const known = below.get(row.id);
      return {
        key: row.id,
        title: title(row) || row.id,
        row,
        isLeaf: known?.length === 0,
        ...(known ? { children: nodes(known) } : {}),
      };
    });
  const load = async (id: string) => {
    const page = await queries.fetchQuery(branch(id));
    setBelow((before) => new Map(before).set(id, page.rows));
  };
  return (
    <Tree<Node>
      className="tree"
      showLine
      virtual
      height={HEIGHT_PX}
      treeData={nodes(top.data.rows)}
      loadData={({ key }) => load(String(key))}
      onSelect={(_, { node }) => onOpen(node.row)}
    />
  );
}
