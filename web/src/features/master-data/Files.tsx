/** Excel out and in: the list as it is filtered, and the guide that brings a sheet in. */

import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Asked } from "@/engine/list/records";
import { SheetImport } from "@/engine/sheet/SheetImport";
import type { Same } from "@/engine/sheet/sheets";
import { words } from "@/shared/api/query";

/** Where the records of a list lie as a file, every field of it so that it can come in again. */
export function recordsFile(entity: string, asked: Asked): (format: "xlsx" | "csv") => string {
  const { search, filter, archived } = asked;
  return (format) =>
    `/api/v1/records/${entity}/export?${words({ search, filter, archived, format })}`;
}

interface ExportProps {
  readonly file: (format: "xlsx" | "csv") => string;
  readonly label?: string;
}

export function ExportButton({ file, label }: ExportProps) {
  const { t } = useTranslation();
  const items = (["xlsx", "csv"] as const).map((format) => ({
    key: format,
    label: (
      <a href={file(format)} download>
        {format === "csv" ? "CSV" : "Excel"}
      </a>
    ),
  }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button>{label ?? t("table.export")}</Button>
    </Dropdown>
  );
}

interface ImportProps {
  readonly target: string;
  readonly title: string;
  readonly same?: Same;
  readonly label?: string;
}

export function ImportButton({ target, title, same, label }: ImportProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label ?? t("master.import")}</Button>
      <SheetImport
        target={target}
        title={title}
        {...(same ? { same } : {})}
        open={isOpen}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
