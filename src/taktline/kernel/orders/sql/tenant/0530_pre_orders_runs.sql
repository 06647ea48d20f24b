-- Joint runs: several job orders or cards done together on one equipment; molds with blocked cavities.

CREATE TABLE run (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    work_unit uuid NOT NULL,
    physical_asset uuid,
    rule text NOT NULL,
    status text NOT NULL,
    note text NOT NULL DEFAULT '',
    started_at timestamptz,
    ended_at timestamptz,
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT run_pkey PRIMARY KEY (id),
    CONSTRAINT run_code_key UNIQUE (code),
    CONSTRAINT run_rule_known CHECK (rule IN ('equal', 'quantity', 'weight', 'area', 'cavity')),
    CONSTRAINT run_status_known CHECK (status IN ('open', 'running', 'ended', 'cancelled')),
    CONSTRAINT run_times CHECK (started_at <= ended_at),
    CONSTRAINT run_started_when_run CHECK (
        status NOT IN ('running', 'ended') OR started_at IS NOT NULL)
);

CREATE INDEX run_status ON run (site, status, work_unit);

CREATE TABLE run_member (
    id uuid NOT NULL,
    site uuid NOT NULL,
    run uuid NOT NULL,
    job_order uuid NOT NULL,
    flow_card uuid,
    quantity numeric(20, 6) NOT NULL,
    measure numeric(20, 6),
    cavities jsonb NOT NULL DEFAULT '[]',
    loaded_at timestamptz NOT NULL,
    unloaded_at timestamptz,
    cause uuid NOT NULL,
    CONSTRAINT run_member_pkey PRIMARY KEY (id),
    CONSTRAINT run_member_run_fkey FOREIGN KEY (run) REFERENCES run (id),
    CONSTRAINT run_member_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT run_member_of_something CHECK (quantity > 0 AND (measure IS NULL OR measure > 0))
);

CREATE UNIQUE INDEX run_member_loaded_once ON run_member (job_order, flow_card)
    NULLS NOT DISTINCT WHERE unloaded_at IS NULL;

CREATE INDEX run_member_run ON run_member (run);

CREATE TABLE run_report (
    id uuid NOT NULL,
    site uuid NOT NULL,
    run uuid NOT NULL,
    run_member uuid NOT NULL,
    job_order uuid NOT NULL,
    lot uuid,
    quantity numeric(20, 6) NOT NULL,
    share numeric(20, 6) NOT NULL,
    strokes numeric(20, 6),
    labor_s numeric(20, 6) NOT NULL DEFAULT 0,
    machine_s numeric(20, 6) NOT NULL DEFAULT 0,
    cause uuid NOT NULL,
    CONSTRAINT run_report_pkey PRIMARY KEY (id),
    CONSTRAINT run_report_run_fkey FOREIGN KEY (run) REFERENCES run (id),
    CONSTRAINT run_report_member_key UNIQUE (cause, run_member),
    CONSTRAINT run_report_amounts CHECK (
        quantity >= 0 AND share >= 0 AND labor_s >= 0 AND machine_s >= 0)
);

CREATE INDEX run_report_run ON run_report (run, cause);

CREATE INDEX run_report_lot ON run_report (lot) WHERE lot IS NOT NULL;

CREATE TABLE offcut (
    id uuid NOT NULL,
    site uuid NOT NULL,
    run uuid NOT NULL,
    material uuid NOT NULL,
    lot uuid NOT NULL,
    parent_lot uuid NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    length_mm numeric(20, 6),
    width_mm numeric(20, 6),
    cause uuid NOT NULL,
    CONSTRAINT offcut_pkey PRIMARY KEY (id),
    CONSTRAINT offcut_run_fkey FOREIGN KEY (run) REFERENCES run (id),
    CONSTRAINT offcut_size CHECK (quantity > 0 AND length_mm > 0 AND width_mm > 0)
);

CREATE INDEX offcut_material ON offcut (material, length_mm);

CREATE TABLE cavity_block (
    id uuid NOT NULL,
    site uuid NOT NULL,
    physical_asset uuid NOT NULL,
    cavity integer NOT NULL,
    blocked_on date NOT NULL,
    freed_on date,
    reason text NOT NULL,
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT cavity_block_pkey PRIMARY KEY (id),
    CONSTRAINT cavity_block_cavity CHECK (cavity > 0),
    CONSTRAINT cavity_block_days CHECK (blocked_on <= freed_on)
);

CREATE UNIQUE INDEX cavity_block_once ON cavity_block (physical_asset, cavity)
    WHERE freed_on IS NULL;

-- One job order may be in a run with several cards: then one command reports it once per card.
ALTER TABLE job_response DROP CONSTRAINT job_response_cause_key;

ALTER TABLE job_response ADD CONSTRAINT job_response_cause_card_key
    UNIQUE NULLS NOT DISTINCT (cause, job_order, kind, sign, flow_card);
