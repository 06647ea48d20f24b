/** What stands behind the `?` of an address. */

export type Params = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Write parameters; what is not given is left out. */
export function words(params: Params): string {
  const given = Object.entries(params).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
