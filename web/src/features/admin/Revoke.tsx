/** Taking something back for good: asked once more, then done at once. */

import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";

interface Props {
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly ask: string;
}

export function Revoke({ command, fields, ask }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const revoke = async () => {
    try {
      await give(command, fields);
      await queries.invalidateQueries({ queryKey: ["query"] });
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    }
  };
  return (
    <Popconfirm title={ask} okText={t("admin.revoke")} onConfirm={revoke}>
      <Button size="small">{t("admin.revoke")}</Button>
    </Popconfirm>
  );
}
