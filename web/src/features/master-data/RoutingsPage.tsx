/** Routings: the list, a new one typed as a line, many from a sheet. */

import { useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Flex, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { LinkInput } from "@/engine/form/LinkInput";
import { EntityList } from "@/engine/list/EntityList";
import type { Asked } from "@/engine/list/records";
import { queryFile } from "@/shared/api/query";
import { ExportButton, ImportButton } from "./Files";
import { MasterNav } from "./MasterNav";
import { useMay } from "./may";
import { createRouting } from "./write";

interface Props {
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
  readonly onOpen: (id: string) => void;
}

const SHOWN = ["code", "revision", "status", "name", "material", "kind", "effective_on"] as const;
const ROUTINGS = 'kind = "routing"';

export function RoutingsPage({ asked, onAsk, onOpen }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <MasterNav />
      <EntityList
        entity="work_master"
        asked={{ ...asked, filter: ROUTINGS }}
        onAsk={({ search, order }) =>
          onAsk({ ...(search ? { search } : {}), ...(order ? { order } : {}) })
        }
        onOpen={(row) => onOpen(row.id)}
        columns={SHOWN}
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
