/** One kind of record: the list, a record beside it, forms to create and change. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Drawer, Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { shown } from "@/engine/fields/value";
import { EntityForm } from "@/engine/form/EntityForm";
import { EntityList } from "@/engine/list/EntityList";
import type { Asked, Row } from "@/engine/list/records";
import { type Entity, entityQuery, may, say } from "@/engine/metadata";
import { PrintButton } from "@/engine/print/PrintButton";
import { among, templatesQuery } from "@/engine/print/prints";

type Open =
  | { readonly kind: "none" }
  | { readonly kind: "show" | "change"; readonly row: Row }
  | { readonly kind: "create" };

interface Props {
  readonly entity: string;
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
}

export function RecordsPage({ entity, asked, onAsk }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open>({ kind: "none" });
  const [marked, setMarked] = useState<readonly Row[]>([]);
  const printable = (useQuery(templatesQuery(entity)).data ?? []).length > 0;
  const codes = marked.map((row) => String(row.code));
  const described = queries.getQueryData(entityQuery(entity).queryKey);
  const close = () => setOpen({ kind: "none" });
  const done = () => {
    close();
    message.success(t("form.saved"));
    void queries.invalidateQueries({ queryKey: ["records", entity] });
  };
  return (
    <>
      <EntityList
        key={entity}
        entity={entity}
        asked={asked}
        onAsk={onAsk}
        onOpen={(row) => setOpen({ kind: "show", row })}
        {...(printable ? { selection: { rows: marked, onChange: setMarked } } : {})}
        actions={(shape) => (
          <>
            {printable && (
              <PrintButton
                entity={entity}
                print={{ filter: among("code", codes), order: ["code"] }}
                disabled={codes.length === 0}
              />
            )}
            {may(shape, "create") && (
              <Button type="primary" onClick={() => setOpen({ kind: "create" })}>
                {t("form.create")}
              </Button>
            )}
          </>
        )}
      />
      {described && (
        <Beside entity={described} open={open} onOpen={setOpen} onClose={close} onDone={done} />
      )}
    </>
  );
}

interface BesideProps {
  readonly entity: Entity;
  readonly open: Open;
  readonly onOpen: (open: Open) => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Beside({ entity, open, onOpen, onClose, onDone }: BesideProps) {
  const { t, i18n } = useTranslation();
  const row = open.kind === "show" || open.kind === "change" ? open.row : undefined;
  const title = `${say(entity.label, i18n.language)} ${row ? String(row[entity.key[0] ?? "id"] ?? "") : ""}`;
  return (
    <Drawer
      open={open.kind !== "none"}
      title={title}
      onClose={onClose}
      destroyOnHidden
      size="large"
      extra={
        open.kind === "show" &&
        may(entity, "change") && (
          <Button onClick={() => onOpen({ kind: "change", row: open.row })}>
            {t("form.change")}
          </Button>
        )
      }
    >
      {open.kind === "show" && <Shown entity={entity} row={open.row} />}
      {(open.kind === "create" || open.kind === "change") && (
        <EntityForm
          entity={entity}
          {...(row ? { record: row } : {})}
          onDone={onDone}
          onCancel={onClose}
        />
      )}
    </Drawer>
  );
}

function Shown({ entity, row }: { readonly entity: Entity; readonly row: Row }) {
  const { t, i18n } = useTranslation();
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  return (
    <Flex vertical>
      <Descriptions
        column={1}
        size="small"
        bordered
        items={entity.fields.map((field) => ({
          key: field.name,
          label: say(field.label, i18n.language),
          children: shown(field, row[field.name], reading),
        }))}
      />
    </Flex>
  );
}
