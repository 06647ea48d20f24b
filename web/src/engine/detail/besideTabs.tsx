/** What stands beside any record: words, files, and what happened; each is a tab. */

import { useTranslation } from "react-i18next";
import { holds } from "@/shared/api/session";
import { useMe } from "../me";
import type { Entity } from "../metadata";
import { Attachments } from "./Attachments";
import type { About } from "./beside";
import { Comments } from "./Comments";
import { HistoryTab } from "./HistoryTab";

export function useBesideTabs(entity: Entity, about: About) {
  const { t } = useTranslation();
  const me = useMe();
  const may = (permission: string) => holds(me.permissions, permission);
  return [
    {
      key: "comments",
      label: t("beside.comments"),
      children: (
        <Comments
          about={about}
          me={me.user}
          mayWrite={may("record_comment:write")}
          mayMention={may("user_account:read")}
        />
      ),
    },
    {
      key: "files",
      label: t("beside.attachments"),
      children: <Attachments about={about} me={me.user} mayAttach={may("record_file:write")} />,
    },
    {
      key: "history",
      label: t("beside.history"),
      children: <HistoryTab entity={entity} about={about} />,
    },
  ];
}
