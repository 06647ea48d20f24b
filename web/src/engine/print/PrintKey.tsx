/** One large key that prints a paper where somebody stands: a label, a card, once more. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import type { Paper } from "@/shared/floor/own";
import { useOutbox } from "@/shared/offline/outbox";
import { showFlash } from "@/shared/ui/flash";
import { Sign } from "@/shared/ui/Sign";
import { pagesOf, showPages } from "./prints";

const WORDS = {
  "lot-label": "label",
  "handling-unit-label": "label",
  "flow-card": "card",
  traveller: "order",
} as const;

export function PrintKey({ paper }: { readonly paper: Paper }) {
  const { t } = useTranslation();
  const online = useOutbox((state) => state.online);
  const [busy, setBusy] = useState(false);
  const print = async () => {
    if (!online) {
      showFlash({ tone: "bad", word: t("floor.paper.away"), detail: t("floor.paper.awayWhy") });
      return;
    }
    setBusy(true);
    try {
      showPages(await pagesOf(paper.template, { filter: paper.filter }));
    } catch (failure) {
      const detail = sentence(failure, t("floor.paper.awayWhy"));
      showFlash({ tone: "bad", word: t("floor.paper.failed"), detail });
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" className="key" disabled={busy} onClick={() => void print()}>
      <Sign name="printer" /> {t(`floor.paper.${WORDS[paper.template]}`)}
    </button>
  );
}
