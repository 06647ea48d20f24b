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
    takes_unreleased boolean NOT NULL DEFAULT false,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT place_pkey PRIMARY KEY (id),
    CONSTRAINT place_code_key UNIQUE (site, code),
    CONSTRAINT place_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT place_parent_fkey FOREIGN KEY (parent) REFERENCES place (id),
    CONSTRAINT place_partner_fkey FOREIGN KEY (partner) REFERENCES partner (id),
    CONSTRAINT place_equipment_fkey FOREIGN KEY (equipment) REFERENCES equipment (id),
    CONSTRAINT place_kind_known CHECK (kind IN (
        'store', 'line_side', 'transit', 'supplier_site', 'customer_site', 'wip', 'defective',
        'finished', 'transform', 'unreported', 'supplier', 'customer', 'scrap', 'missing', 'found',
        'adjustment', 'opening', 'absorption', 'variance')),
    CONSTRAINT place_physical_never_below CHECK (
        NOT may_go_below OR NOT is_physical OR kind = 'line_side'),
    CONSTRAINT place_physical_by_kind CHECK (is_physical = (kind IN (
        'store', 'line_side', 'transit', 'supplier_site', 'customer_site', 'wip', 'defective',
        'finished'))),
    CONSTRAINT place_of_job CHECK (job_order IS NOT NULL OR kind NOT IN (
        'wip', 'defective', 'unreported')),
    CONSTRAINT place_unreleased_in_wip CHECK (NOT takes_unreleased OR kind = 'wip')
);

CREATE INDEX place_job_order ON place (job_order) WHERE job_order IS NOT NULL;

-- A cache of the moves, written with them. No row stands for several lots, owners or places.
-- A serial is one piece: the exclusion is deferred, as a piece is given and taken by one statement.
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
    is_serial boolean NOT NULL DEFAULT false,
    last_occurred_at timestamptz,
    CONSTRAINT balance_pkey PRIMARY KEY (id),
    CONSTRAINT balance_key UNIQUE NULLS NOT DISTINCT
        (place, lot, handling_unit, status, owner, stripe),
    CONSTRAINT balance_place_fkey FOREIGN KEY (place) REFERENCES place (id),
    CONSTRAINT balance_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT balance_lot_fkey FOREIGN KEY (lot) REFERENCES lot (id),
    CONSTRAINT balance_handling_unit_fkey
        FOREIGN KEY (handling_unit) REFERENCES handling_unit (id),
    CONSTRAINT balance_owner_fkey FOREIGN KEY (owner) REFERENCES partner (id),
    CONSTRAINT balance_status_known CHECK (
        status IN ('available', 'quarantine', 'blocked', 'rejected')),
    CONSTRAINT balance_never_below CHECK (may_go_below OR (quantity >= 0 AND value >= 0)),
    CONSTRAINT balance_empty_is_worthless CHECK (
        NOT is_physical OR may_go_below OR quantity <> 0 OR value = 0),
    CONSTRAINT balance_lot_names_material CHECK (lot IS NULL OR material IS NOT NULL),
    CONSTRAINT balance_money_has_no_quantity CHECK (lot IS NOT NULL OR quantity = 0),
    CONSTRAINT balance_of_others_is_worthless CHECK (owner IS NULL OR value = 0),
    CONSTRAINT balance_stripe_range CHECK (stripe BETWEEN 0 AND 15),
    CONSTRAINT balance_serial_is_one_piece CHECK (NOT is_serial OR quantity IN (-1, 0, 1)),
    CONSTRAINT balance_serial_once EXCLUDE USING btree (lot WITH =)
        WHERE (is_serial AND NOT may_go_below AND quantity > 0) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX balance_place_material ON balance (place, material, lot);
CREATE INDEX balance_material ON balance (material, place) WHERE quantity <> 0;
CREATE INDEX balance_lot ON balance (lot) WHERE lot IS NOT NULL;
CREATE INDEX balance_handling_unit ON balance (handling_unit) WHERE handling_unit IS NOT NULL;

-- The journal. Places and lots have no foreign key here: each end has its balance row, which has
-- one, and a key-share lock on the one row of a much used place would make everybody wait.
CREATE TABLE move (
    id uuid NOT NULL,
    cause uuid NOT NULL,
    line integer NOT NULL,
    site uuid NOT NULL,
    source_place uuid NOT NULL,
    source_kind text NOT NULL,
    source_handling_unit uuid,
    source_status text NOT NULL,
    source_owner uuid,
    target_place uuid NOT NULL,
    target_kind text NOT NULL,
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
    second_quantity numeric(20, 6),
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    posted_on date NOT NULL,
    reverses uuid,
    CONSTRAINT move_pkey PRIMARY KEY (id),
    CONSTRAINT move_line_key UNIQUE (cause, line),
    CONSTRAINT move_reverses_once UNIQUE (reverses),
    CONSTRAINT move_two_ends CHECK (
        (source_place, source_handling_unit, source_status, source_owner)
        IS DISTINCT FROM (target_place, target_handling_unit, target_status, target_owner)),
    CONSTRAINT move_moves_something CHECK (
        quantity >= 0 AND coalesce(value, 0) >= 0 AND (quantity > 0 OR coalesce(value, 0) > 0)),
    CONSTRAINT move_quantity_has_lot CHECK (quantity = 0 OR lot IS NOT NULL),
    CONSTRAINT move_quantity_has_unit CHECK (quantity = 0 OR unit IS NOT NULL),
    CONSTRAINT move_value_has_currency CHECK (value IS NULL OR currency IS NOT NULL),
    CONSTRAINT move_second_not_below_zero CHECK (second_quantity >= 0),
    CONSTRAINT move_of_others_is_worthless CHECK (
        coalesce(value, 0) = 0 OR (source_owner IS NULL AND target_owner IS NULL)),
    CONSTRAINT move_accounts_have_no_status CHECK (
        (source_status = 'available' OR source_kind IN (
            'store', 'line_side', 'transit', 'supplier_site', 'customer_site', 'wip', 'defective',
            'finished'))
        AND (target_status = 'available' OR target_kind IN (
            'store', 'line_side', 'transit', 'supplier_site', 'customer_site', 'wip', 'defective',
            'finished'))),
    CONSTRAINT move_unreleased_stays CHECK (
        quantity = 0 OR source_status = 'available' OR source_place = target_place
        OR target_kind NOT IN ('line_side', 'customer')),
    CONSTRAINT move_unreleased_keeps_status CHECK (
        quantity = 0 OR source_status = 'available' OR source_place = target_place
        OR target_status = source_status OR target_kind IN (
            'scrap', 'supplier', 'adjustment', 'transform', 'wip'))
);

CREATE INDEX move_posted ON move (posted_on);

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
CREATE INDEX lot_edge_job_order ON lot_edge (job_order) WHERE job_order IS NOT NULL;

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
    CONSTRAINT reservation_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT reservation_balance_fkey FOREIGN KEY (balance) REFERENCES balance (id),
    CONSTRAINT reservation_status_known CHECK (
        status IN ('open', 'used', 'released', 'cut', 'expired')),
    CONSTRAINT reservation_of_something CHECK (quantity >= 0),
    CONSTRAINT reservation_open_is_positive CHECK (status <> 'open' OR quantity > 0)
);

CREATE INDEX reservation_open_balance ON reservation (balance) WHERE status = 'open';
CREATE INDEX reservation_open_material ON reservation (material) WHERE status = 'open';

CREATE INDEX reservation_open_demand ON reservation (demand) WHERE status = 'open';

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
    CONSTRAINT hold_lot_fkey FOREIGN KEY (lot) REFERENCES lot (id),
    CONSTRAINT hold_once_per_lot UNIQUE (code, lot),
    CONSTRAINT hold_released_by_command CHECK ((released_at IS NULL) = (release_cause IS NULL))
);

CREATE INDEX hold_open ON hold (lot) WHERE released_at IS NULL;

CREATE TABLE period (
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    status text NOT NULL,
    cause uuid NOT NULL,
    closed_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT period_pkey PRIMARY KEY (starts_on),
    CONSTRAINT period_status_known CHECK (status IN ('open', 'closed')),
    CONSTRAINT period_has_days CHECK (starts_on <= ends_on)
);
