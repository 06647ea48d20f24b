/** What a page narrows its list by: how far along things are, and what else its address names. */

import { Segmented, Tag } from "antd";
import { useTranslation } from "react-i18next";

type Words = Readonly<Record<string, string | undefined>>;

interface Props<Stand extends string> {
  /** What the address says beside the list's own looks. */
  readonly words: Words;
  /** How far along, each under what it is called. */
  readonly stands: Readonly<Record<Stand, string>>;
  readonly chosen: Stand;
  /** Shown where the address says nothing. */
  readonly usual: Stand;
  /** Words that narrow as well; each is told and can be taken away. */
  readonly also: readonly string[];
  readonly onNarrow: (words: Readonly<Record<string, string>>) => void;
}

export function Narrowed<Stand extends string>(props: Props<Stand>) {
  const { words, stands, chosen, usual, also, onNarrow } = props;
  const { t } = useTranslation();
  const kept = (left: string, more: Words = {}) => {
    const said = { ...words, [left]: undefined, ...more };
    onNarrow(Object.fromEntries(Object.entries(said).filter((one): one is Said => !!one[1])));
  };
  return (
    <>
      <Segmented<Stand>
        aria-label={t("column.state")}
        className="narrowed-stands"
        value={chosen}
        options={Object.entries<string>(stands).map(([value, label]) => ({
          value: value as Stand,
          label,
        }))}
        onChange={(stand) => kept("stand", stand === usual ? {} : { stand })}
      />
      {also.map(
        (name) =>
          words[name] && (
            <Tag key={name} closable onClose={() => kept(name)}>
              {words[name]}
            </Tag>
          ),
      )}
    </>
  );
}

type Said = [string, string];
