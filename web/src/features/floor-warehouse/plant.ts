/** What a warehouse terminal knows: asked of the server, and kept for the time without a network. */

import { useEffect, useState } from "react";
import { Refused, request } from "@/shared/api/http";
import { kept, queried, type Rows, readKept, records } from "@/shared/floor/read";
import { noteOnline, useOutbox } from "@/shared/offline/outbox";
import { readLabel } from "@/shared/scan/gs1";
import type { Goods, Meaning, Open, Stand } from "./flow";

interface Scanned {
  readonly kind: "place" | "handling_unit" | "lot" | "material" | "job_order" | "stock_count";
  readonly code: string;
  readonly name: string;
  readonly site: string;
  readonly status: string;
  readonly material: string;
  readonly lot: string;
  readonly traced: string;
  readonly unit: string;
  readonly place: string;
  readonly expires_on: string | null;
  readonly expired: boolean;
  readonly held_by: readonly string[];
  readonly quantity: string | null;
}

interface StockRow {
  readonly place: string;
  readonly site: string;
  readonly material: string;
  readonly lot: string;
  readonly status: string;
  readonly owner: string | null;
  readonly handling_unit: string | null;
  readonly quantity: string;
  readonly unit: string;
  readonly expires_on: string | null;
  readonly held_by: readonly string[];
}

interface Linked {
  readonly code: string | null;
}

interface MaterialRow {
  readonly code: string;
  readonly name: string;
  readonly gtin: string | null;
  readonly lot_traced: string;
  readonly unit: Linked;
}

interface PlaceRow {
  readonly code: string;
  readonly site: Linked;
}

export interface Partner {
  readonly code: string;
  readonly name: string;
}

/** What is kept for the time without a network: so much, and no more. */
export interface Picture {
  readonly places: readonly PlaceRow[];
  readonly materials: readonly MaterialRow[];
  readonly stock: readonly StockRow[];
  readonly suppliers: readonly Partner[];
}

const keptRows = <T>(name: string) => kept<Rows<T>>(`warehouse.${name}`)?.rows ?? [];

/** What was kept last time; it answers until it was read anew, and without a network. */
const keptPicture = (): Picture => ({
  places: keptRows("places"),
  materials: keptRows("materials"),
  stock: keptRows("stock"),
  suppliers: keptRows("suppliers"),
});
const KEPT_MAX = 1000;
const AGAIN_MS = 60_000;

async function readPicture(): Promise<Picture> {
  const read = <T>(name: string, path: string) =>
    readKept<Rows<T>>(`warehouse.${name}`, path).then((found) => found?.rows ?? []);
  const [places, materials, stock, suppliers] = await Promise.all([
    read<PlaceRow>("places", records("place", "is_physical", KEPT_MAX)),
    read<MaterialRow>("materials", records("material", undefined, KEPT_MAX)),
    read<StockRow>("stock", queried("kernel.on_hand", { limit: KEPT_MAX })),
    read<Partner>("suppliers", records("partner", "is_supplier", KEPT_MAX)),
  ]);
  return { places, materials, stock, suppliers };
}

/** The picture of the store, read anew now and then while the screen is looked at. */
export function usePicture(active: boolean): Picture {
  const [picture, setPicture] = useState(keptPicture);
  useEffect(() => {
    if (!active) return;
    const read = () => void readPicture().then(setPicture);
    read();
    const again = setInterval(read, AGAIN_MS);
    return () => clearInterval(again);
  }, [active]);
  return picture;
}

const PATIENCE_MS = 2_500;
const late = () => new Promise<undefined>((done) => setTimeout(done, PATIENCE_MS));

/** Ask now; undefined where nobody answers in time, so that the kept picture does. */
async function ask<T>(path: string): Promise<readonly T[] | undefined> {
  try {
    return (await Promise.race([request<Rows<T>>("GET", path), late()]))?.rows;
  } catch (failure) {
    if (failure instanceof Refused) return [];
    noteOnline(false);
    return undefined;
  }
}

const standOf = (row: StockRow): Stand => ({
  place: row.place,
  site: row.site,
  status: row.status,
  handling_unit: row.handling_unit,
  quantity: row.quantity,
});

/** What a code may mean; several where lots of one code exist for several materials. */
export async function whatIs(
  code: string,
  picture: Picture,
  today: string,
): Promise<readonly Meaning[]> {
  const found = await ask<Scanned>(queried("inventory.what_is", { code }));
  if (found === undefined) return keptMeaning(code, picture, today);
  return Promise.all(found.map(meant));
}

async function meant(row: Scanned): Promise<Meaning> {
  const { code, site, place } = row;
  switch (row.kind) {
    case "place":
      return { kind: "place", code, site };
    case "handling_unit":
      return { kind: "unit", code, place, site };
    case "job_order":
      return { kind: "job", code };
    case "stock_count":
      return { kind: "count", code, place, site };
    default:
      return { kind: "goods", goods: await goodsOf(row) };
  }
}

async function goodsOf(row: Scanned): Promise<Goods> {
  const isKnown = row.kind === "lot" || row.traced === "none";
  const params = {
    material: row.material,
    limit: 100,
    ...(row.kind === "lot" ? { lot: row.lot } : {}),
  };
  const lies = isKnown ? ((await ask<StockRow>(queried("kernel.on_hand", params))) ?? []) : [];
  return {
    material: row.material,
    name: row.name,
    unit: row.unit,
    traced: row.traced,
    lot: row.lot,
    quantity: row.quantity,
    producedOn: null,
    expiresOn: row.expires_on,
    expired: row.expired,
    heldBy: row.held_by,
    stands: lies.filter((one) => one.owner === null && isStore(one)).map(standOf),
    isNew: row.kind === "material",
  };
}

/** Goods in process are at their job order, not at a place that a warehouse takes from. */
const isStore = (row: StockRow) => !/^(wip|defective|unreported|transform):/.test(row.place);

/** The same from what was kept; what the server alone can know is left to it. */
export function keptMeaning(code: string, picture: Picture, today: string): readonly Meaning[] {
  const label = readLabel(code);
  const place = picture.places.find((one) => one.code === label.code);
  if (place) return [{ kind: "place", code: place.code, site: place.site.code ?? "" }];
  const named = label.serial ?? label.lot ?? label.code;
  const material = picture.materials.find(
    (one) => one.code === label.code || (label.gtin && one.gtin?.padStart(14, "0") === label.gtin),
  );
  const lots = picture.stock.filter(
    (row) =>
      row.lot === named && row.lot !== "-" && (!label.gtin || row.material === material?.code),
  );
  const quantity = (unit: string) =>
    (unit === "kg" ? label.netKg : undefined) ?? label.count ?? null;
  const kinds = [...new Set(lots.map((row) => row.material))];
  if (kinds.length > 0) {
    return kinds.map((one) => {
      const rows = lots.filter((row) => row.material === one);
      const own = picture.materials.find((known) => known.code === one);
      const [first] = rows;
      const expiresOn = first?.expires_on ?? null;
      const goods: Goods = {
        material: one,
        name: own?.name ?? "",
        unit: first?.unit ?? "",
        traced: own?.lot_traced ?? "lot",
        lot: named,
        quantity: quantity(first?.unit ?? ""),
        producedOn: null,
        expiresOn,
        expired: expiresOn !== null && expiresOn <= today,
        heldBy: first?.held_by ?? [],
        stands: rows.filter(isStore).map(standOf),
        isNew: false,
      };
      return { kind: "goods", goods };
    });
  }
  if (!material) return [];
  const unit = material.unit.code ?? "";
  const untraced = material.lot_traced === "none";
  const stands = picture.stock.filter((row) => row.material === material.code && isStore(row));
  const goods: Goods = {
    material: material.code,
    name: material.name,
    unit,
    traced: material.lot_traced,
    lot: label.serial ?? label.lot ?? "",
    quantity: quantity(unit),
    producedOn: label.producedOn ?? null,
    expiresOn: label.expiresOn ?? null,
    expired: false,
    heldBy: [],
    stands: untraced ? stands.map(standOf) : [],
    isNew: true,
  };
  return [{ kind: "goods", goods }];
}

/** The picking list of a job order, read anew after everything that was booked. */
export function usePickList(job: string | null): readonly Open[] | null {
  const sent = useOutbox((state) => state.sent);
  const [open, setOpen] = useState<readonly Open[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was booked changes the list
  useEffect(() => {
    if (job === null) return setOpen(null);
    const path = queried("inventory.pick_list", { job_order: job });
    void readKept<Rows<Open>>(`warehouse.pick.${job}`, path).then((found) =>
      setOpen(found?.rows ?? []),
    );
  }, [job, sent]);
  return open;
}
