-- To whom a job order is dispatched: a team or a person, where the work center works so.

ALTER TABLE job_order ADD COLUMN crew uuid;

ALTER TABLE job_order ADD COLUMN person uuid;

CREATE INDEX job_order_crew ON job_order (crew, status) WHERE crew IS NOT NULL;

CREATE INDEX job_order_person ON job_order (person, status) WHERE person IS NOT NULL;
