-- The ledger of moves: places, balances, moves, genealogy, reservations, holds, periods.

CREATE TABLE place (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    name text NOT NULL DEFAULT '',
    equipment uuid,
    job_order uuid,
    partner uuid,
    parent uuid,
    may_go_below boolean NOT NULL,
    is_physical boolean NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT place_pkey PRIMARY KEY (id),
    CONSTRAINT place_code_key UNIQUE (site, code),
    CONSTRAINT place_kind_known CHECK (kind IN (
        'store', 'line_side', 'transit', 'supplier_site', 'customer_site', 'wip', 'defective',
        'finished', 'transform', 'unreported', 'supplier', 'customer', 'scrap', 'missing', 'found',
        'adjustment', 'opening', 'absorption', 'variance')),
    CONSTRAINT place_physical_never_below CHECK (
        NOT may_go_below OR NOT is_physical OR kind = 'line_side')
);

CREATE INDEX place_job_order ON place (job_order) WHERE job_order IS NOT NULL;

CREATE TABLE balance (
    id uuid NOT NULL,
    place uuid NOT NULL,
    material uuid,
    lot uuid,
    handling_unit uuid,
    status text NOT NULL,
    owner uuid,
    stripe smallint NOT NULL DEFAULT 0,
    quantity numeric(20, 6) NOT NULL DEFAULT 0,
    value numeric(20, 6) NOT NULL DEFAULT 0,
    may_go_below boolean NOT NULL,
    is_physical boolean NOT NULL,
    last_occurred_at timestamptz,
    CONSTRAINT balance_pkey PRIMARY KEY (id),
    CONSTRAINT balance_key UNIQUE NULLS NOT DISTINCT
        (place, lot, handling_unit, status, owner, stripe),
    CONSTRAINT balance_place_fkey FOREIGN KEY (place) REFERENCES place (id),
    CONSTRAINT balance_status_known CHECK (
        status IN ('available', 'quarantine', 'blocked', 'rejected')),
    CONSTRAINT balance_never_below CHECK (may_go_below OR (quantity >= 0 AND value >= 0)),
    CONSTRAINT balance_empty_is_worthless CHECK (
        NOT is_physical OR may_go_below OR quantity <> 0 OR value = 0),
    CONSTRAINT balance_lot_names_material CHECK (lot IS NULL OR material IS NOT NULL),
    CONSTRAINT balance_money_has_no_quantity CHECK (lot IS NOT NULL OR quantity = 0)
);

CREATE INDEX balance_place_material ON balance (place, material, lot);
CREATE INDEX balance_material ON balance (material, place) WHERE quantity <> 0;
CREATE INDEX balance_lot ON balance (lot) WHERE lot IS NOT NULL;
CREATE INDEX balance_handling_unit ON balance (handling_unit) WHERE handling_unit IS NOT NULL;

CREATE TABLE move (
    id uuid NOT NULL,
    cause uuid NOT NULL,
    line integer NOT NULL,
    site uuid NOT NULL,
    source_place uuid NOT NULL,
    source_handling_unit uuid,
    source_status text NOT NULL,
    source_owner uuid,
    target_place uuid NOT NULL,
    target_handling_unit uuid,
    target_status text NOT NULL,
    target_owner uuid,
    material uuid,
    lot uuid,
    quantity numeric(20, 6) NOT NULL,
    unit text,
    value numeric(20, 6),
    currency text,
    entered_quantity numeric(26, 12),
    entered_unit text,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    posted_on date NOT NULL,
    reverses uuid,
    CONSTRAINT move_pkey PRIMARY KEY (id),
    CONSTRAINT move_line_key UNIQUE (cause, line),
    CONSTRAINT move_reverses_once UNIQUE (reverses),
    CONSTRAINT move_source_fkey FOREIGN KEY (source_place) REFERENCES place (id),
    CONSTRAINT move_target_fkey FOREIGN KEY (target_place) REFERENCES place (id),
    CONSTRAINT move_two_ends CHECK (
        (source_place, source_handling_unit, source_status, source_owner)
        IS DISTINCT FROM (target_place, target_handling_unit, target_status, target_owner)),
    CONSTRAINT move_moves_something CHECK (
        quantity >= 0 AND coalesce(value, 0) >= 0 AND (quantity > 0 OR coalesce(value, 0) > 0)),
    CONSTRAINT move_quantity_has_lot CHECK (quantity = 0 OR lot IS NOT NULL),
    CONSTRAINT move_quantity_has_unit CHECK (quantity = 0 OR unit IS NOT NULL),
    CONSTRAINT move_value_has_currency CHECK (value IS NULL OR currency IS NOT NULL)
);

CREATE INDEX move_lot ON move (lot, occurred_at) WHERE lot IS NOT NULL;
CREATE INDEX move_source ON move (source_place, occurred_at);
CREATE INDEX move_target ON move (target_place, occurred_at);

CREATE TABLE lot_edge (
    input_lot uuid NOT NULL,
    output_lot uuid NOT NULL,
    transform uuid NOT NULL,
    cause uuid NOT NULL,
    job_order uuid,
    quantity_in numeric(20, 6) NOT NULL,
    quantity_out numeric(20, 6) NOT NULL,
    CONSTRAINT lot_edge_pkey PRIMARY KEY (input_lot, output_lot, transform, cause),
    CONSTRAINT lot_edge_leads_on CHECK (input_lot <> output_lot)
);

CREATE INDEX lot_edge_output ON lot_edge (output_lot, input_lot);
CREATE INDEX lot_edge_cause ON lot_edge (cause);

CREATE TABLE reservation (
    id uuid NOT NULL,
    site uuid NOT NULL,
    demand text NOT NULL,
    job_order uuid,
    balance uuid,
    material uuid NOT NULL,
    places uuid[] NOT NULL DEFAULT '{}',
    lot uuid,
    quantity numeric(20, 6) NOT NULL,
    needed_on date,
    expires_at timestamptz,
    status text NOT NULL,
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT reservation_pkey PRIMARY KEY (id),
    CONSTRAINT reservation_balance_fkey FOREIGN KEY (balance) REFERENCES balance (id),
    CONSTRAINT reservation_status_known CHECK (
        status IN ('open', 'used', 'released', 'cut', 'expired')),
    CONSTRAINT reservation_of_something CHECK (quantity >= 0),
    CONSTRAINT reservation_open_is_positive CHECK (status <> 'open' OR quantity > 0)
);

CREATE INDEX reservation_open_balance ON reservation (balance) WHERE status = 'open';
CREATE INDEX reservation_open_material ON reservation (material) WHERE status = 'open';

CREATE TABLE hold (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    lot uuid NOT NULL,
    reason text NOT NULL,
    note text NOT NULL DEFAULT '',
    inherited_from uuid,
    placed_at timestamptz NOT NULL,
    cause uuid NOT NULL,
    released_at timestamptz,
    release_cause uuid,
    CONSTRAINT hold_pkey PRIMARY KEY (id),
    CONSTRAINT hold_once_per_lot UNIQUE (code, lot),
    CONSTRAINT hold_released_by_command CHECK ((released_at IS NULL) = (release_cause IS NULL))
);

CREATE INDEX hold_open ON hold (lot) WHERE released_at IS NULL;

CREATE TABLE period (
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    status text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT period_pkey PRIMARY KEY (starts_on),
    CONSTRAINT period_status_known CHECK (status IN ('open', 'closed')),
    CONSTRAINT period_has_days CHECK (starts_on <= ends_on)
);
