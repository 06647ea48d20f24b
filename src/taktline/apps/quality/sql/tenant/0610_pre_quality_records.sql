-- Decisions get an id and results their site, so that both can be read as records.

ALTER TABLE inspection ADD COLUMN id uuid;

UPDATE inspection SET id = md5(job_order::text || cause::text)::uuid WHERE id IS NULL;

ALTER TABLE inspection ALTER COLUMN id SET NOT NULL;

ALTER TABLE test_result ADD COLUMN site uuid;

UPDATE test_result AS r SET site = j.site
FROM job_order j WHERE j.id = r.job_order AND r.site IS NULL;

ALTER TABLE test_result ALTER COLUMN site SET NOT NULL;

CREATE INDEX test_result_cause ON test_result (cause);

CREATE INDEX inspection_cause ON inspection (cause);
