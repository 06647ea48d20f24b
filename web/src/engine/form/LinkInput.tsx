/** Choose a record of another entity by typing part of its code or name. */

import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/shared/api/http";
import type { Linked } from "../fields/value";

const CHOICES = 20;

interface Found {
  readonly rows: readonly { readonly id: string; readonly code?: string; readonly name?: string }[];
}

interface Props {
  readonly to: string;
  readonly many?: boolean;
  readonly value?: string | string[] | null;
  readonly onChange?: (value: string | string[] | null) => void;
  readonly known?: readonly Linked[];
  readonly id?: string;
  readonly "aria-label"?: string;
}

export function LinkInput(props: Props) {
  const { to, many, value, onChange, known = [], id, "aria-label": label } = props;
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const found = useQuery({
    queryKey: ["choices", to, search],
    queryFn: () => {
      const words = new URLSearchParams({ limit: String(CHOICES) });
      if (search) words.set("search", search);
      return request<Found>("GET", `/api/v1/records/${to}?${words}`);
    },
    placeholderData: (before) => before,
  });
  const choices = (found.data?.rows ?? []).map((row) => ({
    value: row.id,
    label: [row.code, row.name].filter(Boolean).join(" ") || row.id,
  }));
  const before = known
    .filter((one) => !choices.some((choice) => choice.value === one.id))
    .map((one) => ({ value: one.id, label: [one.code, one.title].filter(Boolean).join(" ") }));
  return (
    <Select
      {...(id ? { id } : {})}
      {...(label ? { "aria-label": label } : {})}
      {...(many ? { mode: "multiple" as const } : {})}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      value={value ?? null}
      onChange={(chosen) => onChange?.(chosen ?? null)}
      options={[...before, ...choices]}
      loading={found.isFetching}
      notFoundContent={t("list.none")}
    />
  );
}
