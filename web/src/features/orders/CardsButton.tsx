/** Flow cards: printed at one touch; an order that has none is split into its cards first. */

import { PrinterOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { showPages } from "@/engine/print/prints";
import { sentence } from "@/shared/api/sentence";
import { Modal } from "@/shared/ui/layers";
import { cardPages, makeCards, printCards, withoutCards } from "./cards";

/** Cards of marked orders, one for each that has none. */
export function CardsOfMany({ codes }: { readonly codes: readonly string[] }) {
  const { t } = useTranslation();
  const print = usePrinted(() => printCards(codes));
  return (
    <Button icon={<PrinterOutlined />} loading={print.isPending} onClick={() => print.mutate()}>
      {t("cards.print")}
    </Button>
  );
}

interface Props {
  readonly code: string;
  /** Whether the reader may split the order into cards. */
  readonly mayMake: boolean;
}

/** Cards of one order: how many pieces go on one is asked the first time. */
export function CardsOfOne({ code, mayMake }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const lacking = useQuery({
    queryKey: ["records", "flow_card", "lacking", code],
    queryFn: () => withoutCards([code]),
  }).data;
  const print = usePrinted(() => cardPages([code]));
  const [order] = lacking ?? [];
  if (lacking === undefined || (order && !mayMake)) return null;
  const fields = [
    {
      name: "quantity",
      label: t("cards.pieces"),
      help: t("cards.piecesHelp"),
      needed: true,
      initial: order?.started_quantity,
      input: <Input inputMode="decimal" autoFocus />,
    },
  ];
  return (
    <>
      <Button
        icon={<PrinterOutlined />}
        loading={print.isPending}
        onClick={() => (order ? setOpen(true) : print.mutate())}
      >
        {t("cards.print")}
      </Button>
      <Modal
        open={isOpen}
        title={t("cards.title", { code })}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <CommandForm
          fields={fields}
          okText={t("cards.make")}
          onCancel={() => setOpen(false)}
          onGive={async ({ quantity }) => {
            await makeCards(code, String(quantity));
            await queries.invalidateQueries();
            setOpen(false);
            print.mutate();
          }}
        />
      </Modal>
    </>
  );
}

function usePrinted(pages: () => Promise<Blob>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: pages,
    onSuccess: async (made) => {
      showPages(made);
      await queries.invalidateQueries({ queryKey: ["records", "flow_card"] });
    },
    onError: (failure) => void message.error(sentence(failure, t("state.away"))),
  });
}
