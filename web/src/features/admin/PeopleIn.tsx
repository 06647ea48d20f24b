/** People are let in: names as they are typed or pasted, one role, and a PIN for each. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Flex, Form, Input, Select, Table, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useOnlySite } from "@/engine/list/first";
import { PrintButton } from "@/engine/print/PrintButton";
import { among } from "@/engine/print/prints";
import { request } from "@/shared/api/http";
import { asked } from "@/shared/api/query";
import { Modal } from "@/shared/ui/layers";
import { type LetIn, letIn, newcomersIn } from "./people";
import { useRoles } from "./roles";

const USUAL = "operator";
const PEOPLE_MAX = 1000;

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function PeopleIn({ open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open={open}
      title={t("admin.letIn")}
      footer={null}
      onCancel={onClose}
      width={640}
      destroyOnHidden
    >
      <Letting onClose={onClose} />
    </Modal>
  );
}

interface Asked {
  readonly people: string;
  readonly role: string;
}

function Letting({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [form] = Form.useForm<Asked>();
  const [done, setDone] = useState<readonly LetIn[]>([]);
  const [left, setLeft] = useState<number | null>(null);
  const { roles } = useRoles();
  const site = useOnlySite();
  const people = newcomersIn(Form.useWatch("people", form) ?? "");
  const go = async ({ role }: Asked) => {
    const told: LetIn[] = [];
    for (const one of people) {
      setLeft(people.length - told.length);
      told.push(await letIn(one, role, site, t("state.away")));
    }
    await queries.invalidateQueries();
    setLeft(null);
    setDone(told);
  };
  if (done.length > 0) return <Handed done={done} onClose={onClose} />;
  return (
    <Form form={form} layout="vertical" initialValues={{ role: USUAL, people: "" }} onFinish={go}>
      <Form.Item name="people" label={t("admin.letInWho")} extra={t("admin.letInHelp")}>
        <Input.TextArea rows={6} autoFocus placeholder={t("admin.letInExample")} />
      </Form.Item>
      <WithoutAccess onAdd={(lines) => form.setFieldValue("people", lines)} />
      <Form.Item name="role" label={t("admin.role")}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          options={roles.map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
      <Flex gap={8} justify="end">
        <Button onClick={onClose}>{t("form.cancel")}</Button>
        <Button
          type="primary"
          htmlType="submit"
          loading={left !== null}
          disabled={people.length === 0}
        >
          {t("admin.letInCount", { count: left ?? people.length })}
        </Button>
      </Flex>
    </Form>
  );
}

/** Those of the master data who cannot sign in yet, for instance brought in from a sheet. */
function WithoutAccess({ onAdd }: { readonly onAdd: (lines: string) => void }) {
  const { t } = useTranslation();
  const users = useQuery(asked("platform.users", { limit: PEOPLE_MAX })).data?.rows;
  const people = useQuery({
    queryKey: ["records", "person", "all"],
    queryFn: () =>
      request<{ rows: { id: string; code: string; name: string }[] }>(
        "GET",
        `/api/v1/records/person?fields=code&fields=name&limit=${PEOPLE_MAX}`,
      ),
  }).data?.rows;
  if (!users || !people) return null;
  const known = new Set(users.map((user) => user.person));
  const waiting = people.filter(({ id }) => !known.has(id));
  if (waiting.length === 0) return null;
  return (
    <Button
      type="link"
      className="admin-waiting"
      onClick={() => onAdd(waiting.map(({ code, name }) => `${name}\t${code}`).join("\n"))}
    >
      {t("admin.letInWaiting", { count: waiting.length })}
    </Button>
  );
}

/** The PINs, to be handed over now: nobody can read them later. */
function Handed({
  done,
  onClose,
}: {
  readonly done: readonly LetIn[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const given = done.filter((one) => one.pin !== null);
  const text = given.map(({ name, number, pin }) => [name, number, pin].join("\t")).join("\n");
  return (
    <>
      {given.length > 0 && <Alert type="warning" showIcon title={t("admin.pinsOnce")} />}
      <Table<LetIn>
        className="admin-handed"
        size="small"
        rowKey={(one) => `${one.name} ${one.number}`}
        pagination={false}
        dataSource={[...done]}
        columns={[
          { title: t("column.name"), dataIndex: "name" },
          { title: t("admin.number"), dataIndex: "number" },
          {
            title: t("admin.pin"),
            render: (_, one) =>
              one.pin === null ? (
                <Typography.Text type="danger">{one.said}</Typography.Text>
              ) : (
                <Typography.Text code>{one.pin}</Typography.Text>
              ),
          },
        ]}
      />
      <Flex gap={8} justify="end" align="center" wrap>
        {given.length > 0 && (
          <>
            <Typography.Text copyable={{ text }}>{t("admin.copyPins")}</Typography.Text>
            <PrintButton
              entity="person"
              print={{
                filter: among(
                  "code",
                  given.map(({ name, number }) => number || name),
                ),
                order: ["code"],
              }}
            />
          </>
        )}
        <Button type="primary" onClick={onClose}>
          {t("admin.handedOver")}
        </Button>
      </Flex>
    </>
  );
}
