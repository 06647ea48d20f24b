-- Work masters, work orders, job orders, reports: one kind of work for all four operations.

CREATE TABLE work_master (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    kind text NOT NULL,
    name text NOT NULL DEFAULT '',
    name_en text,
    material uuid,
    status text NOT NULL DEFAULT 'draft',
    effective_on date,
    content jsonb NOT NULL,
    content_hash bytea NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT work_master_pkey PRIMARY KEY (id),
    CONSTRAINT work_master_code_key UNIQUE (code, revision),
    CONSTRAINT work_master_kind_known CHECK (
        kind IN ('routing', 'recipe', 'inspection_plan', 'maintenance_plan', 'move_template')),
    CONSTRAINT work_master_status_known CHECK (status IN ('draft', 'released', 'obsolete'))
);

CREATE INDEX work_master_material ON work_master (material, status);

CREATE TABLE work_order (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    source_system text,
    source_ref text,
    material uuid,
    work_master uuid,
    unit text,
    ordered numeric(20, 6) NOT NULL,
    started_quantity numeric(20, 6) NOT NULL,
    over_limit numeric(9, 6) NOT NULL DEFAULT 0,
    under_limit numeric(9, 6) NOT NULL DEFAULT 0,
    lot_policy text NOT NULL DEFAULT 'one_lot',
    costing text NOT NULL DEFAULT 'actual',
    priority integer NOT NULL DEFAULT 50,
    due_at timestamptz,
    planned_start_at timestamptz,
    planned_end_at timestamptz,
    receipt_place uuid,
    project uuid,
    customer_ref text,
    parent uuid,
    snapshot jsonb,
    snapshot_hash bytea,
    snapshot_revision integer NOT NULL DEFAULT 0,
    status text NOT NULL,
    released_at timestamptz,
    completed_at timestamptz,
    closed_at timestamptz,
    close_reason text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT work_order_pkey PRIMARY KEY (id),
    CONSTRAINT work_order_code_key UNIQUE (code),
    CONSTRAINT work_order_source_key UNIQUE (source_system, source_ref),
    CONSTRAINT work_order_kind_known CHECK (kind IN (
        'normal', 'rework', 'disassembly', 'trial', 'sample', 'outside', 'quality', 'movement',
        'maintenance')),
    CONSTRAINT work_order_status_known CHECK (status IN (
        'draft', 'released', 'dispatched', 'running', 'held', 'suspended', 'completed', 'closed',
        'aborted', 'cancelled')),
    CONSTRAINT work_order_wants_something CHECK (ordered > 0 AND started_quantity >= ordered),
    CONSTRAINT work_order_limits CHECK (over_limit >= 0 AND under_limit BETWEEN 0 AND 1),
    CONSTRAINT work_order_priority_range CHECK (priority BETWEEN 0 AND 100),
    CONSTRAINT work_order_lot_policy_known CHECK (lot_policy IN (
        'one_lot', 'per_component_lot', 'per_transfer_batch', 'serial')),
    CONSTRAINT work_order_costing_known CHECK (costing IN ('actual', 'standard', 'none')),
    CONSTRAINT work_order_plan_order CHECK (planned_start_at <= planned_end_at),
    CONSTRAINT work_order_released_has_snapshot CHECK (
        status IN ('draft', 'cancelled') OR snapshot IS NOT NULL)
);

CREATE INDEX work_order_status ON work_order (site, status, due_at);

CREATE TABLE job_order (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    work_order uuid,
    parent uuid,
    inspects uuid,
    is_rework boolean NOT NULL DEFAULT false,
    sequence integer NOT NULL,
    split_no integer NOT NULL DEFAULT 0,
    work_type text NOT NULL,
    operation text NOT NULL,
    process_segment text NOT NULL DEFAULT '',
    priority integer NOT NULL DEFAULT 50,
    work_center uuid,
    work_unit uuid,
    physical_asset uuid,
    material uuid,
    unit text,
    ordered numeric(20, 6) NOT NULL,
    started_quantity numeric(20, 6) NOT NULL DEFAULT 0,
    transfer_batch numeric(20, 6) NOT NULL DEFAULT 0,
    planned_setup_s numeric(20, 6) NOT NULL DEFAULT 0,
    planned_run_s numeric(20, 6) NOT NULL DEFAULT 0,
    planned_cost numeric(20, 6),
    planned_start_at timestamptz,
    planned_end_at timestamptz,
    started_at timestamptz,
    start_is_estimated boolean NOT NULL DEFAULT false,
    ended_at timestamptz,
    status text NOT NULL,
    hold_reason text,
    report_point boolean NOT NULL DEFAULT true,
    report_policy text NOT NULL DEFAULT 'strict',
    supplier uuid,
    first_article text NOT NULL DEFAULT 'none',
    first_article_quantity numeric(20, 6) NOT NULL DEFAULT 0,
    first_article_key text,
    backflush text NOT NULL DEFAULT 'none',
    snapshot jsonb,
    snapshot_hash bytea,
    cause uuid NOT NULL,
    good numeric(20, 6) NOT NULL DEFAULT 0,
    scrap numeric(20, 6) NOT NULL DEFAULT 0,
    rework numeric(20, 6) NOT NULL DEFAULT 0,
    sample numeric(20, 6) NOT NULL DEFAULT 0,
    defective numeric(20, 6) NOT NULL DEFAULT 0,
    repaired numeric(20, 6) NOT NULL DEFAULT 0,
    missing numeric(20, 6) NOT NULL DEFAULT 0,
    found numeric(20, 6) NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT job_order_pkey PRIMARY KEY (id),
    CONSTRAINT job_order_code_key UNIQUE (code),
    CONSTRAINT job_order_sequence_key UNIQUE NULLS NOT DISTINCT
        (work_order, sequence, split_no, id),
    CONSTRAINT job_order_work_order_fkey FOREIGN KEY (work_order) REFERENCES work_order (id),
    CONSTRAINT job_order_work_type_known CHECK (
        work_type IN ('production', 'quality', 'inventory', 'maintenance')),
    CONSTRAINT job_order_status_known CHECK (status IN (
        'draft', 'released', 'dispatched', 'running', 'held', 'suspended', 'completed', 'closed',
        'aborted', 'cancelled')),
    CONSTRAINT job_order_reason_iff_interrupted CHECK (
        (hold_reason IS NOT NULL) = (status IN ('held', 'suspended'))),
    CONSTRAINT job_order_quantities CHECK (
        ordered >= 0 AND transfer_batch >= 0 AND good >= 0 AND scrap >= 0 AND rework >= 0
        AND sample >= 0 AND defective >= 0 AND repaired >= 0 AND missing >= 0 AND found >= 0),
    CONSTRAINT job_order_report_policy_known CHECK (report_policy IN ('strict', 'flagged')),
    CONSTRAINT job_order_first_article_known CHECK (
        first_article IN ('none', 'required', 'passed', 'failed')),
    CONSTRAINT job_order_backflush_known CHECK (
        backflush IN ('none', 'on_report', 'on_complete')),
    CONSTRAINT job_order_started_when_run CHECK (
        status NOT IN ('running', 'held', 'suspended', 'completed')
        OR started_at IS NOT NULL OR work_type <> 'production')
);

CREATE INDEX job_order_work_order ON job_order (work_order, sequence);
CREATE INDEX job_order_queue ON job_order (work_center, status, priority DESC, sequence);
CREATE INDEX job_order_inspects ON job_order (inspects) WHERE inspects IS NOT NULL;
CREATE INDEX job_order_cause ON job_order (cause);

CREATE TABLE planned_move (
    id uuid NOT NULL,
    job_order uuid NOT NULL,
    lot uuid NOT NULL,
    handling_unit uuid,
    owner uuid,
    source_place uuid NOT NULL,
    source_status text NOT NULL,
    target_place uuid NOT NULL,
    target_status text NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    status text NOT NULL DEFAULT 'open',
    CONSTRAINT planned_move_pkey PRIMARY KEY (id),
    CONSTRAINT planned_move_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT planned_move_of_something CHECK (quantity > 0),
    CONSTRAINT planned_move_status_known CHECK (status IN ('open', 'done', 'dropped'))
);

CREATE INDEX planned_move_open ON planned_move (job_order) WHERE status = 'open';

CREATE TABLE job_dependency (
    predecessor uuid NOT NULL,
    successor uuid NOT NULL,
    type text NOT NULL,
    lag_s numeric(20, 6) NOT NULL DEFAULT 0,
    CONSTRAINT job_dependency_pkey PRIMARY KEY (predecessor, successor),
    CONSTRAINT job_dependency_predecessor_fkey
        FOREIGN KEY (predecessor) REFERENCES job_order (id),
    CONSTRAINT job_dependency_successor_fkey FOREIGN KEY (successor) REFERENCES job_order (id),
    CONSTRAINT job_dependency_type_known CHECK (
        type IN ('finish_start', 'start_start', 'overlap', 'alternative')),
    CONSTRAINT job_dependency_not_itself CHECK (predecessor <> successor)
);

CREATE INDEX job_dependency_successor ON job_dependency (successor);

CREATE TABLE job_resource (
    id uuid NOT NULL,
    job_order uuid NOT NULL,
    kind text NOT NULL,
    resource uuid NOT NULL,
    quantity numeric(20, 6) NOT NULL DEFAULT 1,
    skill_level_min integer NOT NULL DEFAULT 0,
    signed_in_at timestamptz,
    signed_out_at timestamptz,
    CONSTRAINT job_resource_pkey PRIMARY KEY (id),
    CONSTRAINT job_resource_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT job_resource_kind_known CHECK (kind IN ('person', 'equipment', 'physical_asset')),
    CONSTRAINT job_resource_times CHECK (signed_in_at <= signed_out_at)
);

CREATE INDEX job_resource_job ON job_resource (job_order);
CREATE INDEX job_resource_present ON job_resource (resource) WHERE signed_out_at IS NULL;

CREATE TABLE job_response (
    id uuid NOT NULL,
    cause uuid NOT NULL,
    line integer NOT NULL,
    site uuid NOT NULL,
    job_order uuid NOT NULL,
    kind text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    clock_uncertain boolean NOT NULL DEFAULT false,
    crew uuid,
    work_unit uuid,
    shift uuid,
    business_date date,
    good numeric(20, 6) NOT NULL DEFAULT 0,
    sample numeric(20, 6) NOT NULL DEFAULT 0,
    scrap numeric(20, 6) NOT NULL DEFAULT 0,
    rework numeric(20, 6) NOT NULL DEFAULT 0,
    defective numeric(20, 6) NOT NULL DEFAULT 0,
    repaired numeric(20, 6) NOT NULL DEFAULT 0,
    missing numeric(20, 6) NOT NULL DEFAULT 0,
    missing_reason text,
    found numeric(20, 6) NOT NULL DEFAULT 0,
    found_reason text,
    from_sample numeric(20, 6) NOT NULL DEFAULT 0,
    from_defective numeric(20, 6) NOT NULL DEFAULT 0,
    sign smallint NOT NULL DEFAULT 1,
    labor_s numeric(20, 6) NOT NULL DEFAULT 0,
    machine_s numeric(20, 6) NOT NULL DEFAULT 0,
    parameters jsonb NOT NULL DEFAULT '{}',
    lot uuid,
    handling_unit uuid,
    flow_card uuid,
    reason text,
    source text NOT NULL,
    confirmation text NOT NULL DEFAULT 'not_asked',
    status_before text,
    reverses uuid,
    CONSTRAINT job_response_pkey PRIMARY KEY (id),
    CONSTRAINT job_response_cause_key UNIQUE (cause, job_order, kind, sign),
    CONSTRAINT job_response_line_key UNIQUE (cause, line),
    CONSTRAINT job_response_reverses_once UNIQUE (reverses),
    CONSTRAINT job_response_job_fkey FOREIGN KEY (job_order) REFERENCES job_order (id),
    CONSTRAINT job_response_kind_known CHECK (kind IN (
        'start', 'pause', 'resume', 'report', 'judge', 'complete', 'hold', 'release', 'parameter',
        'split', 'correct', 'reopen', 'abort', 'sign_in', 'sign_out', 'confirm')),
    CONSTRAINT job_response_quantities CHECK (
        good >= 0 AND sample >= 0 AND scrap >= 0 AND rework >= 0 AND defective >= 0
        AND repaired >= 0 AND missing >= 0 AND found >= 0 AND from_sample >= 0
        AND from_defective >= 0 AND labor_s >= 0 AND machine_s >= 0),
    CONSTRAINT job_response_missing_says_why CHECK ((missing > 0) = (missing_reason IS NOT NULL)),
    CONSTRAINT job_response_found_says_why CHECK ((found > 0) = (found_reason IS NOT NULL)),
    CONSTRAINT job_response_sign_known CHECK (sign IN (1, -1)),
    CONSTRAINT job_response_reversal_negative CHECK ((sign = -1) = (reverses IS NOT NULL)),
    CONSTRAINT job_response_source_known CHECK (
        source IN ('pda', 'terminal', 'machine', 'api', 'erp', 'office')),
    CONSTRAINT job_response_confirmation_known CHECK (
        confirmation IN ('not_asked', 'asked', 'confirmed', 'refused'))
);

CREATE INDEX job_response_job ON job_response (job_order, occurred_at);
CREATE INDEX job_response_day ON job_response (site, business_date, kind);

CREATE TABLE defect_line (
    id uuid NOT NULL,
    job_response uuid NOT NULL,
    line integer NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    outcome text NOT NULL,
    defect_code text NOT NULL,
    defect_class text NOT NULL DEFAULT 'process',
    found_at uuid,
    caused_at_job uuid,
    caused_at_operation text,
    caused_by_person uuid,
    caused_by_supplier uuid,
    rework_job uuid,
    photo uuid,
    CONSTRAINT defect_line_pkey PRIMARY KEY (id),
    CONSTRAINT defect_line_key UNIQUE (job_response, line),
    CONSTRAINT defect_line_response_fkey FOREIGN KEY (job_response) REFERENCES job_response (id),
    CONSTRAINT defect_line_of_something CHECK (quantity > 0),
    CONSTRAINT defect_line_outcome_known CHECK (
        outcome IN ('to_judge', 'scrap', 'rework', 'repaired')),
    CONSTRAINT defect_line_class_known CHECK (defect_class IN ('process', 'material', 'set_up'))
);

CREATE TABLE person_share (
    job_response uuid NOT NULL,
    person uuid NOT NULL,
    share numeric(9, 6) NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    labor_s numeric(20, 6) NOT NULL DEFAULT 0,
    CONSTRAINT person_share_pkey PRIMARY KEY (job_response, person),
    CONSTRAINT person_share_response_fkey FOREIGN KEY (job_response) REFERENCES job_response (id),
    CONSTRAINT person_share_range CHECK (
        share BETWEEN 0 AND 1 AND quantity >= 0 AND labor_s >= 0)
);

CREATE INDEX person_share_person ON person_share (person);

CREATE TABLE report_confirmation (
    job_response uuid NOT NULL,
    cause uuid NOT NULL,
    confirmation text NOT NULL,
    reason text,
    said_at timestamptz NOT NULL,
    said_by uuid NOT NULL,
    CONSTRAINT report_confirmation_pkey PRIMARY KEY (job_response, cause),
    CONSTRAINT report_confirmation_response_fkey
        FOREIGN KEY (job_response) REFERENCES job_response (id),
    CONSTRAINT report_confirmation_known CHECK (confirmation IN ('confirmed', 'refused'))
);

CREATE TABLE flow_card (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    work_order uuid NOT NULL,
    number integer NOT NULL,
    quantity numeric(20, 6) NOT NULL,
    lot uuid,
    status text NOT NULL DEFAULT 'open',
    replaced_by uuid,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT flow_card_pkey PRIMARY KEY (id),
    CONSTRAINT flow_card_code_key UNIQUE (code),
    CONSTRAINT flow_card_work_order_fkey FOREIGN KEY (work_order) REFERENCES work_order (id),
    CONSTRAINT flow_card_of_something CHECK (quantity > 0),
    CONSTRAINT flow_card_status_known CHECK (status IN ('open', 'done', 'void'))
);

CREATE TABLE work_alert (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    job_order uuid,
    work_unit uuid,
    kind text NOT NULL,
    severity integer NOT NULL DEFAULT 2,
    text text NOT NULL DEFAULT '',
    raised_at timestamptz NOT NULL,
    raised_by uuid NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    resolved_at timestamptz,
    resolved_by uuid,
    escalation_level integer NOT NULL DEFAULT 0,
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT work_alert_pkey PRIMARY KEY (id),
    CONSTRAINT work_alert_code_key UNIQUE (code),
    CONSTRAINT work_alert_kind_known CHECK (kind IN (
        'material', 'machine', 'quality', 'tool', 'people', 'method', 'safety')),
    CONSTRAINT work_alert_severity_range CHECK (severity BETWEEN 1 AND 4)
);

CREATE INDEX work_alert_open ON work_alert (site, raised_at) WHERE resolved_at IS NULL;
