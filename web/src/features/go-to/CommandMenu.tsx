/** Ctrl-K: go to any page or record by part of its code or name, or give a command there. */

import { lazy, Suspense, useInsertionEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "@/shared/ui/layers";
import { Choices } from "./Choices";
import type { Command, Here, Place } from "./found";
import "./go-to.css";

const RunCommand = lazy(() => import("./RunCommand"));

interface Props {
  readonly pages: readonly Place[];
  /** The record whose page is open. */
  readonly here: () => Here | null;
  readonly onGo: (address: string) => void;
}

/** A command that was chosen, and the record it is given on. */
export interface Chosen {
  readonly command: Command;
  readonly on: Here;
}

export function CommandMenu({ pages, here, onGo }: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<{ readonly here: Here | null } | null>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  // Heard from the first picture on, and also while a page is being fetched.
  useInsertionEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setOpened((before) => (before ? null : { here: here() }));
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [here]);
  const close = () => setOpened(null);
  return (
    <>
      <button type="button" className="go-open" onClick={() => setOpened({ here: here() })}>
        <span aria-hidden="true">⌕</span> {t("goTo.open")} <kbd>Ctrl K</kbd>
      </button>
      <Modal
        open={opened !== null}
        onCancel={close}
        footer={null}
        closable={false}
        destroyOnHidden
        width={640}
        className="go-menu"
        aria-label={t("goTo.open")}
      >
        <Choices
          pages={pages}
          here={opened?.here ?? null}
          onGo={(address) => {
            close();
            onGo(address);
          }}
          onSwitch={(act) => {
            close();
            act();
          }}
          onCommand={(one) => {
            close();
            setChosen(one);
          }}
        />
      </Modal>
      {chosen && (
        <Suspense fallback={null}>
          <RunCommand chosen={chosen} onClose={() => setChosen(null)} />
        </Suspense>
      )}
    </>
  );
}
