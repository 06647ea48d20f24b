/** What an operation asks for beside pieces: oven temperature, torque, press force - with limits. */

import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select, Table } from "antd";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { uuid7 } from "@/shared/api/uuid";
import { BEYOND, blankValue, VALUE_KINDS, type ValueDraft } from "./values";

interface Props {
  readonly sequence: string;
  readonly values: readonly ValueDraft[];
  readonly may: boolean;
  readonly onValues: (values: readonly ValueDraft[]) => void;
}

type Typed = "code" | "name" | "name_en" | "unit" | "lower" | "upper" | "choices";

export function RoutingValues({ sequence, values, may, onValues }: Props) {
  const { t } = useTranslation();
  const put = (key: string, part: Partial<ValueDraft>) =>
    onValues(values.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const label = (word: string, at: number) => `${word} ${sequence}-${at + 1}`;
  const text = (
    field: Typed,
    word: string,
    width: number,
    asked: (row: ValueDraft) => boolean,
  ) => ({
    title: word,
    width,
    render: (_: unknown, row: ValueDraft, at: number) =>
      asked(row) && (
        <Input
          aria-label={label(word, at)}
          value={row[field]}
          disabled={!may}
          {...(field === "lower" || field === "upper" ? { inputMode: "decimal" as const } : {})}
          {...(field === "choices" ? { placeholder: t("routing.valueChoicesHow") } : {})}
          onChange={(event) => put(row.key, { [field]: event.target.value })}
        />
      ),
  });
  const isNumber = (row: ValueDraft) => row.kind === "number";
  const always = () => true;
  return (
    <section aria-label={t("routing.valuesOf", { sequence })}>
      <Table<ValueDraft>
        size="small"
        rowKey="key"
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={values as ValueDraft[]}
        locale={{ emptyText: <Nothing says={t("routing.valuesNone")} /> }}
        columns={[
          text("code", t("routing.valueCode"), 120, always),
          text("name", t("routing.valueName"), 150, always),
          text("name_en", t("routing.valueNameEn"), 170, always),
          {
            title: t("routing.valueKind"),
            width: 130,
            render: (_, row, at) => (
              <Select
                aria-label={label(t("routing.valueKind"), at)}
                value={row.kind}
                disabled={!may}
                popupMatchSelectWidth={false}
                options={VALUE_KINDS.map((kind) => ({
                  value: kind,
                  label: t(`valueKinds.${kind}`),
                }))}
                onChange={(kind) => put(row.key, { kind })}
              />
            ),
          },
          text("unit", t("routing.valueUnit"), 90, isNumber),
          text("lower", t("routing.valueLower"), 100, isNumber),
          text("upper", t("routing.valueUpper"), 100, isNumber),
          text("choices", t("routing.valueChoices"), 160, (row) => row.kind === "choice"),
          {
            title: t("routing.valueRequired"),
            width: 90,
            render: (_, row, at) => (
              <Checkbox
                aria-label={label(t("routing.valueRequired"), at)}
                checked={row.required}
                disabled={!may}
                onChange={(event) => put(row.key, { required: event.target.checked })}
              />
            ),
          },
          {
            title: t("routing.valueBeyond"),
            width: 200,
            render: (_, row, at) =>
              (row.kind === "number" || row.kind === "yes_no") && (
                <Select
                  aria-label={label(t("routing.valueBeyond"), at)}
                  value={row.beyond}
                  disabled={!may}
                  popupMatchSelectWidth={false}
                  options={BEYOND.map((beyond) => ({
                    value: beyond,
                    label: t(`valueBeyond.${beyond}`),
                  }))}
                  onChange={(beyond) => put(row.key, { beyond })}
                />
              ),
          },
          ...(may
            ? [
                {
                  title: "",
                  width: 48,
                  render: (_: unknown, row: ValueDraft, at: number) => (
                    <Button
                      type="text"
                      danger
                      icon={<DeleteOutlined />}
                      aria-label={label(t("routing.valueRemove"), at)}
                      onClick={() => onValues(values.filter((one) => one.key !== row.key))}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {may && (
        <Button
          className="master-add"
          icon={<PlusOutlined />}
          aria-label={`${t("routing.valueAdd")} ${sequence}`}
          onClick={() => onValues([...values, blankValue(uuid7())])}
        >
          {t("routing.valueAdd")}
        </Button>
      )}
    </section>
  );
}
