/** Who is signed in now, from where, and the end of any of it. */

import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Frame } from "./Frame";
import { SessionList } from "./SessionList";
import "./admin.css";

interface Props {
  readonly asked: { readonly search?: string };
  readonly onAsk: (asked: { readonly search?: string }) => void;
  readonly may: (permission: string) => boolean;
}

export function SessionsPage({ asked, onAsk, may }: Props) {
  const { t } = useTranslation();
  return (
    <Frame title={t("menu.sessions")} help={t("admin.sessionsHelp")}>
      <Input.Search
        allowClear
        className="admin-search"
        defaultValue={asked.search ?? ""}
        placeholder={t("admin.findSession")}
        aria-label={t("admin.findSession")}
        onSearch={(search) => onAsk(search ? { search } : {})}
      />
      <SessionList everybody mayEnd={may("session:end")} search={asked.search ?? ""} />
    </Frame>
  );
}
