/** Give a command from a small form: what was refused comes back by field, else all is read anew. */

import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";

type Fields = Readonly<Record<string, unknown>>;

export function useBooking() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const book = async (
    verb: string,
    fields: Fields,
  ): Promise<Readonly<Record<string, string>> | null> => {
    setBusy(true);
    try {
      await give(verb, fields);
      message.success(t("form.saved"));
      await queries.invalidateQueries();
      return null;
    } catch (failure) {
      return byField(failure, t("state.away"));
    } finally {
      setBusy(false);
    }
  };
  return { book, busy };
}
