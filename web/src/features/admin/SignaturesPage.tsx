/** What two people decide: commands that ask for a second person's PIN. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Flex, Skeleton, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { Frame } from "./Frame";
import "./admin.css";

export function SignaturesPage() {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const rules = useQuery(asked("platform.signature_rules", {}));
  const turn = async (topic: string, required: boolean) => {
    try {
      await give("platform.require_second_signature", { topic, required });
      await queries.invalidateQueries({ queryKey: ["query", "platform.signature_rules"] });
    } catch (failure) {
      message.error(Object.values(byField(failure, t("state.away"))).join(" "));
    }
  };
  return (
    <Frame title={t("menu.signatures")} help={t("admin.signaturesHelp")}>
      {rules.error && (
        <Alert type="error" showIcon title={sentence(rules.error, t("state.away"))} />
      )}
      {rules.isPending && <Skeleton active />}
      {rules.data?.rows.map(({ topic, title, required }) => {
        const name = i18n.language === "zh" ? title.zh : title.en;
        return (
          <Flex key={topic} className="admin-rule" justify="space-between" align="center">
            <span>{name}</span>
            <Switch
              checked={required}
              aria-label={name}
              onChange={(isOn) => void turn(topic, isOn)}
            />
          </Flex>
        );
      })}
    </Frame>
  );
}
