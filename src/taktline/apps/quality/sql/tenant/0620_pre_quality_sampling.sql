-- Sampling: what a plan asks per class of characteristics, and what it came to for one inspection.

CREATE TABLE sampling_rule (
    id uuid NOT NULL,
    work_master uuid NOT NULL,
    severity text NOT NULL,
    level text NOT NULL,
    aql text NOT NULL,
    CONSTRAINT sampling_rule_pkey PRIMARY KEY (id),
    CONSTRAINT sampling_rule_key UNIQUE (work_master, severity),
    CONSTRAINT sampling_rule_master_fkey FOREIGN KEY (work_master) REFERENCES work_master (id),
    CONSTRAINT sampling_rule_severity_known CHECK (severity IN ('critical', 'major', 'minor')),
    CONSTRAINT sampling_rule_level_known CHECK (
        level IN ('S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III'))
);

CREATE TABLE sampling_plan (
    id uuid NOT NULL,
    cause uuid NOT NULL,
    site uuid NOT NULL,
    job_order uuid NOT NULL,
    work_master uuid NOT NULL,
    material uuid,
    supplier uuid,
    operation text NOT NULL,
    severity text NOT NULL,
    level text NOT NULL,
    aql text NOT NULL,
    state text NOT NULL,
    lot_size numeric(20, 6) NOT NULL,
    letter text NOT NULL,
    sample_size numeric(20, 6) NOT NULL,
    accept numeric(20, 6) NOT NULL,
    reject numeric(20, 6) NOT NULL,
    is_steady boolean NOT NULL,
    reduced_approved boolean NOT NULL,
    is_resumed boolean NOT NULL,
    planned_at timestamptz NOT NULL,
    CONSTRAINT sampling_plan_pkey PRIMARY KEY (id),
    CONSTRAINT sampling_plan_key UNIQUE (job_order, severity),
    CONSTRAINT sampling_plan_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT sampling_plan_state_known CHECK (state IN ('normal', 'tightened', 'reduced')),
    CONSTRAINT sampling_plan_numbers CHECK (sample_size > 0 AND reject > accept)
);

CREATE INDEX sampling_plan_cause ON sampling_plan (cause);

CREATE INDEX sampling_plan_series ON sampling_plan (material, operation, supplier, severity);
