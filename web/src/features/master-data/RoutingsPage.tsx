/** Routings: the list, a new one typed as a line, many from a sheet. */

import { useQueryClient } from "@tanstack/react-query";
import { Button, Flex, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { LinkInput } from "@/engine/form/LinkInput";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { queryFile } from "@/shared/api/query";
import { Drawer } from "@/shared/ui/layers";
import { ExportButton, ImportButton } from "./Files";
import { MasterNav } from "./MasterNav";
import { useMay } from "./may";
import { createRouting } from "./write";

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (id: string) => void;
}

const SHOWN = ["code", "revision", "status", "name", "material", "kind", "effective_on"] as const;
const PRESET = { columns: SHOWN, within: 'kind = "routing"' };

export function RoutingsPage({ looking, onLook, onOpen }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <MasterNav />
      <Listing
        source="work_master"
        looking={looking}
        onLook={onLook}
        onOpen={(row) => onOpen(row.id)}
        preset={{ ...PRESET, empty: t("routing.noneYet"), first: ["materials"] }}
        actions={() => (
          <Flex gap={8} wrap className="master-do">
            <ExportButton file={(format) => queryFile("kernel.routing_operations", {}, format)} />
            {may("work_master:write") && (
              <>
                <ImportButton target="routing" title={t("routing.importTitle")} />
                <Button type="primary" onClick={() => setNew(true)}>
                  {t("routing.new")}
                </Button>
              </>
            )}
          </Flex>
        )}
      />
      <Drawer
        open={isNew}
        title={t("routing.new")}
        onClose={() => setNew(false)}
        destroyOnHidden
        size="large"
      >
        <CommandForm
          fields={[
            { name: "code", label: t("routing.code"), input: <Input />, needed: true },
            { name: "name", label: t("routing.name"), input: <Input /> },
            { name: "material", label: t("bill.makes"), input: <LinkInput to="material" /> },
            {
              name: "route",
              label: t("routing.typed"),
              input: <Input.TextArea rows={3} />,
              needed: true,
              help: t("routing.typedHelp"),
            },
          ]}
          okText={t("form.save")}
          onCancel={() => setNew(false)}
          onGive={async (values) => {
            const made = await createRouting(values);
            await queries.invalidateQueries();
            if (made) onOpen(made);
          }}
        />
      </Drawer>
    </>
  );
}
