/** Take an inspection: it runs from now on, and the list says who has it. */

import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";

export function TakeButton({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    try {
      await give("quality.take_inspection", { inspection: code });
      message.success(t("quality.taken", { code }));
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
      await queries.invalidateQueries();
    }
  };
  return (
    <Button loading={busy} onClick={() => void take()}>
      {t("quality.take")}
    </Button>
  );
}
