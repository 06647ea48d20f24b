/** The record that an address names, beside whatever page shows it. */

import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { RecordDrawer, useAgain } from "@/engine/detail/RecordDrawer";
import { entityQuery } from "@/engine/metadata";

export interface Opened {
  readonly record?: string;
  readonly tab?: string;
}

interface Props {
  readonly entity: string;
  readonly opened: Opened;
  readonly onOpened: (opened: Opened) => void;
}

export function Beside({ entity, opened, onOpened }: Props) {
  const described = useQuery(entityQuery(entity)).data;
  const navigate = useNavigate();
  const again = useAgain();
  if (!described) return null;
  return (
    <RecordDrawer
      entity={described}
      record={opened.record ?? null}
      tab={opened.tab}
      onTab={(tab) => onOpened({ ...opened, tab })}
      onClose={() => onOpened({})}
      onDone={again}
      onOther={(other, record) =>
        void navigate({ to: "/records/$entity", params: { entity: other }, search: { record } })
      }
    />
  );
}
