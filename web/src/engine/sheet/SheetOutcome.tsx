/** What became of the rows: how many are right, and every mistake with its cell. */

import { Alert, Button, Flex, Table, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { say } from "../metadata";
import {
  asCsv,
  type Brought,
  doing,
  type Looked,
  madeByKind,
  type RowPlan,
  type RowRefused,
} from "./sheets";

interface Props {
  readonly outcome: Brought;
  readonly looked: Looked;
  readonly busy: boolean;
  /** What rows name and nobody has yet is made along with them. */
  readonly isMaking: boolean;
  readonly onMake: () => void;
  readonly onBack: () => void;
  readonly onBring: (onlyGood: boolean) => void;
  readonly onOther: () => void;
  readonly onCorrected: () => void;
  readonly onDone: () => void;
}

export function SheetOutcome(props: Props) {
  const { t } = useTranslation();
  const { outcome, busy } = props;
  const { accepted, refused_rows: wrong, rows } = outcome;
  const todo = doing(outcome);
  const isOffered = outcome.makes.length > 0 && !props.isMaking;
  const isDone = !outcome.dry_run && (accepted > 0 || wrong === 0);
  const sentence = isDone
    ? t("sheet.brought", { count: accepted })
    : wrong > 0
      ? t("sheet.someWrong", { count: wrong, rows })
      : todo === 0
        ? t("sheet.nothing", { count: rows })
        : t("sheet.allRight", { count: rows });
  return (
    <>
      <Alert
        className="sheet-said"
        type={isDone || wrong === 0 ? "success" : "warning"}
        showIcon
        title={sentence}
        role="status"
      />
      <Counts outcome={outcome} />
      {outcome.makes.length > 0 && <Makes {...props} isDone={isDone} />}
      {outcome.refused.length > 0 && <Mistakes {...props} />}
      {outcome.plan.length > 0 && <Planned {...props} />}
      <Flex gap={8} justify="end" wrap className="sheet-foot">
        {isDone ? (
          <>
            <Button onClick={props.onOther}>{t("sheet.other")}</Button>
            <Button type="primary" onClick={props.onDone}>
              {t("sheet.done")}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={props.onBack}>{t("sheet.back")}</Button>
            <Button onClick={props.onCorrected}>{t("sheet.corrected")}</Button>
            {todo > 0 && (
              <Button
                type={isOffered ? "default" : "primary"}
                loading={busy}
                onClick={() => props.onBring(wrong > 0)}
              >
                {wrong > 0
                  ? t("sheet.bringGood", { count: todo })
                  : t("sheet.bringAll", { count: todo })}
              </Button>
            )}
          </>
        )}
      </Flex>
    </>
  );
}

/** So many are named; of the others it is said how many they are. */
const NAMED = 12;

/** What the rows name and nobody has yet: offered, then told. */
function Makes({ outcome, busy, isMaking, isDone, onMake }: Props & { readonly isDone: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <Alert
      className="sheet-makes"
      type="info"
      title={isDone ? t("sheet.made") : isMaking ? t("sheet.makes") : t("sheet.unknown")}
      description={
        <>
          {madeByKind(outcome.makes).map((kind) => (
            <div key={kind[0]?.entity}>
              <strong>
                {kind[0] && say(kind[0].label, i18n.language)} {kind.length}
              </strong>{" "}
              {kind
                .slice(0, NAMED)
                .map(({ code, name }) => (code === name ? code : `${code} ${name}`))
                .join(" · ")}
              {kind.length > NAMED && ` … +${kind.length - NAMED}`}
            </div>
          ))}
          {!isMaking && (
            <Button type="primary" className="sheet-make" loading={busy} onClick={onMake}>
              {t("sheet.make")}
            </Button>
          )}
        </>
      }
    />
  );
}

const COUNTED = ["new", "changed", "removed", "unchanged"] as const;
const COLOURS = { new: "green", changed: "gold", removed: "red", unchanged: "default" } as const;

function Counts({ outcome }: { readonly outcome: Brought }) {
  const { t } = useTranslation();
  return (
    <Flex gap={8} wrap className="sheet-counts">
      {COUNTED.filter((what) => outcome[what] > 0).map((what) => (
        <Tag key={what} color={COLOURS[what]}>
          {t(`sheetWhat.${what}`)} {outcome[what]}
        </Tag>
      ))}
    </Flex>
  );
}

/** What a field or one of its choices is called. */
function useLabels(looked: Looked) {
  const { i18n } = useTranslation();
  const field = (name: string | null) => looked.fields.find((one) => one.name === name);
  return {
    label: (name: string | null) => {
      const found = field(name);
      return found ? say(found.label, i18n.language) : "";
    },
    value: (name: string, value: string) => {
      const option = field(name)?.options[value];
      return option ? say(option, i18n.language) : value || "–";
    },
  };
}

/** What rows do: new ones, and values before and after. */
function Planned({ outcome, looked }: Props) {
  const { t } = useTranslation();
  const { label, value } = useLabels(looked);
  return (
    <>
      <p className="sheet-mistakes">{t("sheet.plan")}</p>
      <Table<RowPlan>
        size="small"
        rowKey={(row) => `${row.line} ${row.what} ${row.called}`}
        pagination={outcome.plan.length > 50 ? { pageSize: 50 } : false}
        dataSource={outcome.plan as RowPlan[]}
        columns={[
          { title: t("sheet.line"), dataIndex: "line", width: 72, align: "right" },
          {
            title: t("sheet.what"),
            width: 110,
            render: (_, row) => <Tag color={COLOURS[row.what]}>{t(`sheetWhat.${row.what}`)}</Tag>,
          },
          { title: t("sheet.record"), dataIndex: "called", width: 200 },
          {
            title: t("sheet.values"),
            render: (_, row) =>
              row.changes.map((one) => (
                <div key={one.field}>
                  {label(one.field)}:{" "}
                  <Typography.Text delete type="secondary">
                    {value(one.field, one.before)}
                  </Typography.Text>{" "}
                  → <strong>{value(one.field, one.after)}</strong>
                </div>
              )),
          },
        ]}
      />
    </>
  );
}

function Mistakes({ outcome, looked }: Props) {
  const { t } = useTranslation();
  const { label } = useLabels(looked);
  const heads = [t("sheet.line"), t("sheet.column"), t("sheet.why")];
  const file = new Blob([asCsv(heads, outcome.refused)], { type: "text/csv" });
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "mistakes.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <>
      <Flex justify="space-between" align="center" className="sheet-mistakes">
        <span>{t("sheet.mistakes", { count: outcome.refused.length })}</span>
        <Button size="small" onClick={save}>
          CSV
        </Button>
      </Flex>
      <Table<RowRefused>
        size="small"
        rowKey={(row) => `${row.line} ${row.column} ${row.code}`}
        pagination={outcome.refused.length > 50 ? { pageSize: 50 } : false}
        dataSource={outcome.refused as RowRefused[]}
        columns={[
          { title: heads[0], dataIndex: "line", width: 72, align: "right" },
          {
            title: heads[1],
            width: 160,
            render: (_, row) => `${row.column ?? ""} ${label(row.field)}`,
          },
          { title: heads[2], dataIndex: "title" },
        ]}
      />
    </>
  );
}
