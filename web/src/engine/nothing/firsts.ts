/** What one does first where there is nothing: its word is `first.<name>`. */

interface First {
  readonly to: string;
  /** The permission that it takes; who has it not is not sent there. */
  readonly needs?: string;
}

export const FIRSTS = {
  start: { to: "/" },
  factory: { to: "/admin/settings", needs: "site:create" },
  orders: { to: "/orders?do=import", needs: "work_order:write" },
  order: { to: "/orders?do=new", needs: "work_order:write" },
  openOrders: { to: "/orders", needs: "work_order:read" },
  salesOrder: { to: "/sales?do=new", needs: "sales_order:create" },
  receive: { to: "/stock/do/receive", needs: "material:receive" },
  pack: { to: "/stock/do/pack", needs: "handling_unit:pack" },
  stock: { to: "/stock", needs: "balance:read" },
  materials: { to: "/master/materials", needs: "material:create" },
  bills: { to: "/master/bills", needs: "material_bill:change" },
  equipment: { to: "/master/equipment", needs: "equipment:create" },
  people: { to: "/master/people", needs: "person:create" },
  skills: { to: "/master/people?what=personnel_class", needs: "personnel_class:create" },
  plans: { to: "/quality/plans", needs: "inspection_plan:import" },
} as const satisfies Readonly<Record<string, First>>;

export type FirstName = keyof typeof FIRSTS;

/** The address of what is done first, for who may do it. */
export function firstsFor(
  names: readonly FirstName[],
  may: (permission: string) => boolean,
): readonly { readonly name: FirstName; readonly to: string }[] {
  return names
    .map((name) => ({ name, ...(FIRSTS[name] as First) }))
    .filter(({ needs }) => needs === undefined || may(needs))
    .map(({ name, to }) => ({ name, to }));
}
