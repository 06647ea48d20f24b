/** Light or dark: what the person chose, else what the device wishes; paper is always light. */

import { create } from "zustand";

export type Mode = "light" | "dark";
export type Wish = Mode | "device";

const KEPT = "taktline.theme";
const device = matchMedia("(prefers-color-scheme: dark)");
const paper = matchMedia("print");

interface Theme {
  readonly wish: Wish;
  readonly mode: Mode;
  readonly choose: (wish: Wish) => void;
}

function keptWish(): Wish {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "device";
}

function modeOf(wish: Wish): Mode {
  if (paper.matches) return "light";
  if (wish !== "device") return wish;
  return device.matches ? "dark" : "light";
}

export const useTheme = create<Theme>((set, get) => {
  const look = () => set({ mode: modeOf(get().wish) });
  device.addEventListener("change", look);
  paper.addEventListener("change", look);
  const wish = keptWish();
  return {
    wish,
    mode: modeOf(wish),
    choose: (chosen) => {
      localStorage.setItem(KEPT, chosen);
      set({ wish: chosen, mode: modeOf(chosen) });
    },
  };
});
