/** Which column brings which field; what a person chooses is remembered for the next sheet. */

import { Alert, Checkbox, Form, Input, InputNumber, Select, Table, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { LinkInput } from "../form/LinkInput";
import { say } from "../metadata";
import {
  chosen,
  type Looked,
  type Mapping,
  missing,
  type Place,
  type Same,
  type SheetColumn,
  type SheetField,
} from "./sheets";

interface Props {
  readonly looked: Looked;
  readonly name: string;
  readonly mapping: Mapping;
  readonly same: Same;
  readonly onMap: (mapping: Mapping) => void;
  readonly onSame: (same: Same) => void;
  /** Whether an empty cell empties the value. */
  readonly clear: boolean;
  readonly onClear: (clear: boolean) => void;
  readonly onPlace: (place: Place) => void;
}

export function SheetColumns(props: Props) {
  const { t, i18n } = useTranslation();
  const { looked, mapping, same } = props;
  const brought = new Set(Object.values(mapping));
  const asked = looked.fields.filter(({ name, required }) => required && !brought.has(name));
  return (
    <>
      <Where {...props} />
      <Table<SheetColumn>
        size="small"
        rowKey="column"
        pagination={false}
        tableLayout="fixed"
        dataSource={looked.columns as SheetColumn[]}
        columns={[
          { title: t("sheet.column"), dataIndex: "column", width: 88, responsive: ["sm"] },
          { title: t("sheet.heading"), dataIndex: "heading" },
          {
            title: t("sheet.samples"),
            responsive: ["sm"],
            ellipsis: true,
            render: (_, row) => (
              <Typography.Text type="secondary">{row.samples.join(" · ")}</Typography.Text>
            ),
          },
          {
            title: t("sheet.field"),
            width: "38%",
            render: (_, row) => <FieldChoice {...props} column={row} />,
          },
        ]}
      />
      {looked.changes && (
        <div className="sheet-clear">
          <Typography.Paragraph type="secondary">{t("sheet.changesHelp")}</Typography.Paragraph>
          <Checkbox checked={props.clear} onChange={(event) => props.onClear(event.target.checked)}>
            {t("sheet.clear")}
          </Checkbox>
        </div>
      )}
      {asked.length > 0 && (
        <div className="sheet-same">
          <Typography.Title level={5}>{t("sheet.same")}</Typography.Title>
          {asked.map((field) => (
            <Form.Item
              key={field.name}
              label={say(field.label, i18n.language)}
              layout="vertical"
              htmlFor={`same-${field.name}`}
            >
              <SameValue
                field={field}
                value={same[field.name] ?? ""}
                onChange={(value) => props.onSame({ ...same, [field.name]: value })}
              />
            </Form.Item>
          ))}
        </div>
      )}
      {missing(looked, mapping, same).length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("sheet.missing", {
            fields: missing(looked, mapping, same)
              .map((field) => say(field.label, i18n.language))
              .join(", "),
          })}
        />
      )}
    </>
  );
}

function Where({ looked, name, onPlace }: Props) {
  const { t } = useTranslation();
  return (
    <div className="sheet-where">
      <Typography.Text strong>{name}</Typography.Text>
      {looked.sheets.length > 1 && (
        <Select
          aria-label={t("sheet.sheet")}
          value={looked.sheet}
          options={looked.sheets.map((one) => ({ value: one.name, label: one.name }))}
          onChange={(sheet) => onPlace({ sheet })}
        />
      )}
      <span>
        <label htmlFor="sheet-heading-line">{t("sheet.headingLine")}</label>{" "}
        <InputNumber
          id="sheet-heading-line"
          key={`${looked.sheet} ${looked.heading_line}`}
          min={1}
          max={99_999}
          precision={0}
          defaultValue={looked.heading_line}
          onPressEnter={(event) =>
            onPlace({ sheet: looked.sheet, heading_line: Number(event.currentTarget.value) })
          }
          onStep={(line) => onPlace({ sheet: looked.sheet, heading_line: Number(line) })}
        />
      </span>
      <Typography.Text type="secondary">
        {t("sheet.rows", { count: looked.rows })}
        {looked.skipped.length > 0 && ` · ${t("sheet.skipped", { count: looked.skipped.length })}`}
      </Typography.Text>
    </div>
  );
}

function FieldChoice(props: Props & { readonly column: SheetColumn }) {
  const { t, i18n } = useTranslation();
  const { looked, mapping, column, onMap } = props;
  const field = mapping[column.column] ?? null;
  const known = field !== null && field === column.field ? column.by : null;
  return (
    <span className="sheet-choice">
      <Select
        aria-label={t("sheet.fieldOf", { heading: column.heading || column.column })}
        value={field}
        placeholder={t("sheet.leftOut")}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        options={looked.fields.map((one) => ({
          value: one.name,
          label: `${say(one.label, i18n.language)}${one.needed ? " *" : ""}`,
        }))}
        onChange={(next) => onMap(chosen(mapping, column.column, next ?? null))}
      />
      {known === "remembered" && <Tag>{t("sheet.remembered")}</Tag>}
    </span>
  );
}

function SameValue(props: {
  readonly field: SheetField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { i18n } = useTranslation();
  const { field, value, onChange } = props;
  const id = `same-${field.name}`;
  if (field.to)
    return (
      <LinkInput
        id={id}
        to={field.to}
        value={value || null}
        onChange={(next) => onChange(typeof next === "string" ? next : "")}
      />
    );
  if (field.kind === "option")
    return (
      <Select
        id={id}
        value={value || null}
        options={Object.entries(field.options).map(([key, label]) => ({
          value: key,
          label: say(label, i18n.language),
        }))}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  return <Input id={id} value={value} onChange={(event) => onChange(event.target.value)} />;
}
