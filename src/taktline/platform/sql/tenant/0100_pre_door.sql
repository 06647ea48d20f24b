-- What the door writes beside the facts of its verbs. Nothing in `command` or `event` is ever
-- changed, except that the sealer numbers an event once.

CREATE TABLE tenant_state (
    key smallint NOT NULL DEFAULT 1,
    catalog_version bigint NOT NULL DEFAULT 0,
    access_version bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'open',
    CONSTRAINT tenant_state_pkey PRIMARY KEY (key),
    CONSTRAINT tenant_state_one CHECK (key = 1),
    CONSTRAINT tenant_state_state CHECK (state IN ('open', 'readonly', 'closed'))
);

INSERT INTO tenant_state (key) VALUES (1);

-- Body: the command as it was sent, re-encoded, without what the envelope columns hold; its
-- SHA-256 is body_hash, so that a body moved to an archive can still be proved.
CREATE TABLE command (
    id uuid NOT NULL,
    verb text NOT NULL,
    principal uuid NOT NULL,
    on_behalf_of uuid,
    client text,
    cause uuid,
    depth smallint NOT NULL,
    occurred_at timestamptz NOT NULL,
    clock_uncertain boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    confirm text[] NOT NULL,
    body_hash bytea NOT NULL,
    body json,
    answer json NOT NULL,
    CONSTRAINT command_pkey PRIMARY KEY (id),
    CONSTRAINT command_depth CHECK (depth BETWEEN 0 AND 8),
    CONSTRAINT command_body_hash CHECK (octet_length(body_hash) = 32)
);

-- No foreign key to command: both are written by one statement each of the same transaction, the
-- check would cost more than the rows, and `taktline audit verify` proves it for all of them.
CREATE TABLE event (
    cause uuid NOT NULL,
    ordinal smallint NOT NULL,
    position bigint,
    name text NOT NULL,
    version smallint NOT NULL,
    entity text NOT NULL,
    record uuid NOT NULL,
    code text NOT NULL,
    site uuid,
    payload json NOT NULL,
    depth smallint NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    covers text,
    seal bytea,
    CONSTRAINT event_pkey PRIMARY KEY (cause, ordinal),
    CONSTRAINT event_sealed CHECK ((position IS NULL) = (seal IS NULL)),
    CONSTRAINT event_ordinal CHECK (ordinal >= 0)
);

CREATE UNIQUE INDEX event_position ON event (position) WHERE position IS NOT NULL;

CREATE INDEX event_unsealed ON event (recorded_at, ordinal) WHERE position IS NULL;

CREATE INDEX event_record ON event (record, position);

CREATE TABLE event_head (
    key smallint NOT NULL DEFAULT 1,
    position bigint NOT NULL DEFAULT 0,
    seal bytea NOT NULL DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000',
    CONSTRAINT event_head_pkey PRIMARY KEY (key),
    CONSTRAINT event_head_one CHECK (key = 1)
);

INSERT INTO event_head (key) VALUES (1);

CREATE TABLE subscriber_cursor (
    subscriber text NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT subscriber_cursor_pkey PRIMARY KEY (subscriber)
);

CREATE TABLE dead_letter (
    subscriber text NOT NULL,
    cause uuid NOT NULL,
    ordinal smallint NOT NULL,
    position bigint NOT NULL,
    code text NOT NULL,
    args json NOT NULL,
    failed_at timestamptz NOT NULL,
    CONSTRAINT dead_letter_pkey PRIMARY KEY (subscriber, cause, ordinal)
);

-- A fact that was made offline and could not be booked; settled once, by a person.
CREATE TABLE parked_fact (
    id uuid NOT NULL,
    command uuid NOT NULL,
    verb text NOT NULL,
    principal uuid NOT NULL,
    principal_name text NOT NULL,
    client text,
    body json NOT NULL,
    body_hash bytea NOT NULL,
    code text NOT NULL,
    args json NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT parked_fact_pkey PRIMARY KEY (id),
    CONSTRAINT parked_fact_command_once UNIQUE (command)
);

CREATE TABLE parked_fact_settlement (
    parked_fact uuid NOT NULL,
    cause uuid NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    settled_by uuid NOT NULL,
    settled_at timestamptz NOT NULL,
    CONSTRAINT parked_fact_settlement_pkey PRIMARY KEY (parked_fact),
    CONSTRAINT parked_fact_settlement_outcome CHECK (outcome IN ('retried', 'voided')),
    CONSTRAINT parked_fact_settlement_of FOREIGN KEY (parked_fact) REFERENCES parked_fact (id)
);

CREATE INDEX parked_fact_settlement_cause ON parked_fact_settlement (cause);

-- Business numbers: the next number of a rule, per scope (a site, say) and period (a day, say).
CREATE TABLE number_counter (
    rule text NOT NULL,
    scope text NOT NULL,
    period text NOT NULL,
    next bigint NOT NULL,
    CONSTRAINT number_counter_pkey PRIMARY KEY (rule, scope, period),
    CONSTRAINT number_counter_next CHECK (next > 0)
);
