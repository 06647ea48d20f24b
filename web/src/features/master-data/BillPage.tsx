/** One bill: its tree with quantities, its lines to be edited, two versions side by side. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  Alert,
  App,
  Button,
  DatePicker,
  Flex,
  Popconfirm,
  Select,
  Skeleton,
  Tabs,
  Typography,
} from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BesideButton } from "@/engine/detail/BesideButton";
import { give } from "@/engine/form/command";
import { Nothing } from "@/engine/nothing/Nothing";
import { sentence } from "@/shared/api/sentence";
import { number } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import { useNamed } from "@/shared/ui/named";
import { BillCompare } from "./BillCompare";
import { BillEditor } from "./BillEditor";
import { BillTree } from "./BillTree";
import type { Bill } from "./bill";
import { ImportButton } from "./Files";
import { MasterNav } from "./MasterNav";
import { useMay } from "./may";
import { allOf, quoted } from "./read";
import { Status } from "./Status";
import { revised } from "./write";

const TABS = ["tree", "lines", "compare"] as const;

export interface BillAsked {
  readonly tab?: string;
  readonly quantity?: string;
  readonly with?: string;
}

interface Props {
  readonly id: string;
  readonly asked: BillAsked;
  readonly onAsk: (asked: BillAsked) => void;
  readonly onOpen: (id: string) => void;
}

export function BillPage({ id, asked, onAsk, onOpen }: Props) {
  const { t } = useTranslation();
  const found = useQuery(allOf<Bill>("material_bill", `id = ${quoted(id)}`));
  const bill = found.data?.[0];
  if (found.error)
    return <Alert type="error" showIcon title={sentence(found.error, t("state.away"))} />;
  if (found.data && !bill) return <Nothing says={t("master.missing")} first={["bills"]} />;
  if (!bill) return <Skeleton active paragraph={{ rows: 8 }} />;
  const tab = TABS.find((one) => one === asked.tab) ?? "tree";
  return (
    <>
      <MasterNav />
      <Head bill={bill} onOpen={onOpen} />
      <Tabs
        activeKey={tab}
        onChange={(next) => onAsk({ ...asked, tab: next })}
        destroyOnHidden
        items={[
          {
            key: "tree",
            label: t("bill.tree"),
            children: <BillTree bill={bill} asked={asked} onAsk={onAsk} />,
          },
          {
            key: "lines",
            label: t("bill.lines"),
            children: <BillEditor key={bill.version} bill={bill} onWritten={onOpen} />,
          },
          {
            key: "compare",
            label: t("bill.compare"),
            children: <BillCompare bill={bill} asked={asked} onAsk={onAsk} />,
          },
        ]}
      />
    </>
  );
}

function Head({ bill, onOpen }: { readonly bill: Bill; readonly onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  useNamed(bill.code);
  const versions = useQuery(allOf<Bill>("material_bill", `code = ${quoted(bill.code)}`)).data ?? [];
  return (
    <Flex className="master-head" gap={12} align="center" wrap>
      <Typography.Title level={2}>{bill.code}</Typography.Title>
      <Select
        aria-label={t("bill.revision")}
        value={bill.id}
        popupMatchSelectWidth={false}
        options={[...versions]
          .sort((one, two) => Number(two.revision) - Number(one.revision))
          .map((one) => ({
            value: one.id,
            label: `${t("bill.revision")} ${number(one.revision)} · ${t(`revision.${one.status}`)}`,
          }))}
        onChange={onOpen}
      />
      <Status status={bill.status} />
      <BesideButton entity="material_bill" filter={`id = "${bill.id}"`} name={bill.code} />
      <Typography.Text type="secondary">
        {[bill.material.code, bill.material.title].filter(Boolean).join(" ")}
      </Typography.Text>
      <Link to="/master/where-used" search={{ material: bill.material.code ?? "" }}>
        {t("masterPage.whereUsed")}
      </Link>
      {may("material_bill:change") && <Steps bill={bill} onOpen={onOpen} />}
    </Flex>
  );
}

function Steps({ bill, onOpen }: { readonly bill: Bill; readonly onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [releasing, setReleasing] = useState(false);
  const step = async (work: () => Promise<void>) => {
    try {
      await work();
      await queries.invalidateQueries();
      message.success(t("form.saved"));
    } catch (failure) {
      message.error(sentence(failure, t("state.away")), 8);
    }
  };
  const named = { material_bill: bill.id, expected_version: bill.version };
  return (
    <Flex className="master-do" gap={8} wrap>
      <ImportButton
        target="bill_of_materials"
        title={t("bill.importTitle")}
        same={{ parent: bill.material.code ?? "" }}
      />
      {bill.status === "released" && (
        <Button onClick={() => void step(async () => onOpen(await revised(bill)))}>
          {t("bill.newRevision")}
        </Button>
      )}
      {bill.status !== "obsolete" && (
        <Popconfirm
          title={t("bill.retireSure")}
          onConfirm={() => step(() => give("kernel.retire_material_bill", named))}
        >
          <Button danger>{t("master.retire")}</Button>
        </Popconfirm>
      )}
      {bill.status === "draft" && (
        <Button type="primary" onClick={() => setReleasing(true)}>
          {t("bill.release")}
        </Button>
      )}
      <Release
        open={releasing}
        onClose={() => setReleasing(false)}
        onRelease={(day) =>
          step(() =>
            give("kernel.release_material_bill", {
              ...named,
              ...(day ? { effective_on: day.format("YYYY-MM-DD") } : {}),
            }),
          )
        }
      />
    </Flex>
  );
}

interface ReleaseProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onRelease: (day: Dayjs | null) => Promise<void>;
}

function Release({ open, onClose, onRelease }: ReleaseProps) {
  const { t } = useTranslation();
  const [day, setDay] = useState<Dayjs | null>(null);
  return (
    <Modal
      open={open}
      title={t("bill.release")}
      okText={t("bill.release")}
      cancelText={t("form.cancel")}
      onCancel={onClose}
      onOk={() => onRelease(day).then(onClose)}
    >
      <Typography.Paragraph>{t("bill.releaseHelp")}</Typography.Paragraph>
      <label htmlFor="bill-from">{t("bill.from")}</label>{" "}
      <DatePicker id="bill-from" value={day} onChange={(next) => setDay(next)} />
    </Modal>
  );
}
