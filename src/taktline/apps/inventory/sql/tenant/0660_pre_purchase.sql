-- Purchase orders: what was ordered, promised and received, and what came beyond it.

CREATE TABLE purchase_order (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    supplier uuid NOT NULL,
    note text NOT NULL DEFAULT '',
    ordered_at timestamptz NOT NULL,
    cause uuid NOT NULL,
    CONSTRAINT purchase_order_pkey PRIMARY KEY (id),
    CONSTRAINT purchase_order_code_key UNIQUE (code),
    CONSTRAINT purchase_order_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT purchase_order_supplier_fkey FOREIGN KEY (supplier) REFERENCES partner (id)
);

CREATE INDEX purchase_order_supplier ON purchase_order (supplier);

CREATE TABLE purchase_line (
    id uuid NOT NULL,
    site uuid NOT NULL,
    purchase_order uuid NOT NULL,
    line integer NOT NULL,
    material uuid NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    price numeric(20, 6),
    invoice_unit text COLLATE "C" NOT NULL,
    weight_basis text NOT NULL,
    promised_on date NOT NULL,
    first_promised_on date NOT NULL,
    received numeric(20, 6) NOT NULL DEFAULT 0,
    kept numeric(20, 6) NOT NULL DEFAULT 0,
    free numeric(20, 6) NOT NULL DEFAULT 0,
    returned numeric(20, 6) NOT NULL DEFAULT 0,
    to_replace numeric(20, 6) NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT 'open',
    reason text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT purchase_line_pkey PRIMARY KEY (id),
    CONSTRAINT purchase_line_number_key UNIQUE (purchase_order, line),
    CONSTRAINT purchase_line_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT purchase_line_order_fkey FOREIGN KEY (purchase_order) REFERENCES purchase_order (id),
    CONSTRAINT purchase_line_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT purchase_line_status_known CHECK (status IN ('open', 'received', 'closed')),
    CONSTRAINT purchase_line_basis_known CHECK (weight_basis IN ('theoretical', 'weighed')),
    CONSTRAINT purchase_line_quantity_above_zero CHECK (quantity > 0),
    CONSTRAINT purchase_line_price_not_below_zero CHECK (price >= 0),
    CONSTRAINT purchase_line_parts_not_below_zero CHECK (
        received >= 0 AND kept >= 0 AND free >= 0 AND returned >= 0 AND to_replace >= 0)
);

CREATE INDEX purchase_line_promised ON purchase_line (promised_on) WHERE status = 'open';

CREATE INDEX purchase_line_material ON purchase_line (material) WHERE status = 'open';

CREATE TABLE purchase_receipt (
    id uuid NOT NULL,
    site uuid NOT NULL,
    purchase_line uuid NOT NULL,
    kind text NOT NULL,
    lot uuid NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    kept numeric(20, 6) NOT NULL DEFAULT 0,
    supplier_lot text NOT NULL DEFAULT '',
    theoretical_weight numeric(20, 6),
    weighed numeric(20, 6),
    invoice_quantity numeric(20, 6),
    invoice_unit text COLLATE "C" NOT NULL,
    amount numeric(20, 6),
    reference text NOT NULL DEFAULT '',
    promised_on date NOT NULL,
    received_at timestamptz NOT NULL,
    cause uuid NOT NULL,
    CONSTRAINT purchase_receipt_pkey PRIMARY KEY (id),
    CONSTRAINT purchase_receipt_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT purchase_receipt_line_fkey FOREIGN KEY (purchase_line) REFERENCES purchase_line (id),
    CONSTRAINT purchase_receipt_lot_fkey FOREIGN KEY (lot) REFERENCES lot (id),
    CONSTRAINT purchase_receipt_kind_known CHECK (kind IN (
        'delivery', 'replacement', 'accepted', 'free', 'returned'))
);

CREATE INDEX purchase_receipt_line ON purchase_receipt (purchase_line, received_at);
