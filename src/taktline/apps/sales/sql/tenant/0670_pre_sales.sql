-- Sales orders: what was ordered and promised, which work orders make it, what was shipped.

CREATE TABLE sales_order (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    customer uuid NOT NULL,
    customer_number text COLLATE "C" NOT NULL DEFAULT '',
    salesperson uuid,
    note text NOT NULL DEFAULT '',
    ordered_on date NOT NULL,
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT sales_order_pkey PRIMARY KEY (id),
    CONSTRAINT sales_order_code_key UNIQUE (code),
    CONSTRAINT sales_order_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT sales_order_customer_fkey FOREIGN KEY (customer) REFERENCES partner (id),
    CONSTRAINT sales_order_salesperson_fkey FOREIGN KEY (salesperson) REFERENCES person (id)
);

CREATE INDEX sales_order_customer ON sales_order (customer);

CREATE TABLE sales_order_line (
    id uuid NOT NULL,
    site uuid NOT NULL,
    sales_order uuid NOT NULL,
    line integer NOT NULL,
    material uuid NOT NULL,
    customer_material text NOT NULL DEFAULT '',
    quantity numeric(20, 6) NOT NULL,
    wanted_on date,
    promised_on date NOT NULL,
    first_promised_on date NOT NULL,
    priority integer NOT NULL DEFAULT 50,
    status text NOT NULL DEFAULT 'open',
    reason text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT sales_order_line_pkey PRIMARY KEY (id),
    CONSTRAINT sales_order_line_number_key UNIQUE (sales_order, line),
    CONSTRAINT sales_order_line_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT sales_order_line_order_fkey
        FOREIGN KEY (sales_order) REFERENCES sales_order (id),
    CONSTRAINT sales_order_line_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT sales_order_line_status_known CHECK (status IN ('open', 'closed', 'cancelled')),
    CONSTRAINT sales_order_line_wants_something CHECK (line > 0 AND quantity > 0),
    CONSTRAINT sales_order_line_priority_range CHECK (priority BETWEEN 0 AND 100)
);

CREATE INDEX sales_order_line_promised ON sales_order_line (promised_on)
    WHERE status = 'open';

CREATE INDEX sales_order_line_material ON sales_order_line (material)
    WHERE status = 'open';

-- How much of a work order is made for a line; 0 = no longer any of it.
CREATE TABLE order_supply (
    id uuid NOT NULL,
    site uuid NOT NULL,
    sales_order_line uuid NOT NULL,
    work_order uuid NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    CONSTRAINT order_supply_pkey PRIMARY KEY (id),
    CONSTRAINT order_supply_once UNIQUE (sales_order_line, work_order),
    CONSTRAINT order_supply_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT order_supply_line_fkey
        FOREIGN KEY (sales_order_line) REFERENCES sales_order_line (id),
    CONSTRAINT order_supply_quantity_not_below_zero CHECK (quantity >= 0)
);

CREATE INDEX order_supply_work_order ON order_supply (work_order);

-- What left for a line. What it comes to is read from the moves of `shipment`, the command that
-- booked them: a shipment that is taken back counts no longer.
CREATE TABLE order_shipment (
    id uuid NOT NULL,
    site uuid NOT NULL,
    sales_order_line uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    shipped_at timestamptz NOT NULL,
    shipment uuid NOT NULL,
    cause uuid NOT NULL,
    CONSTRAINT order_shipment_pkey PRIMARY KEY (id),
    CONSTRAINT order_shipment_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT order_shipment_line_fkey
        FOREIGN KEY (sales_order_line) REFERENCES sales_order_line (id),
    CONSTRAINT order_shipment_quantity_above_zero CHECK (quantity > 0)
);

CREATE INDEX order_shipment_line ON order_shipment (sales_order_line, shipped_at);

-- A secret address by which a customer reads the progress of one order; only its hash is kept.
CREATE TABLE customer_link (
    id uuid NOT NULL,
    site uuid NOT NULL,
    sales_order uuid NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    ends_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid,
    opened integer NOT NULL DEFAULT 0,
    last_opened_at timestamptz,
    CONSTRAINT customer_link_pkey PRIMARY KEY (id),
    CONSTRAINT customer_link_hash_key UNIQUE (hash),
    CONSTRAINT customer_link_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT customer_link_order_fkey
        FOREIGN KEY (sales_order) REFERENCES sales_order (id),
    CONSTRAINT customer_link_revoked_by_one CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);

CREATE INDEX customer_link_order ON customer_link (sales_order, created_at);

ALTER TABLE staged_secret DROP CONSTRAINT staged_secret_kind_known;

ALTER TABLE staged_secret ADD CONSTRAINT staged_secret_kind_known CHECK (
    kind IN ('pin', 'api_key', 'device', 'webhook', 'customer_link'));
