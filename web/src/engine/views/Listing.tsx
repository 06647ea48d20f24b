/** A list with all its tools, of records or of what a query answers, within a page of its own. */

import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import type { Row } from "../list/records";
import { fitting, type Looking } from "./content";
import type { Preset } from "./preset";
import { Records, RecordsSkeleton } from "./Records";
import { useDefaultView, useShape } from "./shape";

interface Props {
  /** A kind of record, or a query by its name. */
  readonly source: string;
  readonly looking: Looking;
  readonly preset: Preset;
  readonly onLook: (looking: Looking, replace?: boolean) => void;
  readonly onOpen: (row: Row) => void;
  readonly actions?: (marked: readonly Row[]) => ReactNode;
}

export function Listing({ source, looking, preset, onLook, onOpen, actions }: Props) {
  const { t } = useTranslation();
  const { shape, failure, again } = useShape(source, looking, preset.columns);
  useDefaultView(source, looking, onLook);
  if (failure)
    return (
      <Alert
        type="error"
        showIcon
        title={sentence(failure, t("state.away"))}
        action={<Button onClick={again}>{t("state.retry")}</Button>}
      />
    );
  if (!shape) return <RecordsSkeleton />;
  const known = new Set([...shape.fields.map((one) => one.name.split(".")[0] ?? ""), ...KEPT]);
  return (
    <Records
      entity={shape}
      looking={fitting(looking, known)}
      preset={preset}
      onLook={onLook}
      onOpen={onOpen}
      {...(actions ? { actions } : {})}
    />
  );
}

const KEPT = ["created_at", "updated_at"] as const;
