/** Conditions on fields, put together by choosing; what is more than that is written in FEEL. */

import { Badge, Button, Flex, Input, Popover, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FieldInput } from "../form/FieldInput";
import { type Entity, type Field, say } from "../metadata";
import { type Condition, conditionsOf, filterOf, type Operator, operatorsOf } from "./condition";

interface Props {
  readonly entity: Entity;
  readonly filter: string | undefined;
  readonly onFilter: (filter: string | undefined) => void;
}

export function FilterButton({ entity, filter, onFilter }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const said = conditionsOf(filter ?? "", entity.fields);
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      content={
        <Conditions
          key={filter ?? ""}
          entity={entity}
          before={said}
          onApply={(next) => {
            setOpen(false);
            onFilter(filterOf(next, entity.fields) || undefined);
          }}
        />
      }
    >
      <Badge count={said.length} size="small">
        <Button>{t("filter.filter")}</Button>
      </Badge>
    </Popover>
  );
}

interface ConditionsProps {
  readonly entity: Entity;
  readonly before: readonly Condition[];
  readonly onApply: (conditions: readonly Condition[]) => void;
}

function Conditions({ entity, before, onApply }: ConditionsProps) {
  const { t } = useTranslation();
  const first = entity.fields.find((field) => operatorsOf(field).length > 0);
  const fresh = (field: Field): Condition => ({
    field: field.name,
    operator: operatorsOf(field)[0] ?? "is",
    value: "",
  });
  const begin = before.length === 0 && first ? [fresh(first)] : before;
  const [said, setSaid] = useState<readonly Condition[]>(begin);
  const put = (at: number, next: Condition | null) =>
    setSaid(said.flatMap((one, index) => (index === at ? (next ? [next] : []) : [one])));
  return (
    <div className="filter">
      {said.map((one, at) => (
        <One
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name
          key={at}
          entity={entity}
          condition={one}
          onChange={(next) => put(at, next)}
          onRemove={() => put(at, null)}
        />
      ))}
      <Flex gap={8} wrap justify="space-between">
        <Flex gap={8}>
          <Button size="small" onClick={() => first && setSaid([...said, fresh(first)])}>
            {t("filter.add")}
          </Button>
          <Button size="small" onClick={() => setSaid([...said, { feel: "" }])}>
            {t("filter.feel")}
          </Button>
        </Flex>
        <Flex gap={8}>
          <Button size="small" onClick={() => onApply([])}>
            {t("filter.clear")}
          </Button>
          <Button size="small" type="primary" onClick={() => onApply(said.filter(isSaid))}>
            {t("filter.apply")}
          </Button>
        </Flex>
      </Flex>
    </div>
  );
}

/** A condition without its value asks nothing yet. */
function isSaid(one: Condition): boolean {
  if ("feel" in one) return one.feel.trim() !== "";
  return one.value !== "" || one.operator === "empty" || one.operator === "filled";
}

interface OneProps {
  readonly entity: Entity;
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}

function One({ entity, condition, onChange, onRemove }: OneProps) {
  const { t, i18n } = useTranslation();
  const remove = (
    <Button size="small" type="text" aria-label={t("filter.remove")} onClick={onRemove}>
      ✕
    </Button>
  );
  if ("feel" in condition)
    return (
      <Flex gap={8} className="filter-one">
        <Input
          value={condition.feel}
          aria-label={t("filter.feel")}
          placeholder="due_at < now()"
          onChange={(event) => onChange({ feel: event.target.value })}
        />
        {remove}
      </Flex>
    );
  const { field: name, operator, value } = condition;
  const field = entity.fields.find((one) => one.name === name);
  const operators = field ? operatorsOf(field) : [];
  const asked = entity.fields.filter((one) => operatorsOf(one).length > 0);
  return (
    <Flex gap={8} className="filter-one" wrap>
      <Select
        showSearch
        optionFilterProp="label"
        className="filter-field"
        value={name}
        aria-label={t("filter.field")}
        options={asked.map((one) => ({ value: one.name, label: say(one.label, i18n.language) }))}
        onChange={(next) => {
          const chosen = asked.find((one) => one.name === next);
          if (chosen)
            onChange({ field: next, operator: operatorsOf(chosen)[0] ?? "is", value: "" });
        }}
      />
      <Select
        className="filter-how"
        value={operator}
        aria-label={t("filter.how")}
        options={operators.map((one) => ({ value: one, label: t(`filter.operator.${one}`) }))}
        onChange={(next: Operator) => onChange({ ...condition, operator: next })}
      />
      {field && operator !== "empty" && operator !== "filled" && (
        <div className="filter-value">
          <Value
            field={field}
            value={value}
            onChange={(next) => onChange({ ...condition, value: next })}
          />
        </div>
      )}
      {remove}
    </Flex>
  );
}

interface ValueProps {
  readonly field: Field;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Value({ field, value, onChange }: ValueProps) {
  const { t, i18n } = useTranslation();
  if (field.type === "date" || field.type === "instant")
    return (
      <Input
        type={field.type === "date" ? "date" : "datetime-local"}
        value={value}
        aria-label={t("filter.value")}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  if (field.type === "switch")
    return (
      <Select
        value={value || null}
        aria-label={t("filter.value")}
        className="filter-wide"
        onChange={onChange}
        options={[
          { value: "true", label: t("value.yes") },
          { value: "false", label: t("value.no") },
        ]}
      />
    );
  if (field.type === "option")
    return (
      <Select
        value={value || null}
        aria-label={t("filter.value")}
        className="filter-wide"
        onChange={onChange}
        options={Object.entries(field.options ?? {}).map(([key, one]) => ({
          value: key,
          label: say(one.label, i18n.language),
        }))}
      />
    );
  const plain: Field = field.type === "link" ? field : { ...field, type: "text", length: null };
  return (
    <FieldInput
      field={plain}
      label={t("filter.value")}
      value={value || null}
      onChange={(next) => onChange(typeof next === "string" ? next : "")}
    />
  );
}
