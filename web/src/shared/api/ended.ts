/** A session that ended under an open page: who worked there signs in again, and all goes on. */

import { create } from "zustand";

interface Ended {
  /** Says whether somebody is back; null while nobody is asked. */
  readonly end: ((isBack: boolean) => void) | null;
}

/** Whether somebody is asked to sign in again; the frame shows it over whatever is open. */
export const useEnded = create<Ended>(() => ({ end: null }));

let waiting: Promise<boolean> | null = null;

/** Ask once, however many requests wait for it; true: they are sent again as they were. */
export function askBack(): Promise<boolean> {
  waiting ??= new Promise((tell) => {
    const end = (isBack: boolean) => {
      waiting = null;
      useEnded.setState({ end: null });
      tell(isBack);
    };
    useEnded.setState({ end });
  });
  return waiting;
}

/** Go on, if somebody is asked: the same person is signed in again. */
export function goOn(): void {
  useEnded.getState().end?.(true);
}
