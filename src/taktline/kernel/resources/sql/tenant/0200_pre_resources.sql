-- What an order needs: sites and equipment, materials and lots, people, calendars, reasons.

CREATE TABLE unit (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    places numeric(20, 6) NOT NULL DEFAULT 0,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT unit_pkey PRIMARY KEY (id),
    CONSTRAINT unit_code_key UNIQUE (code),
    CONSTRAINT unit_places_range CHECK (places BETWEEN 0 AND 6)
);

CREATE TABLE calendar (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT calendar_pkey PRIMARY KEY (id),
    CONSTRAINT calendar_code_key UNIQUE (code)
);

CREATE TABLE site (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    zone text NOT NULL DEFAULT 'Asia/Shanghai',
    day_starts_s numeric(20, 6) NOT NULL DEFAULT 0,
    currency text NOT NULL DEFAULT 'CNY',
    calendar uuid,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT site_pkey PRIMARY KEY (id),
    CONSTRAINT site_code_key UNIQUE (code),
    CONSTRAINT site_calendar_fkey FOREIGN KEY (calendar) REFERENCES calendar (id),
    CONSTRAINT site_day_starts_within_day CHECK (day_starts_s BETWEEN 0 AND 86399),
    CONSTRAINT site_currency_iso CHECK (currency ~ '^[A-Z]{3}$')
);

CREATE TABLE partner (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    is_supplier boolean NOT NULL DEFAULT false,
    is_customer boolean NOT NULL DEFAULT false,
    is_carrier boolean NOT NULL DEFAULT false,
    phone text,
    address text,
    gln text,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT partner_pkey PRIMARY KEY (id),
    CONSTRAINT partner_code_key UNIQUE (code)
);

CREATE TABLE equipment (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    site uuid NOT NULL,
    level text NOT NULL,
    parent uuid,
    dispatch_mode text NOT NULL DEFAULT 'none',
    labor_rate_per_h numeric(20, 6) NOT NULL DEFAULT 0,
    machine_rate_per_h numeric(20, 6) NOT NULL DEFAULT 0,
    overhead_rate_per_h numeric(20, 6) NOT NULL DEFAULT 0,
    calendar uuid,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT equipment_pkey PRIMARY KEY (id),
    CONSTRAINT equipment_code_key UNIQUE (code),
    CONSTRAINT equipment_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT equipment_level_known CHECK (level IN ('area', 'process_cell', 'production_unit',
        'production_line', 'storage_zone', 'unit', 'work_cell', 'storage_unit',
        'equipment_module', 'control_module')),
    CONSTRAINT equipment_parent_fkey FOREIGN KEY (parent) REFERENCES equipment (id),
    CONSTRAINT equipment_dispatch_mode_known CHECK (dispatch_mode IN ('machine', 'team',
        'person', 'none')),
    CONSTRAINT equipment_calendar_fkey FOREIGN KEY (calendar) REFERENCES calendar (id),
    CONSTRAINT equipment_rates_not_below_zero CHECK (labor_rate_per_h >= 0 AND
        machine_rate_per_h >= 0 AND overhead_rate_per_h >= 0),
    CONSTRAINT equipment_not_below_itself CHECK (parent IS DISTINCT FROM id)
);

CREATE INDEX equipment_parent ON equipment (parent);

CREATE INDEX equipment_site ON equipment (site);

CREATE TABLE material_class (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    parent uuid,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT material_class_pkey PRIMARY KEY (id),
    CONSTRAINT material_class_code_key UNIQUE (code),
    CONSTRAINT material_class_parent_fkey FOREIGN KEY (parent) REFERENCES material_class (id),
    CONSTRAINT material_class_not_below_itself CHECK (parent IS DISTINCT FROM id)
);

CREATE TABLE material (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    specification text,
    unit uuid NOT NULL,
    material_class uuid,
    lot_traced text NOT NULL DEFAULT 'none',
    costing text NOT NULL DEFAULT 'actual',
    standard_cost numeric(20, 6),
    shelf_life_days numeric(20, 6),
    shelf_life_min_days numeric(20, 6) NOT NULL DEFAULT 0,
    over_receipt numeric(20, 6) NOT NULL DEFAULT 0,
    inspected boolean NOT NULL DEFAULT false,
    may_go_below boolean NOT NULL DEFAULT false,
    catch_weight_unit uuid,
    catch_weight_tolerance numeric(20, 6),
    gtin text,
    drawing text,
    stages text[] NOT NULL DEFAULT '{}',
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT material_pkey PRIMARY KEY (id),
    CONSTRAINT material_code_key UNIQUE (code),
    CONSTRAINT material_unit_fkey FOREIGN KEY (unit) REFERENCES unit (id),
    CONSTRAINT material_material_class_fkey FOREIGN KEY (material_class) REFERENCES
        material_class (id),
    CONSTRAINT material_catch_weight_unit_fkey FOREIGN KEY (catch_weight_unit) REFERENCES unit (id),
    CONSTRAINT material_lot_traced_known CHECK (lot_traced IN ('none', 'lot', 'serial')),
    CONSTRAINT material_costing_known CHECK (costing IN ('actual', 'fifo', 'moving_average',
        'standard')),
    CONSTRAINT material_fifo_needs_lots CHECK (costing <> 'fifo' OR lot_traced <> 'none'),
    CONSTRAINT material_standard_has_cost CHECK (costing <> 'standard' OR standard_cost IS NOT
        NULL),
    CONSTRAINT material_cost_not_below_zero CHECK (standard_cost >= 0),
    CONSTRAINT material_shelf_life_range CHECK (shelf_life_days >= 0 AND shelf_life_min_days >= 0),
    CONSTRAINT material_over_receipt_share CHECK (over_receipt BETWEEN 0 AND 1),
    CONSTRAINT material_owes_untraced_only CHECK (NOT may_go_below OR lot_traced = 'none')
);

CREATE INDEX material_class_of ON material (material_class);

CREATE TABLE unit_conversion (
    id uuid NOT NULL,
    material uuid,
    source_unit uuid NOT NULL,
    target_unit uuid NOT NULL,
    num numeric(20, 6) NOT NULL,
    den numeric(20, 6) NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT unit_conversion_pkey PRIMARY KEY (id),
    CONSTRAINT unit_conversion_key UNIQUE NULLS NOT DISTINCT (material, source_unit, target_unit),
    CONSTRAINT unit_conversion_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT unit_conversion_source_unit_fkey FOREIGN KEY (source_unit) REFERENCES unit (id),
    CONSTRAINT unit_conversion_target_unit_fkey FOREIGN KEY (target_unit) REFERENCES unit (id),
    CONSTRAINT unit_conversion_integers CHECK (num > 0 AND den > 0 AND num = trunc(num) AND den
        = trunc(den)),
    CONSTRAINT unit_conversion_leads_on CHECK (source_unit <> target_unit)
);

CREATE TABLE material_bill (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    material uuid NOT NULL,
    revision numeric(20, 6) NOT NULL DEFAULT 1,
    status text NOT NULL DEFAULT 'draft',
    effective_on date,
    quantity numeric(20, 6) NOT NULL DEFAULT 1,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT material_bill_pkey PRIMARY KEY (id),
    CONSTRAINT material_bill_code_key UNIQUE (code, revision),
    CONSTRAINT material_bill_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT material_bill_status_known CHECK (status IN ('draft', 'released', 'obsolete')),
    CONSTRAINT material_bill_of_something CHECK (quantity > 0)
);

CREATE INDEX material_bill_material ON material_bill (material);

CREATE TABLE material_bill_line (
    id uuid NOT NULL,
    material_bill uuid NOT NULL,
    line numeric(20, 6) NOT NULL,
    material uuid NOT NULL,
    use text NOT NULL DEFAULT 'consume',
    quantity_per numeric(20, 6) NOT NULL,
    is_fixed boolean NOT NULL DEFAULT false,
    scrap_share numeric(20, 6) NOT NULL DEFAULT 0,
    operation text,
    issue_method text NOT NULL DEFAULT 'issue',
    substitute_group text,
    cost_share numeric(20, 6),
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT material_bill_line_pkey PRIMARY KEY (id),
    CONSTRAINT material_bill_line_key UNIQUE (material_bill, line),
    CONSTRAINT material_bill_line_material_bill_fkey FOREIGN KEY (material_bill) REFERENCES
        material_bill (id),
    CONSTRAINT material_bill_line_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT material_bill_line_issue_method_known CHECK (issue_method IN ('issue',
        'backflush', 'kanban', 'floor_stock')),
    CONSTRAINT material_bill_line_scrap_share CHECK (scrap_share >= 0 AND scrap_share < 1),
    CONSTRAINT material_bill_line_of_something CHECK (quantity_per > 0),
    CONSTRAINT material_bill_line_use_known CHECK (use IN ('consume', 'produce', 'co_product',
        'by_product', 'tool', 'sample'))
);

CREATE INDEX material_bill_line_material ON material_bill_line (material);

CREATE TABLE person (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    badge text,
    site uuid,
    principal uuid,
    joined_on date,
    left_on date,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT person_pkey PRIMARY KEY (id),
    CONSTRAINT person_code_key UNIQUE (code),
    CONSTRAINT person_badge_key UNIQUE (badge),
    CONSTRAINT person_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT person_leaves_after_joining CHECK (joined_on <= left_on)
);

CREATE TABLE personnel_class (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT personnel_class_pkey PRIMARY KEY (id),
    CONSTRAINT personnel_class_code_key UNIQUE (code)
);

CREATE TABLE personnel_class_member (
    id uuid NOT NULL,
    person uuid NOT NULL,
    personnel_class uuid NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT personnel_class_member_pkey PRIMARY KEY (id),
    CONSTRAINT personnel_class_member_key UNIQUE (person, personnel_class, valid_from),
    CONSTRAINT personnel_class_member_person_fkey FOREIGN KEY (person) REFERENCES person (id),
    CONSTRAINT personnel_class_member_personnel_class_fkey FOREIGN KEY (personnel_class)
        REFERENCES personnel_class (id),
    CONSTRAINT personnel_class_member_days CHECK (valid_from <= valid_to)
);

CREATE TABLE qualification (
    id uuid NOT NULL,
    person uuid NOT NULL,
    personnel_class uuid NOT NULL,
    level numeric(20, 6) NOT NULL DEFAULT 1,
    valid_from date NOT NULL,
    valid_to date,
    evidence text,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT qualification_pkey PRIMARY KEY (id),
    CONSTRAINT qualification_key UNIQUE (person, personnel_class, valid_from),
    CONSTRAINT qualification_person_fkey FOREIGN KEY (person) REFERENCES person (id),
    CONSTRAINT qualification_personnel_class_fkey FOREIGN KEY (personnel_class) REFERENCES
        personnel_class (id),
    CONSTRAINT qualification_days CHECK (valid_from <= valid_to),
    CONSTRAINT qualification_level_not_below_zero CHECK (level >= 0)
);

CREATE TABLE crew (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    site uuid NOT NULL,
    lead uuid,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT crew_pkey PRIMARY KEY (id),
    CONSTRAINT crew_code_key UNIQUE (code),
    CONSTRAINT crew_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT crew_lead_fkey FOREIGN KEY (lead) REFERENCES person (id)
);

CREATE TABLE crew_member (
    id uuid NOT NULL,
    crew uuid NOT NULL,
    person uuid NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT crew_member_pkey PRIMARY KEY (id),
    CONSTRAINT crew_member_key UNIQUE (crew, person, valid_from),
    CONSTRAINT crew_member_crew_fkey FOREIGN KEY (crew) REFERENCES crew (id),
    CONSTRAINT crew_member_person_fkey FOREIGN KEY (person) REFERENCES person (id),
    CONSTRAINT crew_member_days CHECK (valid_from <= valid_to)
);

CREATE TABLE physical_asset (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    kind text NOT NULL DEFAULT 'machine',
    site uuid,
    serial_no text,
    maker text,
    model text,
    cavities numeric(20, 6),
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT physical_asset_pkey PRIMARY KEY (id),
    CONSTRAINT physical_asset_code_key UNIQUE (code),
    CONSTRAINT physical_asset_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT physical_asset_kind_known CHECK (kind IN ('machine', 'mold', 'tool', 'gauge',
        'other')),
    CONSTRAINT physical_asset_cavities CHECK (cavities >= 0)
);

CREATE TABLE asset_assignment (
    id uuid NOT NULL,
    physical_asset uuid NOT NULL,
    equipment uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT asset_assignment_pkey PRIMARY KEY (id),
    CONSTRAINT asset_assignment_key UNIQUE (physical_asset, started_at),
    CONSTRAINT asset_assignment_physical_asset_fkey FOREIGN KEY (physical_asset) REFERENCES
        physical_asset (id),
    CONSTRAINT asset_assignment_equipment_fkey FOREIGN KEY (equipment) REFERENCES equipment (id),
    CONSTRAINT asset_assignment_times CHECK (started_at < ended_at)
);

CREATE INDEX asset_assignment_equipment ON asset_assignment (equipment, started_at);

CREATE UNIQUE INDEX asset_assignment_one_place ON asset_assignment (physical_asset) WHERE
        ended_at IS NULL;

CREATE TABLE calendar_exception (
    id uuid NOT NULL,
    calendar uuid NOT NULL,
    day date NOT NULL,
    works_as text,
    note text,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT calendar_exception_pkey PRIMARY KEY (id),
    CONSTRAINT calendar_exception_key UNIQUE (calendar, day),
    CONSTRAINT calendar_exception_calendar_fkey FOREIGN KEY (calendar) REFERENCES calendar (id),
    CONSTRAINT calendar_exception_weekday_known CHECK (works_as IN ('mon', 'tue', 'wed', 'thu',
        'fri', 'sat', 'sun'))
);

CREATE TABLE shift (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    calendar uuid NOT NULL,
    work_center uuid,
    crew uuid,
    weekdays text[] NOT NULL DEFAULT '{mon,tue,wed,thu,fri}',
    starts_s numeric(20, 6) NOT NULL,
    ends_s numeric(20, 6) NOT NULL,
    break_s numeric(20, 6) NOT NULL DEFAULT 0,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT shift_pkey PRIMARY KEY (id),
    CONSTRAINT shift_code_key UNIQUE (code),
    CONSTRAINT shift_calendar_fkey FOREIGN KEY (calendar) REFERENCES calendar (id),
    CONSTRAINT shift_work_center_fkey FOREIGN KEY (work_center) REFERENCES equipment (id),
    CONSTRAINT shift_crew_fkey FOREIGN KEY (crew) REFERENCES crew (id),
    CONSTRAINT shift_times CHECK (starts_s BETWEEN 0 AND 86399 AND ends_s > starts_s AND ends_s
        - starts_s <= 86400),
    CONSTRAINT shift_break_within CHECK (break_s BETWEEN 0 AND ends_s - starts_s)
);

CREATE INDEX shift_calendar ON shift (calendar);

CREATE TABLE defect_code (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    class text NOT NULL DEFAULT 'process',
    parent uuid,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT defect_code_pkey PRIMARY KEY (id),
    CONSTRAINT defect_code_code_key UNIQUE (code),
    CONSTRAINT defect_code_parent_fkey FOREIGN KEY (parent) REFERENCES defect_code (id),
    CONSTRAINT defect_code_class_known CHECK (class IN ('process', 'material', 'set_up')),
    CONSTRAINT defect_code_not_below_itself CHECK (parent IS DISTINCT FROM id)
);

CREATE TABLE downtime_reason (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    parent uuid,
    time_class text NOT NULL DEFAULT 'delay',
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT downtime_reason_pkey PRIMARY KEY (id),
    CONSTRAINT downtime_reason_code_key UNIQUE (code),
    CONSTRAINT downtime_reason_parent_fkey FOREIGN KEY (parent) REFERENCES downtime_reason (id),
    CONSTRAINT downtime_reason_time_class_known CHECK (time_class IN ('planned', 'setup',
        'delay', 'down')),
    CONSTRAINT downtime_reason_not_below_itself CHECK (parent IS DISTINCT FROM id)
);

CREATE TABLE hold_reason (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_en text,
    applies_to text NOT NULL DEFAULT 'both',
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT hold_reason_pkey PRIMARY KEY (id),
    CONSTRAINT hold_reason_code_key UNIQUE (code),
    CONSTRAINT hold_reason_applies_to_known CHECK (applies_to IN ('job_order', 'lot', 'both'))
);

CREATE TABLE lot (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    material uuid NOT NULL,
    is_serial boolean NOT NULL DEFAULT false,
    produced_at timestamptz,
    received_at timestamptz,
    expires_on date,
    supplier uuid,
    supplier_lot text NOT NULL DEFAULT '',
    grade text,
    potency numeric(20, 6),
    properties jsonb NOT NULL DEFAULT '{}',
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT lot_pkey PRIMARY KEY (id),
    CONSTRAINT lot_code_key UNIQUE (material, code),
    CONSTRAINT lot_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT lot_supplier_fkey FOREIGN KEY (supplier) REFERENCES partner (id)
);

CREATE INDEX lot_code ON lot (code);

CREATE INDEX lot_expires_on ON lot (expires_on);

CREATE TABLE handling_unit (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL DEFAULT '',
    site uuid NOT NULL,
    kind text NOT NULL DEFAULT 'pallet',
    parent uuid,
    packaging uuid,
    tare_kg numeric(20, 6),
    is_open boolean NOT NULL DEFAULT true,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT handling_unit_pkey PRIMARY KEY (id),
    CONSTRAINT handling_unit_code_key UNIQUE (code),
    CONSTRAINT handling_unit_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT handling_unit_parent_fkey FOREIGN KEY (parent) REFERENCES handling_unit (id),
    CONSTRAINT handling_unit_packaging_fkey FOREIGN KEY (packaging) REFERENCES material (id),
    CONSTRAINT handling_unit_not_on_itself CHECK (parent IS DISTINCT FROM id),
    CONSTRAINT handling_unit_kind_known CHECK (kind IN ('pallet', 'box', 'cart', 'container',
        'roll')),
    CONSTRAINT handling_unit_tare CHECK (tare_kg >= 0)
);

CREATE INDEX handling_unit_parent ON handling_unit (parent);
