/** One routing: drawn as a flow, its steps to be edited below; released and revised. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Popconfirm, Select, Skeleton, Typography } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { BesideButton } from "@/engine/detail/BesideButton";
import { give } from "@/engine/form/command";
import { Nothing } from "@/engine/nothing/Nothing";
import { Refused } from "@/shared/api/http";
import { queryFile } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { named, number } from "@/shared/format";
import { useNamed } from "@/shared/ui/named";
import { byPlace } from "./bill";
import { ExportButton, ImportButton } from "./Files";
import { type Draft, editable, type Operation, waitsFor, written } from "./flow";
import { MasterNav } from "./MasterNav";
import { useMay } from "./may";
import { RoutingFlow } from "./RoutingFlow";
import { RoutingSteps } from "./RoutingSteps";
import { allOf, type Link, quoted } from "./read";
import { Status } from "./Status";
import { writeRouting } from "./write";

interface Routing {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly revision: string;
  readonly status: "draft" | "released" | "obsolete";
  readonly material: Link | null;
  readonly version: number;
  readonly content: { readonly operations: readonly Operation[] };
}

interface Center {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
}

interface Props {
  readonly id: string;
  readonly onOpen: (id: string) => void;
}

export function RoutingPage({ id, onOpen }: Props) {
  const { t } = useTranslation();
  const found = useQuery(allOf<Routing>("work_master", `id = ${quoted(id)}`));
  const routing = found.data?.[0];
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (found.data && !routing) return <Nothing says={t("master.missing")} />;
  if (!routing) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <>
      <MasterNav />
      <Head routing={routing} onOpen={onOpen} />
      <Steps key={`${routing.id} ${routing.version}`} routing={routing} onOpen={onOpen} />
      <ValueFiles routing={routing} />
    </>
  );
}

interface HeadProps {
  readonly routing: Routing;
  readonly onOpen: (id: string) => void;
}

function Head({ routing, onOpen }: HeadProps) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const may = useMay();
  const queries = useQueryClient();
  useNamed(routing.code);
  const versions =
    useQuery(allOf<Routing>("work_master", `code = ${quoted(routing.code)}`)).data ?? [];
  const step = async (verb: string, fields: Readonly<Record<string, unknown>>) => {
    try {
      await give(verb, { work_master: routing.id, ...fields });
      await queries.invalidateQueries();
      message.success(t("form.saved"));
    } catch (failure) {
      message.error(sentence(failure, t("state.away")), 8);
    }
  };
  const expected = { expected_version: routing.version };
  return (
    <Flex className="master-head" gap={12} align="center" wrap>
      <Typography.Title level={2}>{routing.code}</Typography.Title>
      <Select
        aria-label={t("bill.revision")}
        value={routing.id}
        popupMatchSelectWidth={false}
        options={[...versions]
          .sort((one, two) => Number(two.revision) - Number(one.revision))
          .map((one) => ({
            value: one.id,
            label: `${t("bill.revision")} ${number(one.revision)} · ${t(`revision.${one.status}`)}`,
          }))}
        onChange={onOpen}
      />
      <Status status={routing.status} />
      <BesideButton entity="work_master" filter={`id = "${routing.id}"`} name={routing.code} />
      <Typography.Text type="secondary">
        {[named(routing, i18n.language), routing.material?.code].filter(Boolean).join(" · ")}
      </Typography.Text>
      <Flex className="master-do" gap={8} wrap>
        <ExportButton
          file={(format) =>
            queryFile("kernel.routing_operations", { work_master: routing.id }, format)
          }
        />
        {may("work_master:write") && (
          <ImportButton
            target="routing"
            title={t("routing.importTitle")}
            same={{ code: routing.code }}
          />
        )}
        {routing.status !== "obsolete" && may("work_master:release") && (
          <Popconfirm
            title={t("bill.retireSure")}
            onConfirm={() => step("kernel.retire_work_master", expected)}
          >
            <Button danger>{t("master.retire")}</Button>
          </Popconfirm>
        )}
        {routing.status === "draft" && may("work_master:release") && (
          <Button type="primary" onClick={() => void step("kernel.release_work_master", expected)}>
            {t("bill.release")}
          </Button>
        )}
      </Flex>
    </Flex>
  );
}

function Steps({ routing, onOpen }: HeadProps) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const may = useMay()("work_master:write");
  const queries = useQueryClient();
  const centers = useQuery(allOf<Center>("equipment")).data ?? [];
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => setDrafts(inOrder(routing)), [routing]);
  const center = (id: string | null) => {
    const found = centers.find((one) => one.id === id);
    return found ? `${found.code} ${named(found, i18n.language)}` : "";
  };
  const save = async () => {
    setBusy(true);
    setSaid({});
    try {
      const made = await writeRouting({
        code: routing.code,
        expected_version: routing.version,
        operations: written(drafts),
      });
      await queries.invalidateQueries();
      message.success(made === null ? t("bill.nothingChanged") : t("form.saved"));
      if (made !== null && made !== routing.id) onOpen(made);
    } catch (failure) {
      if (failure instanceof Refused) setSaid(byPlace(failure.refusal, "operations"));
      else setSaid({ "": sentence(failure, t("state.away")) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <RoutingFlow
        steps={drafts.map((one) => ({
          key: one.key,
          sequence: Number(one.sequence) || 0,
          predecessors: waitsFor(one),
          name: one.name,
          center: center(one.work_center),
          run_s: Number(one.run_s) || 0,
          is_outside: one.is_outside,
          components: materialsOf(one),
        }))}
        onChoose={(key) => {
          setChosen(key);
          document.getElementById(`step-${key}`)?.focus();
        }}
      />
      {routing.status !== "draft" && may && (
        <Typography.Paragraph type="secondary">{t("bill.becomesDraft")}</Typography.Paragraph>
      )}
      {Object.entries(said).map(([place, one]) => (
        <Alert key={place} className="master-said" type="error" showIcon title={one} role="alert" />
      ))}
      <RoutingSteps
        drafts={drafts}
        chosen={chosen}
        may={may}
        centerOf={(id) => centers.find((one) => one.id === id)}
        onDrafts={setDrafts}
      />
      {may && (
        <Flex className="master-tools" gap={8} justify="end">
          <Button onClick={() => setDrafts(inOrder(routing))}>{t("bill.discard")}</Button>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t("form.save")}
          </Button>
        </Flex>
      )}
    </>
  );
}

/** The values of the process as people have them: a row each, out and in. */
function ValueFiles({ routing }: { readonly routing: Routing }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Flex className="master-tools" gap={8} wrap>
      <ExportButton
        label={t("routing.exportValues")}
        file={(format) => queryFile("kernel.routing_values", { work_master: routing.id }, format)}
      />
      {may("work_master:write") && (
        <ImportButton
          target="routing_value"
          label={t("routing.importValues")}
          title={t("routing.importValues")}
          same={{ code: routing.code }}
        />
      )}
    </Flex>
  );
}

const inOrder = (routing: Routing) =>
  [...routing.content.operations].sort((one, two) => one.sequence - two.sequence).map(editable);

function materialsOf(draft: Draft): number {
  const listed = draft.kept?.materials;
  return Array.isArray(listed) ? listed.length : 0;
}
