/** Keeps the title of the window: what the routes say of the page that is open. */

import { useMatches } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useName } from "@/shared/ui/named";
import { titleOf } from "./title";

export function PageTitle() {
  const { t, i18n } = useTranslation();
  const page = useMatches().at(-1);
  const name = useName((state) => state.name);
  const word = (key: string) => (i18n.exists(key) ? t(key) : null);
  const title = titleOf(page?.staticData.title ?? [], { params: page?.params ?? {}, word, name });
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
