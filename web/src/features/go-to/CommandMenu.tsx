/** Ctrl-K: go to any page, order, lot or material by typing part of its code or name. */

import { useQuery } from "@tanstack/react-query";
import { Input, type InputRef, Modal } from "antd";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/shared/api/http";
import { type Found, matching, places } from "./found";
import "./go-to.css";

interface Props {
  readonly pages: readonly Found[];
  readonly onGo: (address: string) => void;
}

const LISTS = ["work_order", "lot", "material"] as const;
const EACH = 5;

interface Page {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Read what matches; a list the reader may not see, or that fails, gives nothing. */
async function look(search: string): Promise<readonly Found[]> {
  const words = new URLSearchParams({ search, limit: String(EACH) });
  const read = async (entity: (typeof LISTS)[number]) => {
    const page = await request<Page>("GET", `/api/v1/records/${entity}?${words}`);
    return places(entity, page.rows);
  };
  const answers = await Promise.allSettled(LISTS.map(read));
  return answers.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
}

export function CommandMenu({ pages, onGo }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
  return (
    <>
      <button type="button" className="go-open" onClick={() => setOpen(true)}>
        <span aria-hidden="true">⌕</span> {t("goTo.open")} <kbd>Ctrl K</kbd>
      </button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        closable={false}
        destroyOnHidden
        aria-label={t("goTo.open")}
      >
        <Choice
          pages={pages}
          onGo={(address) => {
            setOpen(false);
            onGo(address);
          }}
        />
      </Modal>
    </>
  );
}

function Choice({ pages, onGo }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<InputRef>(null);
  const search = useDeferredValue(typed.trim());
  useEffect(() => input.current?.focus(), []);
  const records = useQuery({
    queryKey: ["go-to", search],
    queryFn: () => look(search),
    enabled: search.length > 0,
    placeholderData: (before) => before,
  });
  const found = [...matching(pages, search), ...(search ? (records.data ?? []) : [])];
  const chosen = Math.min(at, found.length - 1);
  const press = (event: React.KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    }
    const one = found[chosen];
    if (event.key === "Enter" && one) onGo(one.address);
  };
  return (
    <>
      <Input
        ref={input}
        value={typed}
        role="combobox"
        aria-expanded
        aria-controls="go-found"
        aria-label={t("goTo.type")}
        aria-activedescendant={found[chosen] ? `go-${chosen}` : undefined}
        placeholder={t("goTo.type")}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div id="go-found" className="go-found" role="listbox" aria-label={t("goTo.open")}>
        {found.map((one, index) => (
          <div
            key={`${one.kind} ${one.address}`}
            id={`go-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onMouseEnter={() => setAt(index)}
            onClick={() => onGo(one.address)}
            onKeyDown={press}
          >
            <span>{one.title}</span>
            <span className="go-kind">{t(`goTo.${one.kind}`)}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && !records.isFetching && <p className="go-kind">{t("list.none")}</p>}
    </>
  );
}
