-- Lines of reports say their site and command, so that they can be listed and sealed by themselves.

ALTER TABLE defect_line ADD COLUMN site uuid;

ALTER TABLE defect_line ADD COLUMN cause uuid;

UPDATE defect_line AS d SET site = r.site, cause = r.cause
FROM job_response r WHERE r.id = d.job_response AND d.cause IS NULL;

ALTER TABLE defect_line ALTER COLUMN site SET NOT NULL;

ALTER TABLE defect_line ALTER COLUMN cause SET NOT NULL;

CREATE INDEX defect_line_cause ON defect_line (cause);

ALTER TABLE person_share ADD COLUMN id uuid;

ALTER TABLE person_share ADD COLUMN site uuid;

ALTER TABLE person_share ADD COLUMN cause uuid;

UPDATE person_share AS p
SET id = md5(p.job_response::text || p.person::text)::uuid, site = r.site, cause = r.cause
FROM job_response r WHERE r.id = p.job_response AND p.cause IS NULL;

ALTER TABLE person_share ALTER COLUMN id SET NOT NULL;

ALTER TABLE person_share ALTER COLUMN site SET NOT NULL;

ALTER TABLE person_share ALTER COLUMN cause SET NOT NULL;

CREATE INDEX person_share_cause ON person_share (cause);

ALTER TABLE flow_card ADD COLUMN site uuid NOT NULL;

ALTER TABLE flow_card ADD COLUMN cause uuid NOT NULL;

ALTER TABLE flow_card ADD COLUMN voided_by text;

ALTER TABLE flow_card ADD COLUMN voided_at timestamptz;

ALTER TABLE flow_card ADD CONSTRAINT flow_card_void_says_who
    CHECK ((status = 'void') = (voided_by IS NOT NULL));

CREATE INDEX flow_card_work_order ON flow_card (work_order, number);
