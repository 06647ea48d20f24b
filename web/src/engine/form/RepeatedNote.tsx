/** Says that a command had been booked before and was not booked twice; books it once more if meant. */

import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex, Typography } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { onRepeated } from "@/shared/api/http";
import { bookOnceMore } from "@/shared/api/once-more";
import type { Repetition } from "@/shared/api/repeated";
import { sentence } from "@/shared/api/sentence";
import { clockTime } from "@/shared/format";

export function RepeatedNote() {
  const { notification } = App.useApp();
  useEffect(() => {
    onRepeated((found) => {
      const key = `${found.path} ${found.bookedAt}`;
      notification.info({
        key,
        duration: false,
        title: <Told found={found} />,
        description: <OnceMore found={found} onDone={() => notification.destroy(key)} />,
      });
    });
  }, [notification]);
  return null;
}

function Told({ found: { bookedAt, count, of } }: { readonly found: Repetition }) {
  const { t } = useTranslation();
  const time = clockTime(bookedAt);
  return of > 1 ? t("repeated.some", { count, of, time }) : t("repeated.one", { time });
}

interface Props {
  readonly found: Repetition;
  readonly onDone: () => void;
}

function OnceMore({ found, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const book = async () => {
    setBusy(true);
    setSaid(null);
    try {
      await bookOnceMore(found);
      onDone();
      message.success(t("repeated.done"));
      await queries.invalidateQueries();
    } catch (failure) {
      setSaid(sentence(failure, t("state.away")));
      setBusy(false);
    }
  };
  return (
    <Flex vertical gap={8} align="start">
      {said && <Typography.Text type="danger">{said}</Typography.Text>}
      <Button loading={busy} onClick={() => void book()}>
        {t("repeated.again")}
      </Button>
    </Flex>
  );
}
