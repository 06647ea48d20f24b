-- What goes out to suppliers: each sending with what was agreed, so that nothing stays out unseen.

CREATE TABLE sending (
    id uuid NOT NULL,
    site uuid NOT NULL,
    job_order uuid NOT NULL,
    through_job uuid,
    supplier uuid NOT NULL,
    lot uuid NOT NULL,
    flow_card uuid,
    quantity numeric(20, 6) NOT NULL,
    weight_kg numeric(20, 6),
    document text NOT NULL DEFAULT '',
    due_at timestamptz,
    price numeric(20, 6),
    price_per text NOT NULL DEFAULT 'piece',
    allowed_loss numeric(9, 6) NOT NULL DEFAULT 0,
    is_inspected boolean NOT NULL DEFAULT false,
    sent_at timestamptz NOT NULL,
    cause uuid NOT NULL,
    CONSTRAINT sending_pkey PRIMARY KEY (id),
    CONSTRAINT sending_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT sending_price_per_known CHECK (price_per IN ('piece', 'kg', 'lot')),
    CONSTRAINT sending_amounts CHECK (
        quantity > 0 AND weight_kg > 0 AND price >= 0 AND allowed_loss BETWEEN 0 AND 1)
);

CREATE INDEX sending_job ON sending (job_order, supplier, sent_at);

CREATE INDEX sending_due ON sending (site, due_at);

CREATE INDEX sending_cause ON sending (cause);
