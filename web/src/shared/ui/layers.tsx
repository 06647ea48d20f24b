/** Drawers and dialogs of the office: shut, they give the focus back at once, not when they are gone. */

import { Drawer as AntDrawer, Modal as AntModal, type DrawerProps, type ModalProps } from "antd";
import { useEffect, useInsertionEffect, useRef } from "react";
import { goBack, trailNow } from "./trail";

/** The library would give it back after the motion, and take it from what was opened meanwhile. */
const OURS = { focusTriggerAfterClose: false };

/** Remember where focus was before something opens; go back there as soon as it is shut. */
function useFocusBack(open: boolean): void {
  const before = useRef(trailNow());
  useInsertionEffect(() => {
    if (open) before.current = trailNow();
  }, [open]);
  useEffect(() => {
    if (!open) return;
    return () => goBack(before.current);
  }, [open]);
}

export function Drawer(props: Omit<DrawerProps, "focusable">) {
  useFocusBack(props.open ?? false);
  return <AntDrawer {...props} focusable={OURS} />;
}

export function Modal(props: Omit<ModalProps, "focusable">) {
  useFocusBack(props.open ?? false);
  return <AntModal {...props} focusable={OURS} />;
}
