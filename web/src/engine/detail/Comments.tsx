/** What was said about a record, and a place to say more; people are spoken to by name. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Form, Input, Select, Skeleton, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readQuery } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { moment } from "@/shared/format";
import { byField, give } from "../form/command";
import { draftOf, forgetDraft, keepDraft } from "../form/draft";
import { Nothing } from "../nothing/Nothing";
import { type About, type Comment, commentsQuery } from "./beside";

const PEOPLE = 50;

interface Props {
  readonly about: About;
  readonly me: string;
  readonly mayWrite: boolean;
  /** Whether the reader may look people up to speak to them. */
  readonly mayMention: boolean;
}

export function Comments({ about, me, mayWrite, mayMention }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const comments = useQuery(commentsQuery(about));
  const again = () => queries.invalidateQueries({ queryKey: ["record"] });
  if (comments.error)
    return <Alert type="error" showIcon title={sentence(comments.error, t("state.away"))} />;
  if (!comments.data) return <Skeleton active />;
  return (
    <div className="comments">
      {comments.data.length === 0 && <Nothing says={t("beside.noComments")} />}
      <ol>
        {comments.data.map((one) => (
          <Said
            key={one.id}
            about={about}
            comment={one}
            isMine={mayWrite && one.written_by.id === me}
            mayMention={mayMention}
            onDone={again}
          />
        ))}
      </ol>
      {mayWrite && <Write about={about} mayMention={mayMention} onDone={again} />}
    </div>
  );
}

interface SaidProps {
  readonly about: About;
  readonly comment: Comment;
  readonly isMine: boolean;
  readonly mayMention: boolean;
  readonly onDone: () => Promise<unknown>;
}

function Said({ about, comment, isMine, mayMention, onDone }: SaidProps) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const [changing, setChanging] = useState(false);
  const withdraw = async () => {
    try {
      await give("catalog.withdraw_comment", { ...about, comment: comment.id });
      await onDone();
    } catch (failure) {
      message.error(sentence(failure, t("state.away")));
    }
  };
  return (
    <li>
      <Typography.Text strong>{comment.written_by.name ?? t("beside.system")}</Typography.Text>{" "}
      <Typography.Text type="secondary">
        {moment(comment.written_at, i18n.language)}
        {comment.changed_at && comment.text !== null && ` · ${t("beside.changed")}`}
      </Typography.Text>
      {changing ? (
        <Write
          about={about}
          comment={comment}
          mayMention={mayMention}
          onDone={() => {
            setChanging(false);
            return onDone();
          }}
        />
      ) : (
        <p className={comment.text === null ? "comment-gone" : ""}>
          {comment.text ?? t("beside.withdrawn")}
        </p>
      )}
      {comment.mentions.length > 0 && (
        <Typography.Text type="secondary">
          {comment.mentions.map((one) => `@${one.name ?? one.id}`).join(" ")}
        </Typography.Text>
      )}
      {isMine && comment.text !== null && !changing && (
        <Flex gap={4}>
          <Button size="small" type="link" onClick={() => setChanging(true)}>
            {t("beside.edit")}
          </Button>
          <Button size="small" type="link" onClick={() => void withdraw()}>
            {t("beside.withdraw")}
          </Button>
        </Flex>
      )}
    </li>
  );
}

interface WriteProps {
  readonly about: About;
  readonly comment?: Comment;
  readonly mayMention: boolean;
  readonly onDone: () => Promise<unknown>;
}

function Write({ about, comment, mayMention, onDone }: WriteProps) {
  const { t } = useTranslation();
  const key = `comment.${about.record}.${comment?.id ?? "new"}`;
  const kept = draftOf(key)?.text;
  const [text, setText] = useState(typeof kept === "string" ? kept : (comment?.text ?? ""));
  const [mentions, setMentions] = useState<string[]>(comment?.mentions.map(({ id }) => id) ?? []);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const people = useQuery({
    queryKey: ["people", "mentioned"],
    queryFn: () => readQuery("platform.users", { limit: PEOPLE }),
    enabled: mayMention,
    staleTime: 60_000,
  });
  const send = async () => {
    setBusy(true);
    setSaid(null);
    try {
      const again = comment ? { comment: comment.id } : {};
      await give("catalog.write_comment", { ...about, ...again, text, mentions });
      forgetDraft(key);
      setText("");
      setMentions([]);
      await onDone();
    } catch (failure) {
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form layout="vertical" onFinish={send} className="comment-write">
      <Form.Item {...(said ? { validateStatus: "error" as const, help: said } : {})}>
        <Input.TextArea
          rows={3}
          maxLength={4000}
          value={text}
          aria-label={t("beside.write")}
          placeholder={t("beside.write")}
          onChange={(event) => {
            setText(event.target.value);
            keepDraft(key, { text: event.target.value });
          }}
        />
      </Form.Item>
      <Flex gap={8} wrap>
        {mayMention && (
          <Select
            mode="multiple"
            className="comment-people"
            value={mentions}
            onChange={setMentions}
            optionFilterProp="label"
            placeholder={t("beside.mention")}
            aria-label={t("beside.mention")}
            options={(people.data?.rows ?? []).map((one) => ({ value: one.id, label: one.name }))}
          />
        )}
        <Button type="primary" htmlType="submit" loading={busy} disabled={text.trim() === ""}>
          {t("beside.say")}
        </Button>
      </Flex>
    </Form>
  );
}
