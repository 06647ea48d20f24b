/** Record what was measured on one piece: a line per characteristic, judged as it is typed. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Flex, Form, Input, InputNumber, Segmented, Select, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { byField, give } from "@/engine/form/command";
import { upload } from "@/shared/api/http";
import { asked } from "@/shared/api/query";
import { Drawer } from "@/shared/ui/layers";
import { type CharacteristicRow, limitsOf, type PlanRow, type TaskRow, within } from "./rows";
import { VerdictTag } from "./Signs";

interface Props {
  readonly task: TaskRow;
  readonly plans: readonly PlanRow[];
}

export function RecordButton({ task, plans }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t("quality.record")}
      </Button>
      <Drawer
        open={open}
        size="large"
        title={`${t("quality.record")} ${task.code}`}
        onClose={() => setOpen(false)}
        destroyOnHidden
      >
        <Entry task={task} plans={plans} />
      </Drawer>
    </>
  );
}

/** What was typed of one characteristic: a number, or `true` and `false` of a sight check. */
type Typed = Readonly<Record<string, string>>;

function Entry({ task, plans }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [plan, setPlan] = useState(plans[0]?.code ?? "");
  const [piece, setPiece] = useState(task.inspected + 1);
  const [gauge, setGauge] = useState("");
  const [typed, setTyped] = useState<Typed>({});
  const [photo, setPhoto] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const rows = useQuery(asked("quality.characteristics", { plan })).data?.rows;
  const filled = (rows ?? []).filter((one) => typed[one.code]);
  const submit = async () => {
    setBusy(true);
    setSaid(null);
    try {
      await give("quality.record_results", {
        inspection: task.code,
        plan,
        results: filled.map((one) => ({
          characteristic: one.code,
          piece,
          ...(one.kind === "variable"
            ? { value: typed[one.code] }
            : { ok: typed[one.code] === "true" }),
          ...(gauge ? { gauge } : {}),
          ...(photo ? { photo: photo.id } : {}),
        })),
      });
      setPiece(piece + 1);
      setTyped({});
      setPhoto(null);
      await queries.invalidateQueries();
    } catch (failure) {
      setSaid(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form layout="vertical" onFinish={() => void submit()}>
      {said && <Alert type="error" showIcon title={said} role="alert" />}
      <Flex gap={12} wrap>
        <Form.Item label={t("quality.plan")} htmlFor="record-plan">
          <Select
            id="record-plan"
            className="quality-choice"
            value={plan}
            options={plans.map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))}
            onChange={setPlan}
          />
        </Form.Item>
        <Form.Item label={t("quality.piece")} htmlFor="record-piece">
          <InputNumber
            id="record-piece"
            min={1}
            value={piece}
            onChange={(value) => setPiece(value ?? 1)}
          />
        </Form.Item>
        <Form.Item label={t("quality.gauge")} htmlFor="record-gauge">
          <Input
            id="record-gauge"
            value={gauge}
            onChange={(event) => setGauge(event.target.value)}
          />
        </Form.Item>
      </Flex>
      <div className="quality-entry">
        {rows?.map((one) => (
          <Line
            key={one.id}
            one={one}
            typed={typed[one.code] ?? ""}
            onType={(value) => setTyped({ ...typed, [one.code]: value })}
          />
        ))}
      </div>
      <Flex gap={12} align="center" justify="space-between" className="quality-narrow" wrap>
        <PhotoInput name={photo?.name ?? null} onPhoto={setPhoto} onRefused={setSaid} />
        <Button type="primary" htmlType="submit" loading={busy} disabled={filled.length === 0}>
          {t("quality.savePiece", { piece })}
        </Button>
      </Flex>
    </Form>
  );
}

interface LineProps {
  readonly one: CharacteristicRow;
  readonly typed: string;
  readonly onType: (value: string) => void;
}

function Line({ one, typed, onType }: LineProps) {
  const { t } = useTranslation();
  const name = one.name || one.code;
  const passed =
    one.kind === "variable" ? within(one, typed) : typed === "" ? null : typed === "true";
  return (
    <>
      <span className="quality-entry-name">
        {name}
        <small>
          {t(`quality.severity.${one.severity}`)} · {limitsOf(one)} {one.unit}
        </small>
      </span>
      {one.kind === "variable" ? (
        <Input
          inputMode="decimal"
          aria-label={name}
          value={typed}
          suffix={one.unit}
          {...(passed === false ? { status: "error" as const } : {})}
          onChange={(event) => onType(event.target.value.replace(",", "."))}
        />
      ) : (
        <Segmented
          aria-label={name}
          value={typed}
          options={[
            { value: "true", label: t("quality.sight.true") },
            { value: "false", label: t("quality.sight.false") },
          ]}
          onChange={onType}
        />
      )}
      <span>{typed !== "" && <VerdictTag passed={passed} />}</span>
    </>
  );
}

interface PhotoProps {
  readonly name: string | null;
  readonly onPhoto: (photo: { readonly id: string; readonly name: string } | null) => void;
  readonly onRefused: (said: string) => void;
}

function PhotoInput({ name, onPhoto, onRefused }: PhotoProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const take = async (file: File) => {
    setBusy(true);
    try {
      const staged = await upload(file.name, file);
      onPhoto({ id: staged.id, name: file.name });
    } catch (failure) {
      onRefused(Object.values(byField(failure, t("state.away"))).join(" "));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Upload
      accept="image/*"
      showUploadList={false}
      beforeUpload={(file) => {
        void take(file);
        return false;
      }}
    >
      <Button loading={busy}>{name ?? t("quality.addPhoto")}</Button>
    </Upload>
  );
}
