/** A code: chosen by typing part of it or of the name, or scanned as it is. */

import { useQuery } from "@tanstack/react-query";
import { AutoComplete } from "antd";
import { useDeferredValue, useState } from "react";
import { request } from "@/shared/api/http";
import type { Kind } from "./tasks";

const CHOICES = 20;

interface Found {
  readonly rows: readonly { readonly id: string; readonly code: string; readonly name?: string }[];
}

/** Where the codes of a field are looked up, and which of them can be meant. */
const LISTS: Partial<Record<Kind, readonly [entity: string, filter?: string]>> = {
  material: ["material"],
  place: ["place", "is_physical"],
  handling_unit: ["handling_unit"],
  supplier: ["partner", "is_supplier"],
  customer: ["partner", "is_customer"],
  job_order: ["job_order", 'work_type = "production" and ended_at = null'],
};

interface Props {
  readonly kind: Kind;
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly placeholder?: string;
  readonly label?: string;
}

export function CodeInput({ kind, id, value, onChange, placeholder, label }: Props) {
  const [open, setOpen] = useState(false);
  const search = useDeferredValue((value ?? "").trim());
  const [entity, filter] = LISTS[kind] ?? ["material"];
  const found = useQuery({
    queryKey: ["codes", kind, search],
    enabled: open,
    queryFn: () => {
      const words = new URLSearchParams({ limit: String(CHOICES) });
      if (search) words.set("search", search);
      if (filter) words.set("filter", filter);
      return request<Found>("GET", `/api/v1/records/${entity}?${words}`);
    },
    placeholderData: (before) => before,
  });
  return (
    <AutoComplete
      {...(id ? { id } : {})}
      {...(label ? { "aria-label": label } : {})}
      allowClear
      value={value ?? ""}
      onChange={(typed) => onChange?.(typed ?? "")}
      onOpenChange={setOpen}
      placeholder={placeholder}
      popupMatchSelectWidth={false}
      options={(found.data?.rows ?? []).map((row) => ({
        value: row.code,
        label: [row.code, row.name].filter(Boolean).join(" · "),
      }))}
    />
  );
}
