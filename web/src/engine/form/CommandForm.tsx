/** A form for one command: what it asks, the server's refusals beside the fields they mean. */

import { Alert, Button, Flex, Form } from "antd";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { byField } from "./command";
import { DraftNote } from "./DraftNote";
import { draftOf, forgetDraft, keepDraft } from "./draft";

export interface AskedField {
  readonly name: string;
  readonly label: string;
  readonly input: ReactElement;
  readonly needed?: boolean;
  readonly help?: string;
  readonly initial?: unknown;
}

export type Given = Readonly<Record<string, unknown>>;

interface Props {
  readonly fields: readonly AskedField[];
  readonly okText: string;
  /** Give the command; what it throws is shown. */
  readonly onGive: (values: Given) => Promise<void>;
  readonly onCancel?: () => void;
  readonly isDanger?: boolean;
  /** Under which name what is typed is kept until it is given; not at all when absent. */
  readonly draft?: string;
}

export function CommandForm(props: Props) {
  const { fields, okText, onGive, onCancel, isDanger = false, draft: key } = props;
  const { t } = useTranslation();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (values: Given) => {
    setBusy(true);
    setSaid(null);
    try {
      await onGive(values);
      if (key) forgetDraft(key);
    } catch (failure) {
      const each = byField(failure, t("state.away"));
      const beside = fields.filter(({ name }) => each[name]);
      form.setFields(beside.map(({ name }) => ({ name, errors: [each[name] ?? ""] })));
      const rest = Object.entries(each).filter(([at]) => !beside.some(({ name }) => name === at));
      setSaid(rest.map(([, one]) => one).join(" ") || null);
    } finally {
      setBusy(false);
    }
  };
  const initial = Object.fromEntries(fields.map(({ name, initial: value }) => [name, value]));
  const [draft, setDraft] = useState(() => (key ? draftOf(key) : null));
  const discard = () => {
    if (key) forgetDraft(key);
    setDraft(null);
    form.setFieldsValue(initial);
  };
  const rule = [{ required: true, message: t("signIn.needed") }];
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={submit}
      initialValues={{ ...initial, ...draft }}
      onValuesChange={(_, values) => key && keepDraft(key, values)}
    >
      {draft && <DraftNote onDiscard={discard} />}
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      {fields.map(({ name, label, input, needed, help }) => (
        <Form.Item
          key={name}
          name={name}
          label={label}
          extra={help}
          {...(needed ? { rules: rule } : {})}
        >
          {input}
        </Form.Item>
      ))}
      <Flex gap={8} justify="end">
        {onCancel && <Button onClick={onCancel}>{t("form.cancel")}</Button>}
        <Button type="primary" htmlType="submit" loading={busy} danger={isDanger}>
          {okText}
        </Button>
      </Flex>
    </Form>
  );
}
