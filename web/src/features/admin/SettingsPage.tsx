/** How this company works with the platform: its factories' clocks and rules, and its stages. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Card, Descriptions, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { shown } from "@/engine/fields/value";
import { type Row, recordsQuery } from "@/engine/list/records";
import { entityQuery, may, say } from "@/engine/metadata";
import { sentence } from "@/shared/api/sentence";
import { Drawer } from "@/shared/ui/layers";
import { clockOf } from "./day";
import { Frame } from "./Frame";
import { SiteForm } from "./SiteForm";
import { Stages } from "./Stages";
import "./admin.css";

interface Props {
  readonly may: (permission: string) => boolean;
}

export function SettingsPage({ may: permits }: Props) {
  const { t } = useTranslation();
  return (
    <Frame title={t("menu.settings")} help={t("admin.settingsHelp")}>
      <Sites />
      <Card title={t("admin.stages")} className="admin-card">
        <Stages mayChange={permits("stage:switch")} />
      </Card>
      {permits("signature_rule:read") && (
        <Card title={t("menu.signatures")} className="admin-card">
          <p>{t("admin.signaturesHelp")}</p>
          <Link to="/admin/signatures">{t("admin.chooseSignatures")}</Link>
        </Card>
      )}
    </Frame>
  );
}

/** Each factory with its zone, the hour its day begins, its currency, calendar and rules. */
function Sites() {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState<Row | null>(null);
  const described = useQuery(entityQuery("site"));
  const read = useInfiniteQuery(recordsQuery("site", {}));
  const failure = described.error ?? read.error;
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!described.data || !read.data) return <Skeleton active paragraph={{ rows: 5 }} />;
  const entity = described.data;
  const sites = read.data.pages.flatMap(({ rows }) => rows);
  const reading = { language: i18n.language, yes: t("value.yes"), no: t("value.no") };
  return (
    <>
      {sites.length === 0 && (
        <Alert
          type="info"
          showIcon
          title={t("admin.noSites")}
          action={
            <Link to="/records/$entity" params={{ entity: "site" }}>
              {t("form.create")}
            </Link>
          }
        />
      )}
      {sites.map((site) => (
        <Card
          key={site.id}
          title={`${say(entity.label, i18n.language)} ${String(site.code)}`}
          className="admin-card"
          extra={
            may(entity, "change") && (
              <Button onClick={() => setOpen(site)}>{t("form.change")}</Button>
            )
          }
        >
          <Descriptions
            size="small"
            column={{ xs: 1, sm: 2, lg: 3 }}
            items={entity.fields.map((field) => ({
              key: field.name,
              label: say(field.label, i18n.language),
              children:
                field.name === "day_starts_s"
                  ? clockOf(site)
                  : shown(field, site[field.name], reading),
            }))}
          />
        </Card>
      ))}
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open ? String(open.code) : ""}
        size="large"
        destroyOnHidden
      >
        {open && <SiteForm entity={entity} site={open} onDone={() => setOpen(null)} />}
      </Drawer>
    </>
  );
}
