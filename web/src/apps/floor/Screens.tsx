/** The screens that were opened: one is seen, the others stay as they are. */

import {
  Component,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { goTo } from "@/shared/floor/address";
import type { ScreenProps } from "@/shared/floor/screen";
import { ScanScope } from "@/shared/scan";
import { Home } from "./Home";
import type { Screen } from "./screens";

interface Asked extends Omit<ScreenProps, "onDraft" | "onPath"> {
  readonly shown: readonly Screen[];
  /** The screen that is seen; none: the home. */
  readonly current: Screen | undefined;
  /** Whether a form is half filled on any of them. */
  readonly onDraft: (isOpen: boolean) => void;
}

export function Screens({ shown, current, active, path, onDraft, ...given }: Asked) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set());
  const drafts = useRef(new Set<string>());
  const draft = useCallback(
    (id: string, isOpen: boolean) => {
      if (isOpen) drafts.current.add(id);
      else drafts.current.delete(id);
      onDraft(drafts.current.size > 0);
    },
    [onDraft],
  );
  const seen = current?.id;
  useEffect(() => {
    if (seen !== undefined) setOpened((before) => new Set(before).add(seen));
  }, [seen]);
  return (
    <>
      {current === undefined && <Home shown={shown} />}
      {shown
        .filter((one) => one === current || opened.has(one.id))
        .map((one) => (
          <div className="work" hidden={one !== current} key={one.id}>
            <ScanScope active={active && one === current}>
              <Whole>
                <One
                  {...given}
                  screen={one}
                  active={active && one === current}
                  path={one === current ? path : NOWHERE}
                  onDraft={draft}
                />
              </Whole>
            </ScanScope>
          </div>
        ))}
    </>
  );
}

const NOWHERE: readonly string[] = [];

interface OneAsked extends Omit<ScreenProps, "onDraft" | "onPath"> {
  readonly screen: Screen;
  readonly onDraft: (id: string, isOpen: boolean) => void;
}

function One({ screen, onDraft, path, ...given }: OneAsked) {
  const { id, view: View } = screen;
  // A screen that is not seen keeps the address it had.
  const last = useRef(path);
  if (given.active || path.length > 0) last.current = path;
  const onPath = useCallback((next: readonly string[]) => goTo({ screen: id, path: next }), [id]);
  const draft = useCallback((isOpen: boolean) => onDraft(id, isOpen), [id, onDraft]);
  return (
    <Suspense fallback={<Loading />}>
      <View {...given} path={last.current} onPath={onPath} onDraft={draft} />
    </Suspense>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <main className="loading" aria-busy="true" aria-label={t("floor.loading")}>
      <div className="skeleton" />
    </main>
  );
}

/** A screen whose code cannot be had says so; the others go on. */
class Whole extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <main className="floor-center" role="alert">
      <h1>{t("floor.home.broken")}</h1>
      <p>{t("floor.home.brokenWhy")}</p>
      <button type="button" className="key primary" onClick={() => location.reload()}>
        {t("floor.home.anew")}
      </button>
    </main>
  );
}
