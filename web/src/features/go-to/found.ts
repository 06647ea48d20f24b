/** What the command menu finds: where it leads and how it is called. */

export type Kind = "page" | "work_order" | "lot" | "material";

export interface Found {
  readonly kind: Kind;
  readonly title: string;
  readonly address: string;
}

type Row = Readonly<Record<string, unknown>>;

const part = (value: unknown) => encodeURIComponent(String(value ?? ""));

/** Pages whose name holds what was typed; all when nothing was. */
export function matching(pages: readonly Found[], typed: string): readonly Found[] {
  const wanted = typed.toLowerCase();
  return pages.filter((one) => one.title.toLowerCase().includes(wanted));
}

function materialOf(row: Row): string {
  const material = row.material as { code?: string | null; id: string } | null | undefined;
  return material?.code ?? material?.id ?? "";
}

/** Where the records of a list are looked at. */
export function places(entity: Exclude<Kind, "page">, rows: readonly Row[]): readonly Found[] {
  return rows.map((row) => {
    const code = String(row.code ?? row.id);
    if (entity === "work_order")
      return { kind: entity, title: code, address: `/orders/${part(code)}` };
    if (entity === "lot") {
      const material = materialOf(row);
      const address = `/lots/${part(material)}/${part(code)}`;
      return { kind: entity, title: `${code} ${material}`, address };
    }
    const title = [row.code, row.name].filter(Boolean).join(" ");
    return { kind: entity, title, address: `/stock?material=${part(code)}` };
  });
}
