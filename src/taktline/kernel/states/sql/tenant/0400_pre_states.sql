-- What machines did: states, stops and pieces counted; behind them the measured series.

CREATE TABLE state_interval (
    id uuid NOT NULL,
    cause uuid NOT NULL,
    line integer NOT NULL,
    site uuid NOT NULL,
    work_unit uuid NOT NULL,
    connection text NOT NULL,
    state text NOT NULL,
    said text NOT NULL DEFAULT '',
    job_order uuid,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    is_provisional boolean NOT NULL DEFAULT false,
    replaced_by uuid,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT state_interval_pkey PRIMARY KEY (id),
    CONSTRAINT state_interval_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT state_interval_work_unit_fkey FOREIGN KEY (work_unit) REFERENCES equipment (id),
    CONSTRAINT state_interval_state_known CHECK (state IN (
        'executing', 'setup', 'idle_no_order', 'waiting', 'minor_stop', 'fault', 'maintenance',
        'planned_off', 'offline')),
    CONSTRAINT state_interval_lasts CHECK (started_at < ended_at),
    CONSTRAINT state_interval_settled_stays CHECK (is_provisional OR replaced_by IS NULL)
);

CREATE UNIQUE INDEX state_interval_current ON state_interval (work_unit, started_at)
    WHERE replaced_by IS NULL;
CREATE INDEX state_interval_cause ON state_interval (cause);

CREATE TABLE stop (
    id uuid NOT NULL,
    site uuid NOT NULL,
    work_unit uuid NOT NULL,
    job_order uuid,
    state text NOT NULL,
    said text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    is_provisional boolean NOT NULL DEFAULT false,
    withdrawn boolean NOT NULL DEFAULT false,
    reason uuid,
    note text NOT NULL DEFAULT '',
    labelled_at timestamptz,
    labelled_by uuid,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT stop_pkey PRIMARY KEY (id),
    CONSTRAINT stop_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT stop_work_unit_fkey FOREIGN KEY (work_unit) REFERENCES equipment (id),
    CONSTRAINT stop_reason_fkey FOREIGN KEY (reason) REFERENCES downtime_reason (id),
    CONSTRAINT stop_state_known CHECK (state IN ('waiting', 'minor_stop', 'fault')),
    CONSTRAINT stop_lasts CHECK (started_at < ended_at),
    CONSTRAINT stop_labelled_wholly CHECK ((reason IS NULL) = (labelled_at IS NULL))
);

CREATE INDEX stop_work_unit ON stop (work_unit, started_at);
CREATE INDEX stop_unlabelled ON stop (site, started_at)
    WHERE reason IS NULL AND NOT withdrawn AND NOT is_provisional;

CREATE TABLE counter_reading (
    id uuid NOT NULL,
    cause uuid NOT NULL,
    site uuid NOT NULL,
    work_unit uuid NOT NULL,
    at timestamptz NOT NULL,
    delta numeric(20, 6) NOT NULL,
    value numeric(20, 6) NOT NULL,
    epoch integer NOT NULL,
    kind text NOT NULL,
    estimated boolean NOT NULL DEFAULT false,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT counter_reading_pkey PRIMARY KEY (id),
    CONSTRAINT counter_reading_work_unit_fkey FOREIGN KEY (work_unit) REFERENCES equipment (id),
    CONSTRAINT counter_reading_kind_known CHECK (kind IN (
        'first', 'counted', 'rollover', 'reset', 'rejected')),
    CONSTRAINT counter_reading_nothing_below_zero CHECK (delta >= 0 AND value >= 0)
);

CREATE INDEX counter_reading_work_unit ON counter_reading (work_unit, at);
CREATE INDEX counter_reading_cause ON counter_reading (cause);

-- Nothing refers to the series below, and they refer to nothing: they may move elsewhere (R14).

CREATE TABLE signal (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    newest_at timestamptz NOT NULL,
    number double precision,
    word text,
    is_good boolean NOT NULL DEFAULT true,
    CONSTRAINT signal_pkey PRIMARY KEY (id),
    CONSTRAINT signal_code_key UNIQUE (code)
);

CREATE TABLE telemetry (
    series uuid NOT NULL,
    at timestamptz NOT NULL,
    number double precision,
    word text,
    is_good boolean NOT NULL,
    CONSTRAINT telemetry_pkey PRIMARY KEY (series, at)
) PARTITION BY RANGE (at);

CREATE INDEX telemetry_at ON telemetry USING brin (at);

CREATE TABLE telemetry_minute (
    series uuid NOT NULL,
    minute timestamptz NOT NULL,
    count integer NOT NULL,
    minimum double precision NOT NULL,
    maximum double precision NOT NULL,
    total double precision NOT NULL,
    last double precision NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT telemetry_minute_pkey PRIMARY KEY (series, minute),
    CONSTRAINT telemetry_minute_counts CHECK (count > 0)
);

CREATE INDEX telemetry_minute_at ON telemetry_minute USING brin (minute);
