/** What roles are called in the reader's language. */

import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asked } from "@/shared/api/query";

const ROLES_MAX = 1000;

interface Named {
  readonly code: string;
  readonly name: string;
}

/** All roles, and the name of one by its code; the code itself while they are not read. */
export function useRoles(): {
  readonly roles: readonly Named[];
  readonly nameOf: (code: string) => string;
  /** Every permission that any role gives. */
  readonly known: readonly string[];
} {
  const { i18n } = useTranslation();
  const read = useQuery(asked("platform.roles", { limit: ROLES_MAX })).data?.rows ?? [];
  const roles = read.map(({ code, label }) => ({
    code,
    name: i18n.language === "zh" ? label.zh : label.en,
  }));
  const known = [...new Set(read.flatMap((role) => role.permissions.map(({ needs }) => needs)))];
  return {
    known: known.sort(),
    roles,
    nameOf: (code) => roles.find((one) => one.code === code)?.name ?? code,
  };
}
