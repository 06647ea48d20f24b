/** The skills matrix: people against skills, what holds, what ends soon; filled in at its cells. */

import {
  CheckOutlined,
  ClockCircleOutlined,
  StopOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  Alert,
  Button,
  DatePicker,
  Flex,
  Input,
  InputNumber,
  Skeleton,
  Table,
  Typography,
} from "antd";
import type { ColumnType } from "antd/es/table";
import dayjs, { type Dayjs } from "dayjs";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandForm } from "@/engine/form/CommandForm";
import { give } from "@/engine/form/command";
import { Nothing } from "@/engine/nothing/Nothing";
import { sentence } from "@/shared/api/sentence";
import { named } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import { Beside, type Opened } from "./Beside";
import { ExportButton, ImportButton, recordsFile } from "./Files";
import { MasterNav } from "./MasterNav";
import { useMay } from "./may";
import { allOf } from "./read";
import {
  type Cell,
  holders,
  matrix,
  type Person,
  placeOf,
  type Qualification,
  type Skill,
} from "./skills";

export interface SkillsAsked extends Opened {
  readonly search?: string;
}

interface Props {
  readonly asked: SkillsAsked;
  readonly onAsk: (asked: SkillsAsked) => void;
}

const ROWS_AT_ONCE = 50;

export function SkillsPage({ asked, onAsk }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const people = useQuery(allOf<Person>("person", "left_on = null or left_on >= today()"));
  const skills = useQuery(allOf<Skill>("personnel_class"));
  const held = useQuery(allOf<Qualification>("qualification"));
  const { record, tab, ...rest } = asked;
  const failure = people.error ?? skills.error ?? held.error;
  const search = (asked.search ?? "").toLowerCase();
  const shown = (people.data ?? []).filter(({ code, name, name_en }) =>
    [code, name, name_en ?? ""].some((text) => text.toLowerCase().includes(search)),
  );
  return (
    <>
      <MasterNav />
      <Flex className="master-head" gap={12} align="center" wrap>
        <Typography.Title level={2}>{t("masterPage.skills")}</Typography.Title>
        <Typography.Text type="secondary">
          {t("list.total", { count: shown.length })}
        </Typography.Text>
        <Input.Search
          className="list-search"
          allowClear
          defaultValue={asked.search ?? ""}
          placeholder={t("list.search")}
          aria-label={t("list.search")}
          onSearch={(typed) => onAsk(typed ? { search: typed } : {})}
        />
        <Flex gap={8} wrap className="master-do">
          <ExportButton file={recordsFile("qualification", {})} />
          {may("qualification:create") && (
            <ImportButton target="qualification" title={t("skills.importTitle")} />
          )}
        </Flex>
      </Flex>
      <Legend />
      {failure && <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />}
      {!failure && !(people.data && skills.data && held.data) && <Skeleton active />}
      {people.data && skills.data && held.data && (
        <Matrix
          people={shown}
          skills={skills.data}
          held={held.data}
          onOpen={(id) => onAsk({ ...rest, record: id })}
        />
      )}
      <Beside
        entity="qualification"
        opened={{ ...(record ? { record } : {}), ...(tab ? { tab } : {}) }}
        onOpened={(opened) => onAsk({ ...rest, ...opened })}
      />
    </>
  );
}

const SIGNS = {
  valid: <CheckOutlined />,
  soon: <WarningOutlined />,
  over: <StopOutlined />,
  later: <ClockCircleOutlined />,
} as const;

function Legend() {
  const { t } = useTranslation();
  return (
    <Flex className="master-tools" gap={8} wrap>
      {(["valid", "soon", "over", "later"] as const).map((holds) => (
        <span key={holds} className={`skill skill-${holds}`}>
          {SIGNS[holds]} {t(`skillHolds.${holds}`)}
        </span>
      ))}
    </Flex>
  );
}

interface MatrixProps {
  readonly people: readonly Person[];
  readonly skills: readonly Skill[];
  readonly held: readonly Qualification[];
  readonly onOpen: (id: string) => void;
}

type Asked = { readonly person: Person; readonly skill: Skill };

function Matrix({ people, skills, held, onOpen }: MatrixProps) {
  const { t, i18n } = useTranslation();
  const mayAdd = useMay()("qualification:create");
  const [adding, setAdding] = useState<Asked | null>(null);
  const cells = useMemo(() => matrix(held, dayjs().format("YYYY-MM-DD")), [held]);
  if (people.length === 0) return <Nothing says={t("skills.noPeople")} first={["people"]} />;
  if (skills.length === 0) return <Nothing says={t("skills.noSkills")} first={["skills"]} />;
  const columns: ColumnType<Person>[] = skills.map((skill) => ({
    key: skill.id,
    align: "center",
    width: 120,
    title: (
      <>
        {named(skill, i18n.language)}
        <div className="skill-count">
          {t("skills.have", { count: holders(people, skill.id, cells) })}
        </div>
      </>
    ),
    render: (_, person) => (
      <SkillCell
        cell={cells.get(placeOf(person.id, skill.id))}
        label={`${named(person, i18n.language)}: ${named(skill, i18n.language)}`}
        mayAdd={mayAdd}
        onOpen={onOpen}
        onAdd={() => setAdding({ person, skill })}
      />
    ),
  }));
  return (
    <>
      <Table<Person>
        size="small"
        bordered
        rowKey="id"
        pagination={people.length > ROWS_AT_ONCE ? { pageSize: ROWS_AT_ONCE } : false}
        scroll={{ x: "max-content" }}
        dataSource={people as Person[]}
        columns={[
          {
            title: t("skills.person"),
            fixed: "left",
            width: 170,
            render: (_, person) => (
              <>
                <strong>{named(person, i18n.language)}</strong> {person.code}
              </>
            ),
          },
          ...columns,
        ]}
      />
      {adding && <AddSkill {...adding} onClose={() => setAdding(null)} />}
    </>
  );
}

interface CellProps {
  readonly cell: Cell | undefined;
  readonly label: string;
  readonly mayAdd: boolean;
  readonly onOpen: (id: string) => void;
  readonly onAdd: () => void;
}

function SkillCell({ cell, label, mayAdd, onOpen, onAdd }: CellProps) {
  const { t } = useTranslation();
  if (!cell)
    return mayAdd ? (
      <Button type="text" size="small" aria-label={`${label}: ${t("skills.add")}`} onClick={onAdd}>
        +
      </Button>
    ) : null;
  const until = cell.valid_to ? ` · ${cell.valid_to}` : "";
  return (
    <button
      type="button"
      className={`skill skill-${cell.holds}`}
      aria-label={`${label}: ${t("skills.level")} ${cell.level}, ${t(`skillHolds.${cell.holds}`)}`}
      onClick={() => onOpen(cell.id)}
    >
      {SIGNS[cell.holds]} {cell.level}
      {cell.holds === "valid" ? "" : until}
    </button>
  );
}

function AddSkill({ person, skill, onClose }: Asked & { readonly onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  return (
    <Modal
      open
      footer={null}
      title={`${named(person, i18n.language)}: ${named(skill, i18n.language)}`}
      onCancel={onClose}
    >
      <CommandForm
        fields={[
          {
            name: "level",
            label: t("skills.level"),
            input: <InputNumber min={0} precision={0} />,
            needed: true,
            initial: 1,
          },
          {
            name: "valid_from",
            label: t("skills.from"),
            input: <DatePicker />,
            needed: true,
            initial: dayjs(),
          },
          { name: "valid_to", label: t("skills.to"), input: <DatePicker /> },
          { name: "evidence", label: t("skills.evidence"), input: <Input /> },
        ]}
        okText={t("form.save")}
        onCancel={onClose}
        onGive={async ({ level, valid_from, valid_to, evidence }) => {
          await give("qualification.create", {
            person: person.id,
            personnel_class: skill.id,
            level: String(level),
            valid_from: (valid_from as Dayjs).format("YYYY-MM-DD"),
            ...(valid_to ? { valid_to: (valid_to as Dayjs).format("YYYY-MM-DD") } : {}),
            ...(evidence ? { evidence } : {}),
          });
          await queries.invalidateQueries({ queryKey: ["records", "qualification"] });
          onClose();
        }}
      />
    </Modal>
  );
}
