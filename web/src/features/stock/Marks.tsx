/** What stops goods, said by colour, sign and word. */

import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { wallOf } from "@/shared/format/zone";
import { expiry } from "./rows";

export function HeldTags({ holds }: { readonly holds: readonly string[] }) {
  return (
    <>
      {holds.map((one) => (
        <Tag key={one} color="red">
          ✖ {one}
        </Tag>
      ))}
    </>
  );
}

export function ExpiryTag({ on }: { readonly on: string | null }) {
  const { t } = useTranslation();
  const how = expiry(on, wallOf(Date.now()).slice(0, 10));
  if (how === "over") return <Tag color="red">✖ {t("stockPage.expired", { on })}</Tag>;
  if (how === "soon") return <Tag color="orange">⚠ {on}</Tag>;
  return <>{on ?? ""}</>;
}
