-- Connections to machines: what somebody configured, and how each one stands at present.

CREATE TABLE machine_connection (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    work_unit uuid NOT NULL,
    protocol text NOT NULL,
    address text NOT NULL,
    device text,
    zone text NOT NULL DEFAULT 'UTC',
    mapping jsonb NOT NULL,
    counting text NOT NULL DEFAULT 'display',
    enabled boolean NOT NULL DEFAULT false,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT machine_connection_pkey PRIMARY KEY (id),
    CONSTRAINT machine_connection_code_key UNIQUE (code),
    CONSTRAINT machine_connection_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT machine_connection_work_unit_fkey FOREIGN KEY (work_unit) REFERENCES equipment (id),
    CONSTRAINT machine_connection_protocol_known CHECK (
        protocol IN ('mtconnect_shdr', 'mtconnect_agent')),
    CONSTRAINT machine_connection_counting_known CHECK (counting IN ('display', 'report')),
    CONSTRAINT machine_connection_archived_is_off CHECK (NOT (archived AND enabled))
);

-- Two connections would both say what one machine does.
CREATE UNIQUE INDEX machine_connection_one_speaks ON machine_connection (work_unit) WHERE enabled;

CREATE TABLE machine_link (
    connection uuid NOT NULL,
    term integer NOT NULL DEFAULT 0,
    holder text,
    lease_until timestamptz,
    checkpoint bytea,
    known_until timestamptz,
    connected_at timestamptz,
    heard_at timestamptz,
    said_at timestamptz,
    item text,
    value text,
    received bigint NOT NULL DEFAULT 0,
    booked_at timestamptz,
    late bigint NOT NULL DEFAULT 0,
    ahead bigint NOT NULL DEFAULT 0,
    gaps bigint NOT NULL DEFAULT 0,
    drops bigint NOT NULL DEFAULT 0,
    problem text,
    problem_args json,
    problem_at timestamptz,
    trial_asked_at timestamptz,
    tried_at timestamptz,
    trial_found json,
    CONSTRAINT machine_link_pkey PRIMARY KEY (connection),
    CONSTRAINT machine_link_connection_fkey
        FOREIGN KEY (connection) REFERENCES machine_connection (id),
    CONSTRAINT machine_link_lease_whole CHECK ((holder IS NULL) = (lease_until IS NULL))
);
