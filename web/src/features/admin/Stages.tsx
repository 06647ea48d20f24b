/** The stages a company, or one class of its materials, works with: switched on and off. */

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Checkbox, Input, Skeleton, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { LinkInput } from "@/engine/form/LinkInput";
import { recordsQuery } from "@/engine/list/records";
import { entityQuery, say } from "@/engine/metadata";
import { Refused } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import { classOf, stagesOf, switched } from "./stages";

interface Props {
  readonly mayChange: boolean;
}

export function Stages({ mayChange }: Props) {
  const { t, i18n } = useTranslation();
  const described = useQuery(entityQuery("stage"));
  const read = useInfiniteQuery(recordsQuery("stage", {}));
  const failure = described.error ?? read.error;
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!described.data || !read.data) return <Skeleton active paragraph={{ rows: 3 }} />;
  const known = described.data.fields.find(({ name }) => name === "stages")?.options ?? {};
  const names = Object.entries(known).map(([value, { label }]) => ({
    value,
    label: say(label, i18n.language),
  }));
  const rows = read.data.pages.flatMap((page) => page.rows);
  const all = names.map(({ value }) => value);
  const plant = stagesOf(rows, null) ?? all;
  const classes = rows.filter((row) => classOf(row) !== null);
  return (
    <>
      <p>{t("admin.stagesHelp")}</p>
      <p>
        {names
          .filter(({ value }) => plant.includes(value))
          .map(({ value, label }) => (
            <Tag key={value} color="green">
              {label}
            </Tag>
          ))}
      </p>
      {classes.map((row) => (
        <p key={row.id}>
          {classOf(row)}:{" "}
          {(stagesOf(rows, classOf(row)) ?? []).map((one) => (
            <Tag key={one}>{names.find(({ value }) => value === one)?.label ?? one}</Tag>
          ))}
        </p>
      ))}
      {mayChange && (
        <Switch
          key={plant.join()}
          names={names}
          standing={(material_class) => stagesOf(rows, material_class) ?? plant}
        />
      )}
    </>
  );
}

interface SwitchProps {
  readonly names: readonly { readonly value: string; readonly label: string }[];
  /** What is switched on for a class, or for the whole plant. */
  readonly standing: (material_class: string | null) => readonly string[];
}

function Switch({ names, standing }: SwitchProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [confirm, setConfirm] = useState<string | null>(null);
  const fields = [
    {
      name: "material_class",
      label: t("admin.stageClass"),
      help: t("admin.stageClassHelp"),
      input: <LinkInput to="material_class" />,
    },
    {
      name: "stages",
      label: t("admin.stages"),
      initial: standing(null),
      input: <Checkbox.Group options={[...names]} />,
    },
    { name: "reason", label: t("admin.stageReason"), input: <Input maxLength={200} /> },
  ];
  return (
    <CommandForm
      fields={fields}
      okText={confirm ? t("admin.stageAnyway") : t("form.save")}
      isDanger={confirm !== null}
      onGive={async ({ material_class, stages, reason }) => {
        const wanted = (material_class as string | undefined) ?? null;
        const change = switched(standing(wanted), (stages ?? []) as readonly string[]);
        try {
          await give("kernel.switch_stages", {
            ...change,
            ...(wanted ? { material_class: wanted } : {}),
            ...(reason ? { reason } : {}),
            ...(confirm ? { confirm: [confirm] } : {}),
          });
        } catch (failure) {
          setConfirm(failure instanceof Refused ? (failure.refusal.confirm ?? null) : null);
          throw failure;
        }
        setConfirm(null);
        message.success(t("form.saved"));
        await queries.invalidateQueries({ queryKey: ["records", "stage"] });
      }}
    />
  );
}
