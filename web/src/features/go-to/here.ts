/** Which record's page is open, told by its address: commands are offered on it first. */

import type { Here } from "./found";

const quoted = (text: string) => `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;

const BY_CODE: readonly (readonly [RegExp, string])[] = [
  [/^\/orders\/([^/]+)$/, "work_order"],
  [/^\/jobs\/([^/]+)$/, "job_order"],
  [/^\/quality\/inspections\/([^/]+)$/, "job_order"],
  [/^\/sales\/([^/]+)$/, "sales_order"],
  [/^\/stock\/units\/([^/]+)$/, "handling_unit"],
  [/^\/stock\/counts\/([^/]+)$/, "stock_count"],
  [/^\/quality\/nonconformities\/([^/]+)$/, "nonconformity"],
];
const BY_ID: readonly (readonly [RegExp, string])[] = [
  [/^\/master\/bills\/([^/]+)$/, "material_bill"],
  [/^\/master\/routings\/([^/]+)$/, "work_master"],
];

/** The record an address shows; null where it shows none, or many. */
export function hereIs(path: string, search: string): Here | null {
  for (const [pattern, entity] of BY_CODE) {
    const code = pattern.exec(path)?.[1];
    if (code) return byCode(entity, decodeURIComponent(code));
  }
  for (const [pattern, entity] of BY_ID) {
    const id = pattern.exec(path)?.[1];
    if (id) return { entity, filter: `id = ${quoted(decodeURIComponent(id))}`, title: "" };
  }
  const [material, lot] = /^\/lots\/([^/]+)\/([^/]+)$/.exec(path)?.slice(1) ?? [];
  if (material && lot) {
    const of = `material.code = ${quoted(decodeURIComponent(material))}`;
    const found = byCode("lot", decodeURIComponent(lot));
    return { ...found, filter: `${found.filter} and ${of}` };
  }
  return beside(path, search);
}

function byCode(entity: string, code: string): Here {
  return { entity, filter: `code = ${quoted(code)}`, title: code };
}

/** The record that is open beside the list of its kind. */
function beside(path: string, search: string): Here | null {
  const entity = /^\/records\/([^/]+)$/.exec(path)?.[1];
  const record = new URLSearchParams(search).get("record")?.replace(/^"|"$/g, "");
  if (!entity || !record || record === "new") return null;
  return { entity: decodeURIComponent(entity), filter: `id = ${quoted(record)}`, title: "" };
}
