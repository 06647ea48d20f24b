/** Choose a user by typing part of a name or number. */

import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { asked } from "@/shared/api/query";

const CHOICES = 20;

interface Props {
  readonly value?: string;
  readonly onChange?: (user: string | undefined) => void;
  readonly id?: string;
}

export function UserInput({ value, onChange, id }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const params = { search: search || null, state: "active", limit: CHOICES };
  const found = useQuery(asked("platform.users", params));
  return (
    <Select
      {...(id ? { id } : {})}
      {...(value ? { value } : {})}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      onChange={(chosen: string | undefined) => onChange?.(chosen)}
      options={(found.data?.rows ?? []).map((user) => ({
        value: user.id,
        label: [user.name, user.number].filter(Boolean).join(" "),
      }))}
      className="admin-user"
      placeholder={t("admin.user")}
      aria-label={t("admin.user")}
      loading={found.isFetching}
      notFoundContent={t("list.none")}
    />
  );
}
