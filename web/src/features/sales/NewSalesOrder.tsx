/** A sales order by hand: the customer, and line by line what they want and when. */

import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Card, DatePicker, Flex, Form, Input } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LinkInput } from "@/engine/form/LinkInput";
import { filled } from "@/engine/form/values";
import { useOnlySite } from "@/engine/list/first";
import { type Refusal, Refused, request } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import { uuid7 } from "@/shared/api/uuid";

interface LineValues {
  readonly material?: string;
  readonly quantity?: string;
  readonly promised_on?: Dayjs;
  readonly wanted_on?: Dayjs;
  readonly customer_material?: string;
}

interface Values {
  readonly code?: string;
  readonly site?: string;
  readonly customer: string;
  readonly customer_number?: string;
  readonly salesperson?: string;
  readonly note?: string;
  readonly lines: readonly LineValues[];
}

interface Props {
  readonly onDone: (code: string) => void;
  readonly onCancel: () => void;
}

interface Answer {
  readonly events: readonly { readonly code: string }[];
}

const day = (at: Dayjs | undefined) => at?.format("YYYY-MM-DD");

export function NewSalesOrder({ onDone, onCancel }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [id] = useState(uuid7);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const only = useOnlySite();
  const submit = async ({ lines, ...head }: Values) => {
    setBusy(true);
    setSaid(null);
    const body = {
      id,
      ...filled({ site: only, ...filled({ ...head }) }),
      lines: lines.map(({ promised_on, wanted_on, ...line }) =>
        filled({ ...line, promised_on: day(promised_on), wanted_on: day(wanted_on) }),
      ),
    };
    try {
      const verb = "/api/v1/commands/sales.create_sales_order";
      const answer = await request<Answer>("POST", verb, body);
      await queries.invalidateQueries();
      onDone(answer.events[0]?.code ?? "");
    } catch (failure) {
      setSaid(besideFields(failure));
    } finally {
      setBusy(false);
    }
  };
  /** Put refusals beside their fields; what belongs to none is told above. */
  const besideFields = (failure: unknown): string | null => {
    if (!(failure instanceof Refused)) return sentence(failure, t("state.away"));
    const { refusal } = failure;
    const each: readonly Refusal[] = refusal.problems?.length ? refusal.problems : [refusal];
    const rest: string[] = [];
    for (const one of each) {
      const path = (one.at ?? "").split("/").filter(Boolean);
      const name = path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
      if (form.getFieldInstance(name as never)) {
        form.setFields([{ name: name as never, errors: [one.title] }]);
      } else rest.push(one.title);
    }
    return rest.join(" ") || null;
  };
  const needed = [{ required: true, message: t("signIn.needed") }];
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      onFinish={(values) => void submit(values)}
      initialValues={{ lines: [{}] }}
      scrollToFirstError
    >
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Form.Item name="customer" label={t("sales.customer")} rules={needed}>
        <LinkInput to="partner" />
      </Form.Item>
      <Form.Item name="customer_number" label={t("sales.customerNumber")}>
        <Input maxLength={64} />
      </Form.Item>
      {!only && (
        <Form.Item name="site" label={t("column.site")} rules={needed}>
          <LinkInput to="site" />
        </Form.Item>
      )}
      <Form.Item name="code" label={t("sales.order")} extra={t("sales.codeHelp")}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item
        name="salesperson"
        label={t("sales.salesperson")}
        extra={t("sales.salespersonHelp")}
      >
        <LinkInput to="person" />
      </Form.Item>
      <Form.List name="lines">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Card
                key={key}
                size="small"
                className="sales-new-line"
                title={t("sales.lineNo", { line: (name + 1) * 10 })}
                extra={
                  fields.length > 1 && (
                    <Button size="small" onClick={() => remove(name)}>
                      {t("sales.removeLine")}
                    </Button>
                  )
                }
              >
                <Form.Item name={[name, "material"]} label={t("column.material")} rules={needed}>
                  <LinkInput to="material" />
                </Form.Item>
                <Flex gap={12} wrap>
                  <Form.Item name={[name, "quantity"]} label={t("sales.quantity")} rules={needed}>
                    <Input inputMode="decimal" />
                  </Form.Item>
                  <Form.Item
                    name={[name, "promised_on"]}
                    label={t("sales.promised")}
                    rules={needed}
                  >
                    <DatePicker />
                  </Form.Item>
                  <Form.Item name={[name, "wanted_on"]} label={t("sales.wanted")}>
                    <DatePicker />
                  </Form.Item>
                  <Form.Item name={[name, "customer_material"]} label={t("sales.customerMaterial")}>
                    <Input maxLength={64} />
                  </Form.Item>
                </Flex>
              </Card>
            ))}
            <Button block onClick={() => add({})}>
              {t("sales.addLine")}
            </Button>
          </>
        )}
      </Form.List>
      <Form.Item name="note" label={t("sales.note")} className="sales-note">
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
      <Flex gap={8} justify="end">
        <Button onClick={onCancel}>{t("form.cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t("form.save")}
        </Button>
      </Flex>
    </Form>
  );
}
