/** The pages of master data, and which kinds of record each keeps. */

export interface PageOf {
  readonly to:
    | "/master/materials"
    | "/master/bills"
    | "/master/where-used"
    | "/master/routings"
    | "/master/equipment"
    | "/master/people"
    | "/master/skills"
    | "/master/calendars"
    | "/master/units"
    | "/master/reasons";
  readonly word: string;
  readonly needs: string;
}

export const PAGES: readonly PageOf[] = [
  { to: "/master/materials", word: "materials", needs: "material:read" },
  { to: "/master/bills", word: "bills", needs: "material_bill:read" },
  { to: "/master/where-used", word: "whereUsed", needs: "material_bill:read" },
  { to: "/master/routings", word: "routings", needs: "work_master:read" },
  { to: "/master/equipment", word: "equipment", needs: "equipment:read" },
  { to: "/master/people", word: "people", needs: "person:read" },
  { to: "/master/skills", word: "skills", needs: "qualification:read" },
  { to: "/master/calendars", word: "calendars", needs: "shift:read" },
  { to: "/master/units", word: "units", needs: "unit:read" },
  { to: "/master/reasons", word: "reasons", needs: "downtime_reason:read" },
];

/** One kind of record on a page, with the fields its list shows. */
export interface Kind {
  readonly entity: string;
  readonly columns: readonly string[];
}

const NAMED = ["code", "name", "name_en"] as const;

/** Pages that are lists of kinds; the first kind is shown where the address names none. */
export const KINDS: Readonly<
  Record<"materials" | "people" | "units" | "reasons", readonly Kind[]>
> = {
  materials: [
    {
      entity: "material",
      columns: [
        "code",
        "name",
        "specification",
        "unit",
        "material_class",
        "lot_traced",
        "costing",
        "standard_cost",
      ],
    },
    { entity: "material_class", columns: [...NAMED, "parent"] },
    { entity: "partner", columns: [...NAMED, "is_supplier", "is_customer", "phone"] },
  ],
  people: [
    { entity: "person", columns: ["code", "name", "badge", "site", "joined_on", "left_on"] },
    { entity: "personnel_class", columns: NAMED },
    {
      entity: "qualification",
      columns: ["person", "personnel_class", "level", "valid_from", "valid_to", "evidence"],
    },
    { entity: "crew", columns: ["code", "name", "site", "lead"] },
    { entity: "crew_member", columns: ["crew", "person", "valid_from", "valid_to"] },
  ],
  units: [
    { entity: "unit", columns: [...NAMED, "places"] },
    {
      entity: "unit_conversion",
      columns: ["material", "source_unit", "target_unit", "num", "den"],
    },
  ],
  reasons: [
    { entity: "downtime_reason", columns: [...NAMED, "time_class", "parent"] },
    { entity: "defect_code", columns: [...NAMED, "class", "parent"] },
    { entity: "hold_reason", columns: [...NAMED, "applies_to"] },
  ],
};
