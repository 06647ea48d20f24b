-- Inspection: characteristics of plans, results, decisions. An inspection itself is a job order.

CREATE TABLE inspection (
    job_order uuid NOT NULL,
    cause uuid NOT NULL,
    site uuid NOT NULL,
    decision text NOT NULL,
    accepted numeric(20, 6) NOT NULL,
    rejected numeric(20, 6) NOT NULL,
    reason text,
    decided_at timestamptz NOT NULL,
    decided_by uuid NOT NULL,
    CONSTRAINT inspection_pkey PRIMARY KEY (job_order, cause),
    CONSTRAINT inspection_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT inspection_decision_known CHECK (
        decision IN ('accept', 'reject', 'conditional')),
    CONSTRAINT inspection_quantities CHECK (accepted >= 0 AND rejected >= 0),
    CONSTRAINT inspection_says_why CHECK (decision = 'accept' OR reason IS NOT NULL)
);

CREATE TABLE characteristic (
    id uuid NOT NULL,
    work_master uuid NOT NULL,
    sequence integer NOT NULL DEFAULT 0,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL DEFAULT '',
    kind text NOT NULL,
    unit text NOT NULL DEFAULT '',
    target numeric(20, 6),
    lsl numeric(20, 6),
    usl numeric(20, 6),
    natural_limit numeric(20, 6),
    severity text NOT NULL DEFAULT 'major',
    tolerance_type text NOT NULL DEFAULT '',
    CONSTRAINT characteristic_pkey PRIMARY KEY (id),
    CONSTRAINT characteristic_key UNIQUE (work_master, code),
    CONSTRAINT characteristic_master_fkey FOREIGN KEY (work_master) REFERENCES work_master (id),
    CONSTRAINT characteristic_kind_known CHECK (kind IN ('variable', 'attribute')),
    CONSTRAINT characteristic_severity_known CHECK (
        severity IN ('critical', 'major', 'minor')),
    CONSTRAINT characteristic_limits CHECK (lsl <= usl)
);

CREATE TABLE test_result (
    id uuid NOT NULL,
    cause uuid NOT NULL,
    job_order uuid NOT NULL,
    characteristic uuid NOT NULL,
    lot uuid,
    piece integer NOT NULL,
    feature text NOT NULL DEFAULT '',
    value numeric(26, 12),
    attribute_ok boolean,
    passed boolean,
    stated boolean,
    measured_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    laboratory text NOT NULL DEFAULT '',
    gauge text NOT NULL DEFAULT '',
    CONSTRAINT test_result_pkey PRIMARY KEY (id),
    CONSTRAINT test_result_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT test_result_characteristic_fkey
        FOREIGN KEY (characteristic) REFERENCES characteristic (id),
    CONSTRAINT test_result_says_one CHECK ((value IS NULL) <> (attribute_ok IS NULL)),
    CONSTRAINT test_result_piece CHECK (piece > 0)
);

CREATE INDEX test_result_job ON test_result (job_order, characteristic, piece);
CREATE INDEX test_result_characteristic ON test_result (characteristic, measured_at);
CREATE INDEX test_result_lot ON test_result (lot) WHERE lot IS NOT NULL;
