-- What the rules of this tenant did by themselves, and why: one row per firing.

-- Of a rule after an event: what it looked at, which rows of its table fitted, what it gave.
-- Of a rule before a command: what it refused. Such rows are kept as long as people ask why.
CREATE TABLE rule_firing (
    id uuid NOT NULL,
    rule text NOT NULL,
    event text,
    event_cause uuid,
    event_ordinal integer,
    position numeric(20, 0),
    verb text,
    entity text NOT NULL,
    about text,
    code text NOT NULL DEFAULT '',
    status text NOT NULL,
    looked_at jsonb NOT NULL,
    fitted jsonb NOT NULL,
    commands jsonb NOT NULL,
    refusals jsonb NOT NULL,
    fault text,
    fired_at timestamptz NOT NULL,
    CONSTRAINT rule_firing_pkey PRIMARY KEY (id),
    CONSTRAINT rule_firing_status_known CHECK (
        status IN ('done', 'refused', 'nothing', 'faulted'))
);

CREATE INDEX rule_firing_rule ON rule_firing (rule, fired_at);

CREATE INDEX rule_firing_about ON rule_firing (about, fired_at);

CREATE INDEX rule_firing_at ON rule_firing (fired_at);
