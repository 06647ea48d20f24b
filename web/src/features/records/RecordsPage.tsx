/** One kind of record in every way of looking at it; a record beside it; new ones and changes. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NEW, RecordDrawer, useAgain } from "@/engine/detail/RecordDrawer";
import { entityQuery, may } from "@/engine/metadata";
import { PrintButton } from "@/engine/print/PrintButton";
import { among, templatesQuery } from "@/engine/print/prints";
import { defaultOf, fitting, isBare, type Looking, lookingAt } from "@/engine/views/content";
import { Records, RecordsSkeleton } from "@/engine/views/Records";
import { viewsQuery } from "@/engine/views/ViewMenu";
import { sentence } from "@/shared/api/sentence";
import { holds, type Me } from "@/shared/api/session";

interface Props {
  readonly entity: string;
  readonly looking: Looking;
  readonly me: Me;
  /** Look in another way; `replace` where nobody asked for it. */
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOther: (entity: string, record: string) => void;
}

export function RecordsPage({ entity, looking, me, onLook, onOther }: Props) {
  const { t } = useTranslation();
  const described = useQuery(entityQuery(entity));
  const printable = (useQuery(templatesQuery(entity)).data ?? []).length > 0;
  const again = useAgain();
  const opened = useRef(false);
  useDefaultView({ entity, looking, me, onLook });
  if (described.error)
    return (
      <Alert
        type="error"
        showIcon
        title={sentence(described.error, t("state.away"))}
        action={<Button onClick={() => void described.refetch()}>{t("state.retry")}</Button>}
      />
    );
  if (!described.data) return <RecordsSkeleton />;
  const shape = described.data;
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
        me={me}
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
        me={me}
        onTab={(next) => onLook({ ...fits, tab: next }, true)}
        onClose={close}
        onDone={again}
        onOther={onOther}
      />
    </>
  );
}

/** Begin with the view that is the reader's default, where the address says nothing. */
function useDefaultView({ entity, looking, me, onLook }: Omit<Props, "onOther">) {
  const mayRead = holds(me.permissions, "saved_view:read");
  const views = useQuery({ ...viewsQuery(entity), enabled: mayRead });
  const view = isBare(looking) ? defaultOf(views.data ?? []) : undefined;
  useEffect(() => {
    if (view) onLook({ ...lookingAt(view), ...looking }, true);
  }, [view, looking, onLook]);
}
