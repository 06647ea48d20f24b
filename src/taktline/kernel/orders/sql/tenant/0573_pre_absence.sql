-- Until when an inspector confirms a first article that the team lead judged in his absence.

ALTER TABLE job_order ADD COLUMN first_article_due_at timestamptz;
