-- A job order that works on the very pieces of another at the same time moves none of them.

ALTER TABLE job_order ADD COLUMN is_activity boolean NOT NULL DEFAULT false;
