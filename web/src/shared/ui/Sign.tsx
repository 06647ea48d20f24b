/** Signs drawn as lines, in the colour of the words beside them. */

const PATHS = {
  check: "M4 13l5 5L20 7",
  cross: "M6 6l12 12M18 6L6 18",
  clock: "M12 7v5l3 3M12 3a9 9 0 100 18 9 9 0 000-18z",
  play: "M7 4l13 8-13 8z",
  pause: "M8 5v14M16 5v14",
  stop: "M5.6 5.6l12.8 12.8M12 3a9 9 0 100 18 9 9 0 000-18z",
  ready: "M12 3a9 9 0 100 18 9 9 0 000-18zM8 12l3 3 5-6",
  back: "M15 5l-7 7 7 7",
  erase: "M9 5h12v14H9l-6-7zM12 9l6 6M18 9l-6 6",
  up: "M12 19V6M6 11l6-6 6 6",
  away: "M3 3l18 18M8.5 16a5 5 0 017 0M5 12.5a10 10 0 015-2.7M19 12.5a10 10 0 00-3.5-2.3M12 20h.01",
  net: "M8.5 16a5 5 0 017 0M5 12.5a10 10 0 0114 0M2 9a14.5 14.5 0 0120 0M12 20h.01",
  lock: "M6 11h12v10H6zM8.5 11V7.5a3.5 3.5 0 017 0V11",
  out: "M10 4H4v16h6M15 8l4 4-4 4M9 12h10",
  undo: "M9 7L4 12l5 5M4 12h10a6 6 0 016 6v1",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M7 12h10",
  warn: "M12 4l9 16H3zM12 10v4M12 17h.01",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5L19 19M19 5l-1.5 1.5M6.5 17.5L5 19",
  grid: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
  people:
    "M9 11a4 4 0 100-8 4 4 0 000 8zM2 21v-1a6 6 0 0112 0v1M16 3.5a4 4 0 010 7.5M22 21v-1a6 6 0 00-4-5.6",
  bell: "M6 16V11a6 6 0 0112 0v5l2 2H4zM10 21h4",
  box: "M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10",
  ruler: "M3 16L16 3l5 5L8 21zM7 12l2 2M10 9l2 2M13 6l2 2",
  plus: "M12 5v14M5 12h14",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  swap: "M4 8h14l-4-4M20 16H6l4 4",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 100 7 3.5 3.5 0 000-7z",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
  printer: "M7 9V3h10v6M7 17H4v-8h16v8h-3M7 14h10v7H7z",
  wrench: "M20 6a5 5 0 01-7 6l-7 7-2-2 7-7a5 5 0 016-7l-3 3 1 2 2 1z",
} as const;

export type SignName = keyof typeof PATHS;

export function Sign({ name, size = 28 }: { readonly name: SignName; readonly size?: number }) {
  return (
    <svg
      className="sign"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={2.2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
