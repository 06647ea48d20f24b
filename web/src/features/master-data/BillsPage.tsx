/** Bills of materials: the list, a new one by hand, many from a sheet. */

import { useQueryClient } from "@tanstack/react-query";
import { Button, Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { LinkInput } from "@/engine/form/LinkInput";
import type { Looking } from "@/engine/views/content";
import { Listing } from "@/engine/views/Listing";
import { Drawer } from "@/shared/ui/layers";
import { ImportButton } from "./Files";
import { MasterNav } from "./MasterNav";
import { useMay } from "./may";
import { writeBill } from "./write";

interface Props {
  readonly looking: Looking;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (id: string) => void;
}

const SHOWN = ["code", "revision", "status", "material", "name", "effective_on"] as const;
const PRESET = { columns: SHOWN };

export function BillsPage({ looking, onLook, onOpen }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <MasterNav />
      <Listing
        source="material_bill"
        looking={looking}
        onLook={onLook}
        onOpen={(row) => onOpen(row.id)}
        preset={{ ...PRESET, empty: t("bill.noneYet"), first: ["materials"] }}
        actions={() => (
          <Flex gap={8} wrap className="master-do">
            {may("material_bill:change") && (
              <>
                <ImportButton target="bill_of_materials" title={t("bill.importTitle")} />
                <Button type="primary" onClick={() => setNew(true)}>
                  {t("bill.new")}
                </Button>
              </>
            )}
          </Flex>
        )}
      />
      <Drawer
        open={isNew}
        title={t("bill.new")}
        onClose={() => setNew(false)}
        destroyOnHidden
        size="large"
      >
        <NewBill onCancel={() => setNew(false)} onDone={onOpen} />
      </Drawer>
    </>
  );
}

interface NewProps {
  readonly onCancel: () => void;
  readonly onDone: (id: string) => void;
}

function NewBill({ onCancel, onDone }: NewProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <CommandForm
      fields={[
        {
          name: "material",
          label: t("bill.makes"),
          input: <LinkInput to="material" />,
          needed: true,
        },
        {
          name: "component",
          label: t("bill.firstComponent"),
          input: <LinkInput to="material" />,
          needed: true,
          help: t("bill.firstHelp"),
        },
      ]}
      okText={t("form.save")}
      onCancel={onCancel}
      onGive={async ({ material, component }) => {
        const made = await writeBill({
          material,
          lines: [{ material: component, quantity_per: "1" }],
        });
        await queries.invalidateQueries();
        if (made) onDone(made);
        else onCancel();
      }}
    />
  );
}
