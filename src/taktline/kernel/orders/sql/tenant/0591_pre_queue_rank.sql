-- The order in which people put the jobs of a station; those without one follow by priority.

ALTER TABLE job_order ADD COLUMN queue_rank integer;

CREATE INDEX job_order_queue_rank ON job_order (work_unit, work_center) WHERE queue_rank IS NOT NULL;
