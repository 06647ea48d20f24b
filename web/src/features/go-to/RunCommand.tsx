/** The form of a command that was chosen by its name, on the record it is given on. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Skeleton } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ActionForm } from "@/engine/form/ActionForm";
import { readPage } from "@/engine/list/records";
import { entityQuery, say } from "@/engine/metadata";
import { sentence } from "@/shared/api/sentence";
import { Modal } from "@/shared/ui/layers";
import type { Chosen } from "./CommandMenu";

interface Props {
  readonly chosen: Chosen;
  readonly onClose: () => void;
}

const FIRST = "input, textarea, .ant-select-selector input, button[type=submit]";

export default function RunCommand({ chosen: { command, on }, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const form = useRef<HTMLDivElement>(null);
  const described = useQuery(entityQuery(on.entity));
  const found = useQuery({
    queryKey: ["records", "one", on.entity, on.filter],
    queryFn: () => readPage(on.entity, { filter: on.filter, archived: true }, { limit: 1 }),
    staleTime: 0,
  });
  const row = found.data?.rows[0];
  const action = described.data?.actions.find(({ verb }) => verb === command.verb);
  const isReady = Boolean(row && action);
  useEffect(() => {
    if (isReady) form.current?.querySelector<HTMLElement>(FIRST)?.focus();
  }, [isReady]);
  const failure = found.error ?? described.error;
  const isMissing = found.data !== undefined && described.data !== undefined && !isReady;
  const name = String(row?.code ?? on.title);
  const title = say(command.label, i18n.language);
  return (
    <Modal open title={`${title} · ${name}`} footer={null} onCancel={onClose}>
      {failure && <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />}
      {isMissing && <Alert type="warning" showIcon title={t("goTo.missing")} />}
      {!failure && !isMissing && !isReady && <Skeleton active />}
      {row && action && (
        <div ref={form}>
          {action.fields.length === 0 && <p>{t("goTo.sure", { title, name })}</p>}
          <ActionForm
            action={action}
            row={row}
            onDone={() => queries.invalidateQueries()}
            onClose={onClose}
          />
        </div>
      )}
    </Modal>
  );
}
