/** What a role permits, line by line: the action, on which records, with which fields shown how. */

import { DeleteOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Button, Flex, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { entityQuery, say } from "@/engine/metadata";
import { entityOf, LEVELS, type Permission, ruleOf, wordOf } from "./permissions";

interface Props {
  readonly known: readonly string[];
  readonly value?: readonly Permission[];
  readonly onChange?: (value: readonly Permission[]) => void;
}

const EMPTY: Permission = { needs: "", fields: [] };

export function PermissionsInput({ known, value = [], onChange }: Props) {
  const { t } = useTranslation();
  const put = (at: number, line: Permission | null) =>
    onChange?.(value.flatMap((one, index) => (index === at ? (line ?? []) : [one])));
  return (
    <div className="admin-permissions">
      {value.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name of its own while typed
        <Line key={at} known={known} line={line} onChange={(next) => put(at, next)} />
      ))}
      <Button onClick={() => onChange?.([...value, EMPTY])}>{t("admin.addPermission")}</Button>
    </div>
  );
}

interface LineProps {
  readonly known: readonly string[];
  readonly line: Permission;
  readonly onChange: (line: Permission | null) => void;
}

function Line({ known, line, onChange }: LineProps) {
  const { t } = useTranslation();
  return (
    <Flex gap={8} wrap className="admin-permission">
      <AutoComplete
        className="admin-needs"
        value={line.needs}
        options={known.map((one) => ({ value: one }))}
        showSearch={{ filterOption: (typed, one) => one?.value.includes(typed) ?? false }}
        aria-label={t("admin.permission")}
        placeholder="lot:read"
        onChange={(needs: string) => onChange({ ...line, needs })}
      />
      <Input
        className="admin-scope"
        value={line.scope ?? ""}
        aria-label={t("admin.scope")}
        placeholder={t("admin.scopeHint")}
        onChange={({ target }) => onChange({ ...line, scope: target.value || null })}
      />
      <Rules line={line} onChange={onChange} />
      <Button
        icon={<DeleteOutlined />}
        aria-label={t("admin.dropPermission", { needs: line.needs })}
        onClick={() => onChange(null)}
      />
    </Flex>
  );
}

/** Fields that are hidden, masked or only read; the others may be read and changed. */
function Rules({ line, onChange }: Omit<LineProps, "known">) {
  const { t, i18n } = useTranslation();
  const entity = entityOf(line.needs);
  const described = useQuery({ ...entityQuery(entity), enabled: entity !== "", retry: false });
  const options = (described.data?.fields ?? []).flatMap((field) =>
    LEVELS.map((level) => ({
      value: wordOf({ field: field.name, level }),
      label: `${say(field.label, i18n.language)}: ${t(`admin.level.${level}`)}`,
    })),
  );
  return (
    <Select
      mode="multiple"
      className="admin-rules"
      value={(line.fields ?? []).map(wordOf)}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      aria-label={t("admin.fieldRules")}
      placeholder={t("admin.fieldRules")}
      onChange={(words: readonly string[]) => onChange({ ...line, fields: words.map(ruleOf) })}
    />
  );
}
