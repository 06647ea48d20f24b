/** Light or dark: what the person chose, else what the device wishes. */

import { create } from "zustand";

export type Mode = "light" | "dark";
export type Wish = Mode | "device";

const KEPT = "taktline.theme";
const device = matchMedia("(prefers-color-scheme: dark)");

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
  if (wish !== "device") return wish;
  return device.matches ? "dark" : "light";
}

export const useTheme = create<Theme>((set, get) => {
  device.addEventListener("change", () => set({ mode: modeOf(get().wish) }));
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
