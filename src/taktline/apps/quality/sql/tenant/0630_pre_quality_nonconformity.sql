-- Requirements that were not met: what it is about, how much, what is done about it.

CREATE TABLE nonconformity (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    title text NOT NULL,
    job_order uuid,
    material uuid,
    quantity numeric(20, 6),
    reason text,
    disposition text,
    status text NOT NULL DEFAULT 'open',
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT nonconformity_pkey PRIMARY KEY (id),
    CONSTRAINT nonconformity_code_key UNIQUE (code),
    CONSTRAINT nonconformity_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT nonconformity_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT nonconformity_status_known CHECK (status IN ('open', 'contained', 'closed')),
    CONSTRAINT nonconformity_disposition_known CHECK (
        disposition IN ('scrap', 'rework', 'return', 'use_as_is', 'sort'))
);

CREATE INDEX nonconformity_job ON nonconformity (job_order) WHERE job_order IS NOT NULL;

CREATE INDEX nonconformity_material ON nonconformity (material) WHERE material IS NOT NULL;
