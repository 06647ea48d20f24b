/** Plans and results out of a measuring machine's file: QIF, CSV or Excel, tried out first. */

import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SheetImport } from "@/engine/sheet/SheetImport";

const ACCEPTED = ".qif,.xml,.xlsx,.xls,.csv,.txt";

export function PlanFile() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("quality.planFile")}</Button>
      <SheetImport
        target="inspection_plan"
        title={t("quality.planFile")}
        accepts={ACCEPTED}
        hint={t("quality.fileHelp")}
        open={open}
        onClose={() => setOpen(false)}
      />
    </>
  );
}

interface ResultsOf {
  readonly inspection: string;
  /** The plan that is followed; without one the file or the person says it. */
  readonly plan: string | undefined;
}

export function ResultFile({ inspection, plan }: ResultsOf) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("quality.resultFile")}</Button>
      <SheetImport
        target="inspection_result"
        title={t("quality.resultFile")}
        accepts={ACCEPTED}
        hint={t("quality.fileHelp")}
        same={{ inspection, ...(plan ? { plan } : {}) }}
        open={open}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
