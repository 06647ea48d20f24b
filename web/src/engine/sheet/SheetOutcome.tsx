/** What became of the rows: how many are right, and every mistake with its cell. */

import { Alert, Button, Flex, Table } from "antd";
import { useTranslation } from "react-i18next";
import { say } from "../metadata";
import { asCsv, type Brought, type Looked, type RowRefused } from "./sheets";

interface Props {
  readonly outcome: Brought;
  readonly looked: Looked;
  readonly busy: boolean;
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
  const isDone = !outcome.dry_run && accepted > 0;
  const sentence = isDone
    ? t("sheet.brought", { count: accepted })
    : wrong === 0
      ? t("sheet.allRight", { count: rows })
      : t("sheet.someWrong", { count: wrong, rows });
  return (
    <>
      <Alert
        className="sheet-said"
        type={isDone || wrong === 0 ? "success" : "warning"}
        showIcon
        title={sentence}
        role="status"
      />
      {outcome.refused.length > 0 && <Mistakes {...props} />}
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
            {accepted > 0 && (
              <Button type="primary" loading={busy} onClick={() => props.onBring(wrong > 0)}>
                {wrong > 0
                  ? t("sheet.bringGood", { count: accepted })
                  : t("sheet.bringAll", { count: accepted })}
              </Button>
            )}
          </>
        )}
      </Flex>
    </>
  );
}

function Mistakes({ outcome, looked }: Props) {
  const { t, i18n } = useTranslation();
  const label = (name: string | null) => {
    const field = looked.fields.find((one) => one.name === name);
    return field ? say(field.label, i18n.language) : "";
  };
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
