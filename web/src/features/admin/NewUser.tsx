/** A new user: a name is enough; who reports at a station needs no e-mail and no password. */

import { useQueryClient } from "@tanstack/react-query";
import { App, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { LinkInput } from "@/engine/form/LinkInput";
import { filled } from "@/engine/form/values";

export const SPOKEN = [
  { value: "zh", label: "中文" },
  { value: "en", label: "English" },
];

export function NewUser({ onDone }: { readonly onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fields = [
    {
      name: "name",
      label: t("column.name"),
      needed: true,
      input: <Input maxLength={100} autoFocus />,
    },
    {
      name: "number",
      label: t("admin.number"),
      help: t("admin.numberHelp"),
      input: <Input maxLength={40} />,
    },
    {
      name: "badge",
      label: t("admin.badge"),
      help: t("admin.badgeHelp"),
      input: <Input maxLength={80} />,
    },
    {
      name: "person",
      label: t("admin.person"),
      help: t("admin.personHelp"),
      input: <LinkInput to="person" />,
    },
    {
      name: "language",
      label: t("shell.language"),
      initial: i18n.language,
      input: <Select options={SPOKEN} />,
    },
  ];
  return (
    <CommandForm
      fields={fields}
      okText={t("form.save")}
      onCancel={onDone}
      onGive={async (values) => {
        await give("platform.create_user", filled(values));
        message.success(t("form.saved"));
        await queries.invalidateQueries({ queryKey: ["query", "platform.users"] });
        onDone();
      }}
    />
  );
}
