-- What a plant has switched on, by material class; how out-of-order reports are taken by default.

CREATE TABLE stage (
    id uuid NOT NULL,
    material_class uuid,
    stages text[] NOT NULL,
    reason text,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT stage_pkey PRIMARY KEY (id),
    CONSTRAINT stage_scope_key UNIQUE NULLS NOT DISTINCT (material_class),
    CONSTRAINT stage_class_fkey FOREIGN KEY (material_class) REFERENCES material_class (id),
    CONSTRAINT stage_known CHECK (
        stages <@ ARRAY['s1', 's2', 's3', 's4', 's5', 's6'] AND 's1' = ANY (stages))
);

ALTER TABLE material_class ADD COLUMN report_policy text;

ALTER TABLE material_class ADD CONSTRAINT material_class_report_policy_known
    CHECK (report_policy IN ('strict', 'flagged'));

ALTER TABLE site ADD COLUMN report_policy text;

ALTER TABLE site ADD CONSTRAINT site_report_policy_known
    CHECK (report_policy IN ('strict', 'flagged'));

ALTER TABLE site ADD COLUMN late_entry_h numeric(20, 6);

ALTER TABLE site ADD CONSTRAINT site_late_entry_range CHECK (late_entry_h >= 0);
