/** The papers of a job, printed where somebody stands: the order's sheet, its cards once more. */

import { useTranslation } from "react-i18next";
import { PrintKey } from "@/engine/print/PrintKey";
import { Sheet } from "@/shared/ui/Sheet";
import type { Job } from "./jobs";
import { papersOf } from "./papers";

export function PapersSheet({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Sheet title={t("floor.papers.of", { order: job.work_order ?? job.code })} onClose={onClose}>
      {papersOf(job).map((paper) => (
        <PrintKey key={paper.template} paper={paper} />
      ))}
    </Sheet>
  );
}
