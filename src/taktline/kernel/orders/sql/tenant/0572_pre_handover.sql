-- The page with which one shift hands a work center to the next, and who signed it.

CREATE TABLE shift_handover (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    work_center uuid NOT NULL,
    shift uuid,
    business_date date NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    produced numeric(20, 6) NOT NULL,
    scrapped numeric(20, 6) NOT NULL,
    flagged integer NOT NULL,
    content jsonb NOT NULL,
    notes text NOT NULL DEFAULT '',
    photos uuid[] NOT NULL DEFAULT '{}',
    cause uuid NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT shift_handover_pkey PRIMARY KEY (id),
    CONSTRAINT shift_handover_code_key UNIQUE (code),
    CONSTRAINT shift_handover_times CHECK (starts_at < ends_at)
);

CREATE INDEX shift_handover_cause ON shift_handover (cause);

CREATE INDEX shift_handover_center ON shift_handover (work_center, business_date);

CREATE TABLE handover_signature (
    id uuid NOT NULL,
    site uuid NOT NULL,
    shift_handover uuid NOT NULL,
    side text NOT NULL,
    principal uuid NOT NULL,
    name text NOT NULL,
    remark text NOT NULL DEFAULT '',
    cause uuid NOT NULL,
    signed_at timestamptz NOT NULL,
    CONSTRAINT handover_signature_pkey PRIMARY KEY (id),
    CONSTRAINT handover_signature_side_key UNIQUE (shift_handover, side),
    CONSTRAINT handover_signature_of FOREIGN KEY (shift_handover) REFERENCES shift_handover (id),
    CONSTRAINT handover_signature_side_known CHECK (side IN ('outgoing', 'incoming'))
);

CREATE INDEX handover_signature_cause ON handover_signature (cause);
