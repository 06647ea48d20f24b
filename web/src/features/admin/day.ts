/** When a factory's day begins, as its clock shows it. */

const HOUR_S = 3600;
const MINUTE_S = 60;
const two = (value: number) => String(value).padStart(2, "0");

/** The hour and minute of a site's `day_starts_s`: 28800 is 08:00. */
export function clockOf(site: Readonly<Record<string, unknown>>): string {
  const seconds = Number(site.day_starts_s ?? 0);
  return `${two(Math.floor(seconds / HOUR_S))}:${two(Math.floor((seconds % HOUR_S) / MINUTE_S))}`;
}

/** Seconds since midnight of an hour and a minute. */
export function secondsOf(clock: string): string {
  const [hours = "0", minutes = "0"] = clock.split(":");
  return String(Number(hours) * HOUR_S + Number(minutes) * MINUTE_S);
}
