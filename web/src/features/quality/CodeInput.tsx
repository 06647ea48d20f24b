/** Choose a record by its code: commands take codes, people type names. */

import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/shared/api/http";

const CHOICES = 20;

interface Found {
  readonly rows: readonly {
    readonly code: string;
    readonly name?: string;
    readonly operation?: string;
  }[];
}

interface Props {
  readonly entity: string;
  readonly id?: string;
  readonly value?: string | null;
  readonly onChange?: (code: string | undefined) => void;
}

export function CodeInput({ entity, id, value, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const found = useQuery({
    queryKey: ["choices", entity, search],
    queryFn: () => {
      const words = new URLSearchParams({ limit: String(CHOICES) });
      if (search) words.set("search", search);
      return request<Found>("GET", `/api/v1/records/${entity}?${words}`);
    },
    placeholderData: (before) => before,
  });
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      value={value ?? null}
      options={(found.data?.rows ?? []).map((row) => ({
        value: row.code,
        label: [row.code, row.name ?? row.operation].filter(Boolean).join(" "),
      }))}
      loading={found.isFetching}
      notFoundContent={t("list.none")}
      onChange={(chosen: string | null | undefined) => onChange?.(chosen ?? undefined)}
    />
  );
}
