-- Which numbered SQL files this schema has seen.
CREATE TABLE schema_version (
    number integer NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    applied_at timestamptz NOT NULL,
    CONSTRAINT schema_version_pkey PRIMARY KEY (number)
);
