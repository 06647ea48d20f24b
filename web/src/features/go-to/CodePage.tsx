/** Somebody's camera opened a printed code: go to what it stands on, or say what it may be. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Card, Flex, Result, Skeleton } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { meaningsOf } from "./code";

interface Props {
  readonly code: string;
  readonly onGo: (address: string) => void;
}

export function CodePage({ code, onGo }: Props) {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ["code", code], queryFn: () => meaningsOf(code) });
  const only = found.data?.length === 1 ? found.data[0] : undefined;
  useEffect(() => {
    if (only) onGo(only.address);
  }, [only, onGo]);
  if (found.error) {
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  }
  if (!found.data || only) return <Skeleton active />;
  if (found.data.length === 0) {
    return <Result title={t("goTo.unknown", { code })} subTitle={t("goTo.unknownHelp")} />;
  }
  return (
    <Card title={t("goTo.several", { code })}>
      <Flex vertical gap="small">
        {found.data.map(({ kind, title, address }) => (
          <button key={address} type="button" className="go-open" onClick={() => onGo(address)}>
            {title} <span className="go-kind">{t(`goTo.${kind}`)}</span>
          </button>
        ))}
      </Flex>
    </Card>
  );
}
