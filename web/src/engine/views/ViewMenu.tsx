/** Choose a saved view, keep how one looks now, share it, remove it. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Dropdown, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/shared/api/http";
import { readQuery } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { holds, type Me } from "@/shared/api/session";
import { useAsk } from "@/shared/ui/ask";
import { Modal } from "@/shared/ui/layers";
import { byField, give, giving } from "../form/command";
import { useMe } from "../me";
import { contentOf, isChanged, type Looking, lookingAt, type View } from "./content";

/** The views of one kind of record that the reader has or is shown. */
export const viewsQuery = (entity: string) => ({
  queryKey: ["query", "catalog.saved_views", entity] as const,
  queryFn: async () => {
    const words = new URLSearchParams({ entity });
    const address = `/api/v1/queries/catalog.saved_views?${words}`;
    return (await request<{ readonly rows: readonly View[] }>("GET", address)).rows;
  },
});

interface Props {
  readonly entity: string;
  readonly looking: Looking;
  readonly onLook: (looking: Looking) => void;
}

type Saving = { readonly view: View | null };

export function ViewMenu({ entity, looking, onLook }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const { ask, dialog } = useAsk();
  const queries = useQueryClient();
  const mayRead = holds(me.permissions, "saved_view:read");
  const views = useQuery({ ...viewsQuery(entity), enabled: mayRead });
  const [saving, setSaving] = useState<Saving | null>(null);
  const current = views.data?.find((one) => one.id === looking.view);
  const maySave = holds(me.permissions, "saved_view:save");
  const mayShare = holds(me.permissions, "saved_view:share");
  const mayChange = current && (current.shared_with === "nobody" ? current.is_own : mayShare);
  const again = () => queries.invalidateQueries({ queryKey: viewsQuery(entity).queryKey });
  if (!mayRead) return null;
  const remove = async (view: View) => {
    try {
      await give("catalog.remove_view", { view: view.id, expected_version: view.version });
      message.success(t("view.removed"));
      onLook({});
    } catch (failure) {
      message.error(sentence(failure, t("state.away")));
    }
    await again();
  };
  const choices = (some: readonly View[]) => some.map((one) => ({ key: one.id, label: one.name }));
  const all = views.data ?? [];
  const mine = all.filter((one) => one.shared_with === "nobody");
  const shared = all.filter((one) => one.shared_with !== "nobody");
  const items = [
    { key: "all", label: t("view.all") },
    ...(mine.length > 0
      ? [{ type: "group" as const, key: "mine", label: t("view.mine"), children: choices(mine) }]
      : []),
    ...(shared.length > 0
      ? [
          {
            type: "group" as const,
            key: "shared",
            label: t("view.shared"),
            children: choices(shared),
          },
        ]
      : []),
    { type: "divider" as const, key: "line" },
    ...(mayChange ? [{ key: "save", label: t("view.save") }] : []),
    ...(maySave ? [{ key: "saveAs", label: t("view.saveAs") }] : []),
    ...(mayChange ? [{ key: "remove", label: t("view.remove"), danger: true }] : []),
  ];
  const choose = (key: string) => {
    if (key === "all") onLook({ view: "all" });
    else if (key === "save" && current) setSaving({ view: current });
    else if (key === "saveAs") setSaving({ view: null });
    else if (key === "remove" && current)
      ask({
        title: t("view.removeAsk", { name: current.name }),
        okText: t("view.remove"),
        onOk: () => void remove(current),
      });
    else {
      const found = all.find((one) => one.id === key);
      if (found) onLook(lookingAt(found));
    }
  };
  const changed = current && isChanged(current, looking) ? ` · ${t("view.changed")}` : "";
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items,
          selectedKeys: [current?.id ?? "all"],
          onClick: ({ key }) => choose(key),
        }}
      >
        <Button>{current ? current.name + changed : t("view.views")} ▾</Button>
      </Dropdown>
      {dialog}
      {saving && (
        <SaveView
          entity={entity}
          looking={looking}
          view={saving.view}
          me={me}
          mayShare={mayShare}
          onClose={() => setSaving(null)}
          onSaved={async (id) => {
            setSaving(null);
            message.success(t("view.saved"));
            await again();
            onLook({ ...looking, view: id });
          }}
        />
      )}
    </>
  );
}

interface SaveProps {
  readonly entity: string;
  readonly looking: Looking;
  readonly view: View | null;
  readonly me: Me;
  readonly mayShare: boolean;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => Promise<void>;
}

interface Named {
  readonly name: string;
  readonly shared_with: View["shared_with"];
  readonly role?: string;
  readonly is_default: boolean;
}

interface Answer {
  readonly events?: readonly { readonly record: string }[];
}

function SaveView({ entity, looking, view, me, mayShare, onClose, onSaved }: SaveProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Named>();
  const shared = Form.useWatch("shared_with", form);
  const roles = useQuery({
    queryKey: ["query", "platform.roles", {}],
    queryFn: () => readQuery("platform.roles", {}),
    enabled: mayShare && holds(me.permissions, "role:read"),
  });
  const codes = [...new Set([...me.roles, ...(roles.data?.rows ?? []).map((one) => one.code)])];
  const save = async (named: Named) => {
    const kept = view ? { view: view.id, expected_version: view.version } : {};
    const fields = { ...kept, ...named, entity, content: contentOf(looking) };
    try {
      const answer = await giving<Answer>("catalog.save_view", fields);
      await onSaved(view?.id ?? answer.events?.[0]?.record ?? "");
    } catch (failure) {
      const each = byField(failure, t("state.away"));
      const errors = [Object.values(each).join(" ")];
      form.setFields([{ name: "name", errors }]);
    }
  };
  return (
    <Modal
      open
      title={view ? t("view.save") : t("view.saveAs")}
      okText={t("form.save")}
      cancelText={t("form.cancel")}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={save}
        initialValues={{
          name: view?.name ?? "",
          shared_with: view?.shared_with ?? "nobody",
          role: view?.role ?? me.roles[0],
          is_default: view?.is_default ?? false,
        }}
      >
        <Form.Item
          name="name"
          label={t("view.name")}
          rules={[{ required: true, message: t("signIn.needed") }]}
        >
          <Input maxLength={120} autoFocus />
        </Form.Item>
        <Form.Item name="shared_with" label={t("view.sharedWith")}>
          <Select
            options={[
              { value: "nobody", label: t("view.nobody") },
              { value: "role", label: t("view.role"), disabled: !mayShare },
              { value: "everybody", label: t("view.everybody"), disabled: !mayShare },
            ]}
          />
        </Form.Item>
        {shared === "role" && (
          <Form.Item name="role" label={t("view.roleCode")}>
            <Select showSearch options={codes.map((value) => ({ value, label: value }))} />
          </Form.Item>
        )}
        <Form.Item name="is_default" valuePropName="checked">
          <Checkbox>{t("view.default")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
