-- A job order is as urgent as a work order can be (ISA-95 job order priority, 0 to 100 here).

UPDATE job_order SET priority = least(greatest(priority, 0), 100)
WHERE priority NOT BETWEEN 0 AND 100;

ALTER TABLE job_order ADD CONSTRAINT job_order_priority_range CHECK (priority BETWEEN 0 AND 100);
