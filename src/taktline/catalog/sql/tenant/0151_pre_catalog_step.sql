-- What a publication still has to do to the rows that are there, step by step beside other work.

CREATE TABLE catalog_step (
    id uuid NOT NULL,
    ordinal integer NOT NULL,
    kind text NOT NULL,
    entity text NOT NULL,
    name text NOT NULL,
    fields text[] NOT NULL DEFAULT '{}',
    statements text[] NOT NULL DEFAULT '{}',
    counting text,
    state text NOT NULL DEFAULT 'waiting',
    done bigint NOT NULL DEFAULT 0,
    total bigint,
    after uuid,
    broken bigint NOT NULL DEFAULT 0,
    cause uuid NOT NULL,
    planned_at timestamptz NOT NULL,
    moved_at timestamptz,
    CONSTRAINT catalog_step_pkey PRIMARY KEY (id),
    CONSTRAINT catalog_step_kind_known CHECK (kind IN ('fill', 'hold')),
    CONSTRAINT catalog_step_state_known CHECK (state IN ('waiting', 'blocked', 'done'))
);

CREATE INDEX catalog_step_waiting ON catalog_step (ordinal) WHERE state <> 'done';
