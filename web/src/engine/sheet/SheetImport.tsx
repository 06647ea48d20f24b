/** Bring in a sheet as people have it: choose the file, see how it is understood, try, bring in. */

import { InboxOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Flex, Steps, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { Drawer } from "@/shared/ui/layers";
import "../words";
import { SheetColumns } from "./SheetColumns";
import { SheetOutcome } from "./SheetOutcome";
import {
  type Brought,
  bringIn,
  type Kept,
  keptOf,
  type Looked,
  lookAt,
  type Mapping,
  missing,
  type Place,
  proposed,
  type Same,
} from "./sheets";
import "./sheet.css";

interface Props {
  /** What the rows become: an entity, or a target of the server's. */
  readonly target: string;
  readonly title: string;
  /** Values that hold for every row, where they are known already. */
  readonly same?: Same;
  /** Endings of files the target also takes, and what to say of them. */
  readonly accepts?: string;
  readonly hint?: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** A drawer beside the list the rows belong to. */
export function SheetImport({ open, onClose, title, same, ...asked }: Props) {
  return (
    <Drawer open={open} onClose={onClose} title={title} size="large" destroyOnHidden>
      <Guide {...asked} same={same ?? {}} onClose={onClose} />
    </Drawer>
  );
}

const ACCEPTED = ".xlsx,.xls,.csv,.txt";

interface State {
  readonly file: File | null;
  readonly looked: Looked | null;
  readonly mapping: Mapping;
  readonly outcome: Brought | null;
  /** What was chosen for the file before, while its corrected version is awaited. */
  readonly kept: Kept;
}

const BEGIN: State = { file: null, looked: null, mapping: {}, outcome: null, kept: new Map() };

function Guide(props: {
  readonly target: string;
  readonly same: Same;
  readonly accepts?: string;
  readonly hint?: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [state, setState] = useState(BEGIN);
  const [chosen, setChosen] = useState<Same>({});
  // What is known already may arrive after the guide was opened, as from an address.
  const same = { ...props.same, ...chosen };
  const [clear, setClear] = useState(false);
  const [make, setMake] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { file, looked, mapping, outcome } = state;
  const during = async (work: () => Promise<void>) => {
    setBusy(true);
    setSaid(null);
    try {
      await work();
    } catch (failure) {
      setSaid(sentence(failure, t("state.away")));
    } finally {
      setBusy(false);
    }
  };
  const look = (chosen: File, place: Place) =>
    during(async () => {
      const found = await lookAt(props.target, chosen, place);
      const { kept } = state;
      const mapping = proposed(found, kept);
      setState({ file: chosen, looked: found, mapping, outcome: null, kept });
    });
  const bring = (isTry: boolean, onlyGood: boolean, making = make) =>
    during(async () => {
      if (!file || !looked) return;
      const place = { sheet: looked.sheet, heading_line: looked.heading_line };
      const seen = isTry ? null : (outcome?.seen ?? null);
      const how = { place, columns: mapping, same, isTry, onlyGood, clear, make: making, seen };
      const found = await bringIn(props.target, file, how);
      setMake(making);
      setState({ ...state, outcome: found });
      if (!isTry) await queries.invalidateQueries();
    });
  return (
    <>
      <Steps
        size="small"
        current={outcome ? 2 : looked ? 1 : 0}
        items={[
          { title: t("sheet.file") },
          { title: t("sheet.columns") },
          { title: t("sheet.try") },
        ]}
      />
      {said && <Alert className="sheet-said" type="error" showIcon title={said} role="alert" />}
      {!looked && (
        <Upload.Dragger
          className="sheet-drop"
          accept={props.accepts ?? ACCEPTED}
          multiple={false}
          showUploadList={false}
          disabled={busy}
          beforeUpload={(chosen) => {
            void look(chosen, {});
            return false;
          }}
        >
          <p className="sheet-icon">
            <InboxOutlined />
          </p>
          <p>{t("sheet.drop")}</p>
          <p className="sheet-hint">{props.hint ?? t("sheet.dropHelp")}</p>
        </Upload.Dragger>
      )}
      {looked && file && !outcome && (
        <>
          <SheetColumns
            looked={looked}
            name={file.name}
            mapping={mapping}
            same={same}
            onMap={(next) => setState({ ...state, mapping: next })}
            onSame={setChosen}
            clear={clear}
            onClear={setClear}
            onPlace={(place) => void look(file, place)}
          />
          <Flex gap={8} justify="end" className="sheet-foot">
            <Button onClick={() => setState(BEGIN)}>{t("sheet.other")}</Button>
            <Button
              type="primary"
              loading={busy}
              disabled={missing(looked, mapping, same).length > 0 || looked.rows === 0}
              onClick={() => void bring(true, false)}
            >
              {t("sheet.tryOut", { count: looked.rows })}
            </Button>
          </Flex>
        </>
      )}
      {outcome && looked && (
        <SheetOutcome
          outcome={outcome}
          looked={looked}
          busy={busy}
          isMaking={make}
          onMake={() => void bring(true, false, true)}
          onBack={() => setState({ ...state, outcome: null })}
          onBring={(onlyGood) => void bring(false, onlyGood)}
          onOther={() => setState(BEGIN)}
          onCorrected={() => setState({ ...BEGIN, kept: keptOf(looked, mapping) })}
          onDone={props.onClose}
        />
      )}
    </>
  );
}
