/** The files of a record: dropped or chosen, shown as pictures, saved, taken away again. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Popconfirm, Skeleton, Typography, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { upload } from "@/shared/api/http";
import { sentence } from "@/shared/api/sentence";
import { moment, number } from "@/shared/format";
import { give } from "../form/command";
import { type About, type Attachment, attachmentsQuery, fileAddress, isPicture } from "./beside";

const SIZE_MAX = 50_000_000;
const KB = 1000;

interface Props {
  readonly about: About;
  readonly me: string;
  readonly mayAttach: boolean;
}

export function Attachments({ about, me, mayAttach }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(0);
  const files = useQuery(attachmentsQuery(about));
  const again = () => queries.invalidateQueries({ queryKey: ["record"] });
  const attach = async (file: File) => {
    if (file.size > SIZE_MAX) {
      message.error(t("beside.tooLarge"));
      return;
    }
    setBusy((before) => before + 1);
    try {
      const staged = await upload(file.name, file);
      await give("catalog.attach_file", { ...about, file: staged.id });
    } catch (failure) {
      message.error(sentence(failure, t("state.away")), 6);
    } finally {
      setBusy((before) => before - 1);
      await again();
    }
  };
  if (files.error)
    return <Alert type="error" showIcon title={sentence(files.error, t("state.away"))} />;
  if (!files.data) return <Skeleton active />;
  return (
    <div className="files">
      {mayAttach && (
        <Upload.Dragger
          multiple
          showUploadList={false}
          beforeUpload={(file) => {
            void attach(file);
            return false;
          }}
        >
          <p>{files.data.length === 0 ? t("beside.noFiles") : t("beside.attach")}</p>
          {busy > 0 && <Typography.Text type="secondary">…</Typography.Text>}
        </Upload.Dragger>
      )}
      {!mayAttach && files.data.length === 0 && (
        <Typography.Text type="secondary">–</Typography.Text>
      )}
      <ul>
        {files.data.map((file) => (
          <Hanging
            key={file.file}
            about={about}
            file={file}
            isMine={mayAttach && file.attached_by.id === me}
            onDone={again}
          />
        ))}
      </ul>
    </div>
  );
}

interface HangingProps {
  readonly about: About;
  readonly file: Attachment;
  readonly isMine: boolean;
  readonly onDone: () => Promise<unknown>;
}

function Hanging({ about, file, isMine, onDone }: HangingProps) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const detach = async () => {
    try {
      await give("catalog.detach_file", { ...about, file: file.file });
    } catch (failure) {
      message.error(sentence(failure, t("state.away")));
    }
    await onDone();
  };
  const address = fileAddress(file.file);
  return (
    <li>
      {isPicture(file) && <img src={address} alt="" loading="lazy" />}
      <div>
        <a href={address} target="_blank" rel="noreferrer">
          {file.name}
        </a>
        <br />
        <Typography.Text type="secondary">
          {t("beside.size", { size: number(Math.ceil(file.size / KB)) })} ·{" "}
          {file.attached_by.name ?? t("beside.system")} · {moment(file.attached_at, i18n.language)}
        </Typography.Text>
      </div>
      {isMine && (
        <Popconfirm
          title={t("beside.detachAsk", { name: file.name })}
          okText={t("beside.detach")}
          cancelText={t("form.cancel")}
          onConfirm={detach}
        >
          <Button size="small">{t("beside.detach")}</Button>
        </Popconfirm>
      )}
    </li>
  );
}
