/** Create or change any entity's record; every refusal stands beside its field. */

import { Alert, Button, Flex, Form } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Linked } from "../fields/value";
import { type Entity, type Field, say } from "../metadata";
import { byField, give } from "./command";
import { DraftNote } from "./DraftNote";
import { draftOf, forgetDraft, keepDraft } from "./draft";
import { FieldInput } from "./FieldInput";
import { askedFields, changed, entered, filled, type Values } from "./values";

interface Props {
  readonly entity: Entity;
  /** The record to change; none = a new one. */
  readonly record?: Values;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

function sent(entity: Entity, record: Values | undefined, values: Values): Promise<void> {
  if (record === undefined) return give(`${entity.entity}.create`, filled(values));
  const fields = changed(entered(entity, record), values);
  const named = { record: record.id, expected_version: record.version };
  return give(`${entity.entity}.change`, { ...named, ...fields });
}

export function EntityForm({ entity, record, onDone, onCancel }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const always = entity.editable?.always ?? [];
  const fields = askedFields(entity).filter(({ name }) => !record?._fixed || always.includes(name));
  const key = `${entity.entity}.${record ? `${record.id}.${record.version}` : "new"}`;
  const [draft, setDraft] = useState(() => draftOf(key));
  const before = record ? entered(entity, record) : {};
  const discard = () => {
    forgetDraft(key);
    setDraft(null);
    form.setFieldsValue({
      ...Object.fromEntries(fields.map((one) => [one.name, undefined])),
      ...before,
    });
  };

  const submit = async (values: Values) => {
    setBusy(true);
    setSaid(null);
    try {
      await sent(entity, record, values);
      forgetDraft(key);
      onDone();
    } catch (failure) {
      const each = byField(failure, t("state.away"));
      const known = fields.filter((field) => each[field.name]);
      form.setFields(known.map(({ name }) => ({ name, errors: [each[name] ?? ""] })));
      const rest = Object.entries(each).filter(([name]) => !known.some((one) => one.name === name));
      setSaid(rest.map(([, sentence]) => sentence).join(" ") || null);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{ ...before, ...draft }}
      onValuesChange={(_, values) => keepDraft(key, values)}
      onFinish={submit}
    >
      {draft && <DraftNote onDiscard={discard} />}
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      {fields.map((field) => (
        <Asked key={field.name} field={field} record={record} />
      ))}
      <Flex gap={8} justify="end">
        <Button
          onClick={() => {
            forgetDraft(key);
            onCancel();
          }}
        >
          {t("form.cancel")}
        </Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t("form.save")}
        </Button>
      </Flex>
    </Form>
  );
}

function Asked({ field, record }: { readonly field: Field; readonly record: Values | undefined }) {
  const { t, i18n } = useTranslation();
  return (
    <Form.Item
      name={field.name}
      label={say(field.label, i18n.language)}
      {...(field.note ? { extra: say(field.note, i18n.language) } : {})}
      rules={field.required ? [{ required: true, message: t("signIn.needed") }] : []}
      valuePropName="value"
    >
      <FieldInput field={field} known={knownLinks(record?.[field.name])} />
    </Form.Item>
  );
}

function knownLinks(value: unknown): readonly Linked[] {
  if (Array.isArray(value)) return value as Linked[];
  return typeof value === "object" && value !== null && "id" in value ? [value as Linked] : [];
}
