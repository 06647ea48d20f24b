/** Tell the result over the whole screen, with a sound, so that it is read from two metres. */

import { create } from "zustand";

export type Tone = "good" | "kept" | "bad";

export interface Flash {
  readonly tone: Tone;
  readonly word: string;
  readonly detail: string;
  /** What else may be done about it, by whoever may. */
  readonly other?: { readonly word: string; readonly act: () => void };
  /** Somebody has read it and leaves it at that. */
  readonly read?: () => void;
}

interface Shown {
  readonly flash: Flash | null;
}

/** A good result goes by itself; a refusal stays until somebody has read it. */
const GOOD_MS = 1_100;
const KEPT_MS = 1_800;

export const useFlash = create<Shown>(() => ({ flash: null }));

export function hideFlash(): void {
  useFlash.setState({ flash: null });
}

/** Put what says no away, as read. */
export function noteFlash(): void {
  const { flash } = useFlash.getState();
  hideFlash();
  flash?.read?.();
}

export function showFlash(flash: Flash): void {
  useFlash.setState({ flash });
  sound(flash.tone);
  if (flash.tone === "bad") return;
  setTimeout(
    () => {
      if (useFlash.getState().flash === flash) hideFlash();
    },
    flash.tone === "good" ? GOOD_MS : KEPT_MS,
  );
}

/** Pitches in Hz, one after the other; two rising = done, two low = not done. */
const TONES: Readonly<Record<Tone, readonly number[]>> = {
  good: [880, 1320],
  kept: [660, 660],
  bad: [196, 147, 196],
};
const NOTE_S = 0.14;

let audio: AudioContext | null = null;

function sound(tone: Tone): void {
  if (typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  const context = audio;
  void context.resume();
  TONES[tone].forEach((pitch, index) => {
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    const from = context.currentTime + index * NOTE_S;
    oscillator.type = tone === "bad" ? "sawtooth" : "sine";
    oscillator.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + NOTE_S);
  });
}
