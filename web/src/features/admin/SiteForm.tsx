/** What a factory is called, its zone, when its day begins, and how strict its reports are. */

import { useQueryClient } from "@tanstack/react-query";
import { App, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { LinkInput } from "@/engine/form/LinkInput";
import { changed } from "@/engine/form/values";
import type { Row } from "@/engine/list/records";
import { type Entity, say } from "@/engine/metadata";
import { clockOf, secondsOf } from "./day";

interface Props {
  readonly entity: Entity;
  readonly site: Row;
  readonly onDone: () => void;
}

export function SiteForm({ entity, site, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const standing = { ...site, calendar: idOf(site.calendar), day_starts_s: clockOf(site) };
  const field = (name: string, input: React.ReactElement) => ({
    name,
    label: labelOf(entity, name, i18n.language),
    input,
    initial: (standing as Readonly<Record<string, unknown>>)[name],
    needed: entity.fields.find((one) => one.name === name)?.required ?? false,
  });
  const policies = entity.fields.find(({ name }) => name === "report_policy")?.options ?? {};
  const fields = [
    field("name", <Input />),
    field("name_en", <Input />),
    field("zone", <Select showSearch options={zones()} />),
    field("day_starts_s", <Input type="time" />),
    field("currency", <Input maxLength={3} />),
    field("calendar", <LinkInput to="calendar" />),
    field(
      "report_policy",
      <Select
        allowClear
        options={Object.entries(policies).map(([value, { label }]) => ({
          value,
          label: say(label, i18n.language),
        }))}
      />,
    ),
    field("late_entry_h", <InputNumber min={0} stringMode suffix="h" />),
  ];
  return (
    <CommandForm
      fields={fields}
      okText={t("form.save")}
      onCancel={onDone}
      onGive={async (values) => {
        const said = changed(standing, values);
        const day = typeof said.day_starts_s === "string" ? secondsOf(said.day_starts_s) : null;
        await give("site.change", {
          record: site.id,
          expected_version: site.version,
          ...said,
          ...(day === null ? {} : { day_starts_s: day }),
        });
        message.success(t("form.saved"));
        await queries.invalidateQueries({ queryKey: ["records", "site"] });
        onDone();
      }}
    />
  );
}

const zones = () => Intl.supportedValuesOf("timeZone").map((one) => ({ value: one, label: one }));

const idOf = (linked: unknown): string | null =>
  (linked as { readonly id?: string } | null | undefined)?.id ?? null;

function labelOf(entity: Entity, name: string, language: string): string {
  const found = entity.fields.find((one) => one.name === name);
  return found ? say(found.label, language) : name;
}
