/** The equipment hierarchy: site, area, work center, work unit; each opens beside the tree. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Input, Skeleton, Tag, Tree, Typography } from "antd";
import type { DataNode } from "antd/es/tree";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { NEW } from "@/engine/detail/RecordDrawer";
import { entityQuery, say } from "@/engine/metadata";
import { Nothing } from "@/engine/nothing/Nothing";
import { sentence } from "@/shared/api/sentence";
import { named } from "@/shared/format";
import { Beside, type Opened } from "./Beside";
import { countOf, type Equipment, keysOf, type Node, ROLES, type Site, treeOf } from "./equipment";
import { ExportButton, ImportButton, recordsFile } from "./Files";
import { MasterNav } from "./MasterNav";
import { useMay } from "./may";
import { allOf } from "./read";

export interface EquipmentAsked extends Opened {
  readonly search?: string;
  /** Which kind the open record is: `site`, else equipment. */
  readonly of?: string;
}

interface Props {
  readonly asked: EquipmentAsked;
  readonly onAsk: (asked: EquipmentAsked) => void;
}

export function EquipmentPage({ asked, onAsk }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const sites = useQuery(allOf<Site>("site"));
  const equipment = useQuery(allOf<Equipment>("equipment"));
  const { record, tab, of, ...rest } = asked;
  const search = asked.search ?? "";
  const tree = useMemo(
    () => treeOf(sites.data ?? [], equipment.data ?? [], search),
    [sites.data, equipment.data, search],
  );
  const failure = sites.error ?? equipment.error;
  return (
    <>
      <MasterNav />
      <Flex className="master-head" gap={12} align="center" wrap>
        <Typography.Title level={2}>{t("masterPage.equipment")}</Typography.Title>
        <Typography.Text type="secondary">
          {t("list.total", { count: countOf(tree) })}
        </Typography.Text>
        <Input.Search
          className="list-search"
          allowClear
          defaultValue={search}
          placeholder={t("list.search")}
          aria-label={t("list.search")}
          onSearch={(typed) => onAsk(typed ? { search: typed } : {})}
        />
        <Flex gap={8} wrap className="master-do">
          <ExportButton file={recordsFile("equipment", {})} />
          {may("equipment:create") && (
            <>
              <ImportButton target="equipment" title={t("equipment.importTitle")} />
              <Button type="primary" onClick={() => onAsk({ ...rest, record: NEW })}>
                {t("form.create")}
              </Button>
            </>
          )}
        </Flex>
      </Flex>
      {failure && <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />}
      {!failure && !(sites.data && equipment.data) && <Skeleton active />}
      {sites.data && equipment.data && (
        <Drawn
          key={search}
          tree={tree}
          onOpen={(node) =>
            onAsk({ ...rest, record: node.key, ...(node.kind === "site" ? { of: "site" } : {}) })
          }
        />
      )}
      <Beside
        entity={of === "site" ? "site" : "equipment"}
        opened={{ ...(record ? { record } : {}), ...(tab ? { tab } : {}) }}
        onOpened={(opened) => onAsk({ ...rest, ...opened, ...(opened.record && of ? { of } : {}) })}
      />
    </>
  );
}

const OPENED_MAX = 300;

function Drawn(props: { readonly tree: readonly Node[]; readonly onOpen: (node: Node) => void }) {
  const { t, i18n } = useTranslation();
  const { tree, onOpen } = props;
  const keys = keysOf(tree);
  const [open, setOpen] = useState<readonly string[]>(() =>
    keys.length <= OPENED_MAX ? keys : tree.map(({ key }) => key),
  );
  const levels = useQuery(entityQuery("equipment")).data?.fields.find(
    (field) => field.name === "level",
  )?.options;
  const level = (node: Node) => {
    const found = levels?.[node.level];
    return found ? say(found.label, i18n.language) : t("equipment.site");
  };
  const byKey = useMemo(() => new Map(flat(tree).map((node) => [node.key, node])), [tree]);
  if (tree.length === 0) return <Nothing says={t("equipment.none")} first={["factory"]} />;
  const drawn = (node: Node): DataNode => ({
    key: node.key,
    title: (
      <span className="tree-node">
        <strong>{node.code}</strong> {named(node, i18n.language)} <Tag>{level(node)}</Tag>
        {ROLES[node.level] && (
          <Typography.Text type="secondary">{t(`isa95.${ROLES[node.level]}`)}</Typography.Text>
        )}
      </span>
    ),
    children: node.children.map(drawn),
  });
  return (
    <Tree
      className="master-tree"
      aria-label={t("masterPage.equipment")}
      showLine
      blockNode
      selectedKeys={[]}
      expandedKeys={[...open]}
      onExpand={(next) => setOpen(next.map(String))}
      onSelect={(_, { node }) => {
        const found = byKey.get(String(node.key));
        if (found) onOpen(found);
      }}
      treeData={tree.map(drawn)}
    />
  );
}

function flat(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((one) => [one, ...flat(one.children)]);
}
