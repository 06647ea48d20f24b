/** All that fits a text, kind by kind: the same question as Ctrl-K, with more of each. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Alert, Card, Input, Skeleton, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { say } from "@/engine/metadata";
import { Nothing } from "@/engine/nothing/Nothing";
import { sentence } from "@/shared/api/sentence";
import { addressOf, type FoundKind, find, inOrder, titleOf } from "./found";
import "./go-to.css";

const EACH = 50;

interface Props {
  readonly text: string;
  readonly onAsk: (text: string) => void;
  readonly onGo: (address: string) => void;
}

export function SearchPage({ text, onAsk, onGo }: Props) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["find", "all", text],
    queryFn: () => find(text, { each: EACH }),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
  const kinds = inOrder(text ? (found.data ?? []) : []);
  return (
    <>
      <Typography.Title level={2}>{t("goTo.search")}</Typography.Title>
      <Input.Search
        key={text}
        defaultValue={text}
        autoFocus
        allowClear
        enterButton
        size="large"
        className="go-search"
        placeholder={t("goTo.searchFor")}
        aria-label={t("goTo.searchFor")}
        onSearch={(typed) => onAsk(typed.trim())}
      />
      {found.error && (
        <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />
      )}
      {text !== "" && found.isPending && <Skeleton active />}
      {text !== "" && found.data?.length === 0 && (
        <Nothing says={t("goTo.nothing", { text })}>{t("goTo.nothingHelp")}</Nothing>
      )}
      {kinds.map((kind) => (
        <Kind key={kind.entity} kind={kind} text={text} onGo={onGo} />
      ))}
    </>
  );
}

interface KindProps {
  readonly kind: FoundKind;
  readonly text: string;
  readonly onGo: (address: string) => void;
}

function Kind({ kind, text, onGo }: KindProps) {
  const { t, i18n } = useTranslation();
  const { entity, label, records, has_more: hasMore, by_beginning: isPartly } = kind;
  const count = hasMore ? `${records.length}+` : String(records.length);
  const list = `/records/${encodeURIComponent(entity)}?search=${encodeURIComponent(text)}`;
  const link = (address: string, title: string) => (
    <a
      href={address}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onGo(address);
      }}
    >
      {title}
    </a>
  );
  return (
    <Card
      size="small"
      className="go-kinds"
      title={`${say(label, i18n.language)} (${count})`}
      extra={link(list, t("goTo.list"))}
    >
      {isPartly && <p className="go-kind">{t("goTo.partly")}</p>}
      <ul className="go-rows">
        {records.map((record) => (
          <li key={record.id}>{link(addressOf(entity, record), titleOf(record))}</li>
        ))}
      </ul>
    </Card>
  );
}
