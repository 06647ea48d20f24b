/** Print records: one button, or a choice where a kind of record has several papers. */

import { DownOutlined, PrinterOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { sentence } from "@/shared/api/sentence";
import { type Print, pagesOf, showPages, templatesQuery } from "./prints";
import "../words";

interface Props {
  readonly entity: string;
  readonly print: Print;
  /** Which of the papers are meant here; all of them without. */
  readonly papers?: readonly string[];
  readonly disabled?: boolean;
}

export function PrintButton({ entity, print, papers, disabled = false }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const known = useQuery(templatesQuery(entity)).data ?? [];
  const templates = papers ? known.filter((one) => papers.includes(one.template)) : known;
  const set = useMutation({
    mutationFn: (template: string) => pagesOf(template, print),
    onSuccess: showPages,
    onError: (failure) => void message.error(sentence(failure, t("state.away"))),
  });
  const [first] = templates;
  if (first === undefined) return null;
  const shown = { icon: <PrinterOutlined />, loading: set.isPending, disabled };
  if (templates.length === 1) {
    return (
      <Button {...shown} onClick={() => set.mutate(first.template)}>
        {t("print.do", { paper: first.label })}
      </Button>
    );
  }
  const items = templates.map((one) => ({ key: one.template, label: one.label }));
  return (
    <Dropdown menu={{ items, onClick: ({ key }) => set.mutate(key) }} disabled={disabled}>
      <Button {...shown}>
        {t("print.choose")} <DownOutlined />
      </Button>
    </Dropdown>
  );
}
