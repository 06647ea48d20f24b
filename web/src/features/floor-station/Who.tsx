/** Whose work it was, where several work on a job: all who are signed in, unless one is let out. */

import { useTranslation } from "react-i18next";
import type { Me } from "@/shared/api/session";
import { Sign } from "@/shared/ui/Sign";
import type { Person } from "./marks";

export interface Sharer {
  readonly id: string;
  readonly name: string;
  readonly isMe: boolean;
  readonly shares: boolean;
}

/** Everybody who is signed in on the job, and who reports. */
export function sharersOf(
  me: Pick<Me, "person" | "name">,
  present: readonly Person[],
): readonly Sharer[] {
  const others = present
    .filter((one) => one.id !== me.person)
    .map(({ id, name }) => ({ id, name, isMe: false, shares: true }));
  if (me.person === null) return others;
  return [{ id: me.person, name: me.name, isMe: true, shares: true }, ...others];
}

/** Who is named in the report: nobody where it is only the reporter's own work. */
export function personsOf(who: readonly Sharer[]): readonly string[] {
  const sharing = who.filter((one) => one.shares);
  const own = sharing.length === 1 && sharing[0]?.isMe;
  return own ? [] : sharing.map((one) => one.id);
}

interface Asked {
  readonly who: readonly Sharer[];
  readonly onChange: (who: readonly Sharer[]) => void;
}

export function Who({ who, onChange }: Asked) {
  const { t } = useTranslation();
  if (who.length < 2) return null;
  const shared = who.filter((one) => one.shares).length;
  return (
    <fieldset className="who" aria-label={t("floor.report.who")}>
      {who.map((one) => (
        <button
          type="button"
          className="key"
          aria-pressed={one.shares}
          key={one.id}
          disabled={one.shares && shared === 1}
          onClick={() =>
            onChange(
              who.map((other) =>
                other.id === one.id ? { ...other, shares: !other.shares } : other,
              ),
            )
          }
        >
          <Sign name={one.shares ? "check" : "people"} size={24} /> {one.name}
        </button>
      ))}
    </fieldset>
  );
}
