/** What a browser says of itself, as people call it: "Chrome · Windows". */

const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ["WeChat", /MicroMessenger/],
  ["Edge", /Edg(e|A|iOS)?\//],
  ["Firefox", /Firefox\//],
  ["Chrome", /(Chrome|CriOS)\//],
  ["Safari", /Safari\//],
];
const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["Android", /Android/],
  ["iOS", /iPhone|iPad/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X/],
  ["Linux", /Linux|X11/],
];
const LONGEST = 40;

const named = (agent: string, known: typeof BROWSERS) =>
  known.find(([, sign]) => sign.test(agent))?.[0];

/** The browser and the system; a program's own words where it is no browser. */
export function deviceOf(agent: string): string {
  const found = [named(agent, BROWSERS), named(agent, SYSTEMS)].filter(Boolean);
  return found.join(" · ") || agent.slice(0, LONGEST);
}
