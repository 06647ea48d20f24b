/** How the records are shown: which columns in which order, put together by what, coloured when. */

import { useQuery } from "@tanstack/react-query";
import { Badge, Button, Checkbox, Flex, Input, Popover, Select, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMeasureName, usePeriodName } from "../board/Groups";
import { isGrouped, isMeasured, isTimed, MEASURES, PERIODS } from "../board/groups";
import { listed } from "../list/columns";
import { type Entity, entityQuery, say } from "../metadata";
import { COLOURS, type ColourRule, type Looking, SIGNS } from "./content";

interface Props {
  readonly entity: Entity;
  readonly looking: Looking;
  readonly onLook: (more: Partial<Looking>) => void;
}

interface ColumnsProps extends Props {
  /** The columns shown where nobody chose others. */
  readonly usual?: readonly string[];
}

export function ColumnsButton({ entity, looking, onLook, usual }: ColumnsProps) {
  const { t, i18n } = useTranslation();
  const every = listed(entity).map((field) => field.name);
  const shown = looking.columns ?? usual ?? every;
  const rest = every.filter((name) => !shown.includes(name));
  const put = (columns: readonly string[]) => onLook({ columns });
  const swap = (at: number, by: number) => {
    const next = [...shown];
    const [one] = next.splice(at, 1);
    if (one !== undefined) next.splice(at + by, 0, one);
    put(next);
  };
  const label = (name: string) => {
    const field = entity.fields.find((one) => one.name === name);
    return field ? say(field.label, i18n.language) : name;
  };
  const content = (
    <div className="look-columns">
      {shown.map((name, at) => (
        <Flex key={name} gap={4} align="center">
          <Checkbox
            checked
            disabled={shown.length === 1}
            onChange={() => put(shown.filter((one) => one !== name))}
          >
            {label(name)}
          </Checkbox>
          <Button
            size="small"
            type="text"
            disabled={at === 0}
            aria-label={`${t("view.up")} ${label(name)}`}
            onClick={() => swap(at, -1)}
          >
            ↑
          </Button>
          <Button
            size="small"
            type="text"
            disabled={at === shown.length - 1}
            aria-label={`${t("view.down")} ${label(name)}`}
            onClick={() => swap(at, 1)}
          >
            ↓
          </Button>
        </Flex>
      ))}
      {rest.map((name) => (
        <div key={name}>
          <Checkbox checked={false} onChange={() => put([...shown, name])}>
            {label(name)}
          </Checkbox>
        </div>
      ))}
      <Behind
        entity={entity}
        onAdd={(name) => put([...shown.filter((one) => one !== name), name])}
      />
      <Button size="small" onClick={() => onLook({ columns: [] })}>
        {usual ? t("view.columnsUsual") : t("view.columnsAll")}
      </Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" content={content} title={t("view.columns")}>
      <Button>{t("view.columns")}</Button>
    </Popover>
  );
}

/** Fields of the records that are linked, added as columns. */
function Behind(props: { readonly entity: Entity; readonly onAdd: (name: string) => void }) {
  const { entity, onAdd } = props;
  const { t, i18n } = useTranslation();
  const links = entity.fields.filter((one) => one.type === "link" && one.to);
  const [through, setThrough] = useState<string | null>(null);
  const link = links.find((one) => one.name === through);
  const target = useQuery({ ...entityQuery(link?.to ?? ""), enabled: link !== undefined });
  if (links.length === 0) return null;
  return (
    <Flex gap={4} wrap className="look-behind">
      <Select
        allowClear
        value={through}
        placeholder={t("view.behind")}
        aria-label={t("view.behind")}
        onChange={(name: string | undefined) => setThrough(name ?? null)}
        options={links.map((one) => ({ value: one.name, label: say(one.label, i18n.language) }))}
      />
      {link && (
        <Select
          showSearch
          optionFilterProp="label"
          value={null}
          loading={target.isPending}
          placeholder={t("filter.field")}
          aria-label={t("filter.field")}
          onChange={(name: string) => onAdd(`${link.name}.${name}`)}
          options={(target.data?.fields ?? []).map((one) => ({
            value: one.name,
            label: say(one.label, i18n.language),
          }))}
        />
      )}
    </Flex>
  );
}

const GROUPS_MAX = 3;

export function GroupButton({ entity, looking, onLook }: Props) {
  const { t, i18n } = useTranslation();
  const nameOf = useMeasureName(entity);
  const periodName = usePeriodName();
  const measures = entity.fields
    .filter(isMeasured)
    .flatMap((field) => MEASURES.map((what) => `${what}:${field.name}`));
  const content = (
    <Flex vertical gap={8} className="look-group">
      <Typography.Text>{t("view.groupBy")}</Typography.Text>
      <Select
        mode="multiple"
        allowClear
        maxCount={GROUPS_MAX}
        optionFilterProp="label"
        value={[...(looking.group ?? [])]}
        aria-label={t("view.groupBy")}
        onChange={(group) => onLook({ group })}
        options={[
          ...entity.fields
            .filter(isGrouped)
            .map((one) => ({ value: one.name, label: say(one.label, i18n.language) })),
          ...entity.fields.filter(isTimed).flatMap((one) =>
            PERIODS.map((period) => ({
              value: `${period}:${one.name}`,
              label: say(periodName(period, one), i18n.language),
            })),
          ),
        ]}
      />
      <Typography.Text>{t("view.measures")}</Typography.Text>
      <Select
        mode="multiple"
        allowClear
        optionFilterProp="label"
        value={[...(looking.measures ?? [])]}
        aria-label={t("view.measures")}
        onChange={(chosen) => onLook({ measures: chosen })}
        options={measures.map((value) => ({ value, label: nameOf(value) }))}
      />
    </Flex>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" content={content}>
      <Badge count={looking.group?.length ?? 0} size="small">
        <Button>{t("view.group")}</Button>
      </Badge>
    </Popover>
  );
}

const RULES_MAX = 10;
const FRESH: ColourRule = { when: "", colour: "red", icon: "warning" };

export function ColoursButton({ looking, onLook }: Omit<Props, "entity">) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [rules, setRules] = useState<readonly ColourRule[]>([]);
  const put = (at: number, more: Partial<ColourRule>) =>
    setRules(rules.map((one, index) => (index === at ? { ...one, ...more } : one)));
  const show = (next: boolean) => {
    setOpen(next);
    if (next) setRules(looking.colours ?? [FRESH]);
  };
  const content = (
    <div className="filter">
      <Typography.Text type="secondary">{t("colour.help")}</Typography.Text>
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no other name
        <Flex key={at} gap={8} className="filter-one" wrap>
          <Input
            className="colour-when"
            value={rule.when}
            placeholder="due_at < now()"
            aria-label={t("colour.when")}
            onChange={(event) => put(at, { when: event.target.value })}
          />
          <Select
            value={rule.colour}
            className="colour-choice"
            aria-label={t("colour.colour")}
            onChange={(colour) => put(at, { colour })}
            options={COLOURS.map((value) => ({
              value,
              label: <span className={`mark-${value}`}>■ {t(`colour.name.${value}`)}</span>,
            }))}
          />
          <Select
            value={rule.icon}
            className="colour-choice"
            aria-label={t("colour.sign")}
            onChange={(icon) => put(at, { icon })}
            options={Object.entries(SIGNS).map(([value, sign]) => ({
              value,
              label: `${sign} ${t(`colour.signName.${value}`)}`,
            }))}
          />
          <Button
            size="small"
            type="text"
            aria-label={t("colour.remove")}
            onClick={() => setRules(rules.filter((_, index) => index !== at))}
          >
            ✕
          </Button>
        </Flex>
      ))}
      <Flex gap={8} justify="space-between">
        <Button
          size="small"
          disabled={rules.length >= RULES_MAX}
          onClick={() => setRules([...rules, FRESH])}
        >
          {t("colour.add")}
        </Button>
        <Button
          size="small"
          type="primary"
          onClick={() => {
            setOpen(false);
            onLook({ colours: rules.filter((one) => one.when.trim() !== "") });
          }}
        >
          {t("filter.apply")}
        </Button>
      </Flex>
    </div>
  );
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={show}
      content={content}
    >
      <Badge count={looking.colours?.length ?? 0} size="small">
        <Button>{t("colour.colours")}</Button>
      </Badge>
    </Popover>
  );
}
