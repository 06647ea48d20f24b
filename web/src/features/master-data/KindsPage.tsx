/** Lists of master data: materials, people, units, reasons; each as Excel out and in. */

import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { NEW } from "@/engine/detail/RecordDrawer";
import { useHasAny } from "@/engine/list/first";
import { entitiesQuery, entityQuery, may, say } from "@/engine/metadata";
import { Nothing } from "@/engine/nothing/Nothing";
import type { Looking } from "@/engine/views/content";
import { Records } from "@/engine/views/Records";
import { Beside } from "./Beside";
import { ImportButton } from "./Files";
import { MasterNav } from "./MasterNav";
import { KINDS } from "./pages";

interface Props {
  readonly page: keyof typeof KINDS;
  /** Which of the page's kinds; the first where the address names none. */
  readonly what: string | undefined;
  readonly looking: Looking;
  readonly onLook: (looking: Looking, what: string | undefined) => void;
}

export function KindsPage({ page, what, looking, onLook }: Props) {
  const { i18n, t } = useTranslation();
  const known = useQuery(entitiesQuery).data;
  if (!known) return <MasterNav />;
  const kinds = KINDS[page].filter(({ entity }) => known.some((one) => one.entity === entity));
  const chosen = kinds.find(({ entity }) => entity === what) ?? kinds[0];
  const named = (entity: string) => {
    const found = known.find((one) => one.entity === entity);
    return found ? say(found.label, i18n.language) : entity;
  };
  if (!chosen) return <MasterNav />;
  const nextWhat = (entity: string) => (entity === kinds[0]?.entity ? undefined : entity);
  return (
    <>
      <MasterNav />
      {kinds.length > 1 && (
        <Segmented
          className="master-kinds"
          name="what"
          aria-label={t("master.kind")}
          value={chosen.entity}
          options={kinds.map(({ entity }) => ({ value: entity, label: named(entity) }))}
          onChange={(next) => onLook({}, nextWhat(next))}
        />
      )}
      <OfKind
        key={chosen.entity}
        entity={chosen.entity}
        title={named(chosen.entity)}
        columns={chosen.columns}
        looking={looking}
        onLook={(next) => onLook(next, nextWhat(chosen.entity))}
      />
    </>
  );
}

interface OfKindProps {
  readonly entity: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly looking: Looking;
  readonly onLook: (looking: Looking) => void;
}

function OfKind({ entity, title, columns, looking, onLook }: OfKindProps) {
  const { t } = useTranslation();
  const shape = useQuery(entityQuery(entity)).data;
  const isEmpty = useHasAny(entity) === false;
  if (!shape) return null;
  const { record, tab, ...rest } = looking;
  const mayCreate = may(shape, "create");
  const doing = mayCreate && (
    <>
      <ImportButton target={entity} title={t("master.importOf", { what: title })} />
      <Button type="primary" onClick={() => onLook({ ...looking, record: NEW })}>
        {t("form.create")}
      </Button>
    </>
  );
  return (
    <>
      {isEmpty ? (
        <Nothing says={t("master.none", { what: title })}>
          <Flex gap={8} justify="center">
            {doing}
          </Flex>
        </Nothing>
      ) : (
        <Records
          entity={shape}
          looking={looking}
          preset={{ columns }}
          onLook={onLook}
          onOpen={(row) => onLook({ ...looking, record: row.id })}
          actions={() => doing}
        />
      )}
      <Beside
        entity={entity}
        opened={{ ...(record ? { record } : {}), ...(tab ? { tab } : {}) }}
        onOpened={(opened) => onLook({ ...rest, ...opened })}
      />
    </>
  );
}
