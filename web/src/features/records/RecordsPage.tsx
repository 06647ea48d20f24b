/** One kind of record in every way of looking at it; a record beside it; new ones and changes. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { NEW, RecordDrawer, useAgain } from "@/engine/detail/RecordDrawer";
import { may, say } from "@/engine/metadata";
import { PrintButton } from "@/engine/print/PrintButton";
import { among, templatesQuery } from "@/engine/print/prints";
import { fitting, type Looking } from "@/engine/views/content";
import { Records, RecordsSkeleton } from "@/engine/views/Records";
import { useDefaultView, useShape } from "@/engine/views/shape";
import { sentence } from "@/shared/api/sentence";
import { useNamed } from "@/shared/ui/named";

interface Props {
  readonly entity: string;
  readonly looking: Looking;
  /** Look in another way; `replace` where nobody asked for it. */
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOther: (entity: string, record: string) => void;
}

export function RecordsPage({ entity, looking, onLook, onOther }: Props) {
  const { t, i18n } = useTranslation();
  const described = useShape(entity, looking);
  useNamed(described.shape && say(described.shape.label, i18n.language));
  const printable = (useQuery(templatesQuery(entity)).data ?? []).length > 0;
  const again = useAgain();
  const opened = useRef(false);
  useDefaultView(entity, looking, onLook);
  if (described.failure)
    return (
      <Alert
        type="error"
        showIcon
        title={sentence(described.failure, t("state.away"))}
        action={<Button onClick={described.again}>{t("state.retry")}</Button>}
      />
    );
  const { shape } = described;
  if (!shape) return <RecordsSkeleton />;
  const fields = new Set([...shape.fields.map((one) => one.name), "updated_at", "created_at"]);
  const fits = fitting(looking, fields);
  const { record, tab, ...rest } = fits;
  const open = (next: string) => {
    opened.current = true;
    onLook({ ...rest, record: next });
  };
  /** The browser's way back leads to the list as it was, whether a record is closed by it or not. */
  const close = () => {
    if (!opened.current) onLook(rest, true);
    else window.history.back();
    opened.current = false;
  };
  return (
    <>
      <Records
        key={entity}
        entity={shape}
        looking={fits}
        onLook={onLook}
        onOpen={(row) => open(row.id)}
        actions={(marked) => (
          <>
            {printable && (
              <PrintButton
                entity={entity}
                print={{
                  filter: among(
                    "code",
                    marked.map((row) => String(row.code)),
                  ),
                  order: ["code"],
                }}
                disabled={marked.length === 0}
              />
            )}
            {may(shape, "create") && (
              <Button type="primary" onClick={() => open(NEW)}>
                {t("form.create")}
              </Button>
            )}
          </>
        )}
      />
      <RecordDrawer
        entity={shape}
        record={record ?? null}
        tab={tab}
        onTab={(next) => onLook({ ...fits, tab: next }, true)}
        onClose={close}
        onDone={again}
        onOther={onOther}
      />
    </>
  );
}
