-- Cycle counting: which class a material is in, what is counted, what was found.

CREATE TABLE abc_class (
    id uuid NOT NULL,
    material uuid NOT NULL,
    class text NOT NULL,
    annual_value numeric(20, 6) NOT NULL,
    cause uuid NOT NULL,
    CONSTRAINT abc_class_pkey PRIMARY KEY (id),
    CONSTRAINT abc_class_material_key UNIQUE (material),
    CONSTRAINT abc_class_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT abc_class_known CHECK (class IN ('A', 'B', 'C')),
    CONSTRAINT abc_class_value_not_below_zero CHECK (annual_value >= 0)
);

CREATE TABLE stock_count (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    place uuid NOT NULL,
    status text NOT NULL,
    planned_at timestamptz NOT NULL,
    closed_at timestamptz,
    reason text NOT NULL DEFAULT '',
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT stock_count_pkey PRIMARY KEY (id),
    CONSTRAINT stock_count_code_key UNIQUE (code),
    CONSTRAINT stock_count_place_fkey FOREIGN KEY (place) REFERENCES place (id),
    CONSTRAINT stock_count_status_known CHECK (status IN (
        'open', 'recount', 'approval', 'booked', 'cancelled'))
);

CREATE INDEX stock_count_status ON stock_count (site, status, planned_at);

CREATE TABLE stock_count_line (
    id uuid NOT NULL,
    site uuid NOT NULL,
    stock_count uuid NOT NULL,
    material uuid NOT NULL,
    lot uuid NOT NULL,
    handling_unit uuid,
    status text NOT NULL,
    owner uuid,
    class text NOT NULL,
    tolerance numeric(9, 6) NOT NULL,
    first_quantity numeric(20, 6),
    second_quantity numeric(20, 6),
    expected numeric(20, 6),
    counted_at timestamptz,
    counted_by uuid,
    is_within boolean,
    CONSTRAINT stock_count_line_pkey PRIMARY KEY (id),
    CONSTRAINT stock_count_line_count_fkey FOREIGN KEY (stock_count) REFERENCES stock_count (id),
    CONSTRAINT stock_count_line_second_follows CHECK (
        second_quantity IS NULL OR first_quantity IS NOT NULL)
);

CREATE INDEX stock_count_line_count ON stock_count_line (stock_count);

CREATE INDEX stock_count_line_material ON stock_count_line (material, counted_at);
