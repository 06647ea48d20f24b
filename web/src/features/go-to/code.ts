/** What a printed code leads to: the page that shows the thing it stands on. */

import type { Queries } from "@/shared/api/generated";
import { readQuery } from "@/shared/api/query";

type AtStation = Queries["kernel.station_code"]["row"];
type InStock = Queries["inventory.what_is"]["row"];

export interface Meaning {
  readonly kind: AtStation["kind"] | InStock["kind"];
  readonly title: string;
  readonly address: string;
}

const part = (value: string) => encodeURIComponent(value);
const records = (entity: string, code: string) => `/records/${entity}?search=${part(code)}`;

function atStation({ kind, code, name, job_order }: AtStation): Meaning {
  const title = [code, name].filter(Boolean).join(" ");
  if (kind === "job_order" || (kind === "flow_card" && job_order !== null)) {
    return { kind, title, address: `/jobs/${part(job_order ?? code)}` };
  }
  if (kind === "carton") return { kind, title, address: records("handling_unit", code) };
  return { kind, title, address: records(kind, code) };
}

function inStock({ kind, code, name, material, lot }: InStock): Meaning {
  const title = [code, name].filter(Boolean).join(" ");
  if (kind === "lot") return { kind, title, address: `/lots/${part(material)}/${part(lot)}` };
  if (kind === "job_order") return { kind, title, address: `/jobs/${part(code)}` };
  if (kind === "material" || kind === "place") {
    return { kind, title, address: `/stock?${kind}=${part(code)}` };
  }
  return { kind, title, address: records(kind, code) };
}

/** All meanings, each page once. */
export function meanings(
  station: readonly AtStation[],
  stock: readonly InStock[],
): readonly Meaning[] {
  const all = [...station.map(atStation), ...stock.map(inStock)];
  return all.filter((one, at) => all.findIndex((two) => two.address === one.address) === at);
}

/** Ask everybody who may know a code; who may not ask one of them is told by the others. */
export async function meaningsOf(code: string): Promise<readonly Meaning[]> {
  const [station, stock] = await Promise.allSettled([
    readQuery("kernel.station_code", { code }),
    readQuery("inventory.what_is", { code }),
  ]);
  if (station.status === "rejected" && stock.status === "rejected") throw station.reason;
  return meanings(
    station.status === "fulfilled" ? station.value.rows : [],
    stock.status === "fulfilled" ? stock.value.rows : [],
  );
}
