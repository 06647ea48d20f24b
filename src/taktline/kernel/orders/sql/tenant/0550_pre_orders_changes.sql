-- A running order is changed by a new revision; stations read the notice before they go on.

ALTER TABLE job_order ADD COLUMN from_card integer;

ALTER TABLE job_order ADD COLUMN notice uuid;

CREATE TABLE order_revision (
    id uuid NOT NULL,
    site uuid NOT NULL,
    work_order uuid NOT NULL,
    revision integer NOT NULL,
    reason text NOT NULL,
    from_sequence integer,
    from_card integer,
    ordered numeric(20, 6) NOT NULL,
    due_at timestamptz,
    effect jsonb NOT NULL DEFAULT '{}',
    snapshot jsonb,
    snapshot_hash bytea,
    said_at timestamptz NOT NULL,
    said_by uuid NOT NULL,
    cause uuid NOT NULL,
    CONSTRAINT order_revision_pkey PRIMARY KEY (id),
    CONSTRAINT order_revision_key UNIQUE (work_order, revision),
    CONSTRAINT order_revision_order_fkey FOREIGN KEY (work_order) REFERENCES work_order (id)
);

CREATE TABLE change_notice (
    id uuid NOT NULL,
    site uuid NOT NULL,
    order_revision uuid NOT NULL,
    job_order uuid NOT NULL,
    work_center uuid,
    text text NOT NULL,
    told_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    cause uuid NOT NULL,
    CONSTRAINT change_notice_pkey PRIMARY KEY (id),
    CONSTRAINT change_notice_revision_fkey
        FOREIGN KEY (order_revision) REFERENCES order_revision (id),
    CONSTRAINT change_notice_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT change_notice_who CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);

CREATE INDEX change_notice_open ON change_notice (job_order) WHERE acknowledged_at IS NULL;

CREATE TABLE engineering_change (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    material uuid NOT NULL,
    document text NOT NULL DEFAULT '',
    text text NOT NULL,
    work_master uuid,
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT engineering_change_pkey PRIMARY KEY (id),
    CONSTRAINT engineering_change_code_key UNIQUE (code),
    CONSTRAINT engineering_change_kind_known CHECK (kind IN (
        'material_bill', 'routing', 'drawing', 'instruction', 'inspection_plan'))
);

CREATE TABLE change_effect (
    id uuid NOT NULL,
    site uuid NOT NULL,
    engineering_change uuid NOT NULL,
    work_order uuid NOT NULL,
    effect text NOT NULL,
    from_card integer,
    from_sequence integer,
    cause uuid NOT NULL,
    CONSTRAINT change_effect_pkey PRIMARY KEY (id),
    CONSTRAINT change_effect_key UNIQUE (engineering_change, work_order),
    CONSTRAINT change_effect_change_fkey
        FOREIGN KEY (engineering_change) REFERENCES engineering_change (id),
    CONSTRAINT change_effect_order_fkey FOREIGN KEY (work_order) REFERENCES work_order (id),
    CONSTRAINT change_effect_known CHECK (effect IN ('finish_old', 'switch', 'rework', 'stop'))
);
