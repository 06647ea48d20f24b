-- Rows that the code before wrote while the new one came are filled in, then none may lack it.

UPDATE planned_move AS p SET site = j.site
FROM job_order j WHERE j.id = p.job_order AND p.site IS NULL;

UPDATE job_dependency AS d
SET id = md5(d.predecessor::text || d.successor::text)::uuid, site = j.site
FROM job_order j WHERE j.id = d.successor AND d.id IS NULL;

UPDATE job_resource AS r SET site = j.site
FROM job_order j WHERE j.id = r.job_order AND r.site IS NULL;

UPDATE report_confirmation AS c
SET id = md5(c.job_response::text || c.cause::text)::uuid, site = r.site
FROM job_response r WHERE r.id = c.job_response AND c.id IS NULL;

ALTER TABLE planned_move ALTER COLUMN site SET NOT NULL;

ALTER TABLE job_dependency ALTER COLUMN id SET NOT NULL;

ALTER TABLE job_dependency ALTER COLUMN site SET NOT NULL;

ALTER TABLE job_resource ALTER COLUMN site SET NOT NULL;

ALTER TABLE report_confirmation ALTER COLUMN id SET NOT NULL;

ALTER TABLE report_confirmation ALTER COLUMN site SET NOT NULL;
