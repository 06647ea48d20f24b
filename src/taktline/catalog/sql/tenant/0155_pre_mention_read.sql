-- Which comments that speak to somebody they have read.

CREATE TABLE mention_read (
    reader uuid NOT NULL,
    comment uuid NOT NULL,
    read_at timestamptz NOT NULL,
    CONSTRAINT mention_read_pkey PRIMARY KEY (reader, comment)
);
