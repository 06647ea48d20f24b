/** Move a job by choosing: to which station, before which job, to which team or person. */

import { Alert, Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { LinkInput } from "@/engine/form/LinkInput";
import { named } from "@/shared/format";
import { Modal } from "@/shared/ui/layers";
import { type Job, type Lane, type Move, type Station, stationOf } from "./board";

interface Props {
  readonly job: Job;
  readonly to: Station | null;
  readonly before: string | null;
  readonly said: string | null;
  readonly lanes: readonly Lane[];
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onMove: (move: Move) => void;
}

interface Values {
  readonly station: string;
  readonly before?: string;
  readonly crew?: string;
  readonly person?: string;
}

const END = "";

export function MoveDialog({ job, to, before, said, lanes, busy, onCancel, onMove }: Props) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const code = Form.useWatch("station", form);
  const lane = lanes.find(({ station }) => station.code === code);
  const mode = lane?.station.dispatch_mode;
  const move = (values: Values) => {
    const found = lanes.find(({ station }) => station.code === values.station);
    if (!found) return;
    onMove({
      job,
      to: found.station,
      before: values.before || null,
      ...(values.crew ? { crew: values.crew } : {}),
      ...(values.person ? { person: values.person } : {}),
    });
  };
  return (
    <Modal
      open
      title={t("dispatch.sendOf", { job: job.code })}
      okText={t("dispatch.doSend")}
      cancelText={t("form.cancel")}
      confirmLoading={busy}
      onCancel={onCancel}
      onOk={() => form.submit()}
    >
      {said && <Alert type="warning" showIcon title={said} role="alert" />}
      <Form
        form={form}
        layout="vertical"
        onFinish={move}
        initialValues={{ station: to?.code ?? stationOf(job), before: before ?? END }}
      >
        <Form.Item name="station" label={t("dispatch.station")} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            onChange={() => form.setFieldValue("before", END)}
            options={lanes.map(({ station }) => ({
              value: station.code,
              label: `${station.code} ${named(station, i18n.language)}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="before" label={t("dispatch.place")}>
          <Select
            options={[
              ...(lane?.jobs ?? [])
                .filter((one) => one.code !== job.code)
                .map((one) => ({
                  value: one.code,
                  label: t("dispatch.before", { job: one.code }),
                })),
              { value: END, label: t("dispatch.end") },
            ]}
          />
        </Form.Item>
        {mode === "team" && (
          <Form.Item name="crew" label={t("dispatch.crew")}>
            <LinkInput to="crew" />
          </Form.Item>
        )}
        {mode === "person" && (
          <Form.Item name="person" label={t("dispatch.person")}>
            <LinkInput to="person" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
