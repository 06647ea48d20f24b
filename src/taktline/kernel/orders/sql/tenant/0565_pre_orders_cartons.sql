-- Open cartons: what may be packed together, until they are closed.

CREATE TABLE carton (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    place uuid NOT NULL,
    status text NOT NULL,
    lots_max integer NOT NULL DEFAULT 1,
    same_version boolean NOT NULL DEFAULT true,
    same_customer boolean NOT NULL DEFAULT true,
    capacity numeric(20, 6),
    closed_at timestamptz,
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT carton_pkey PRIMARY KEY (id),
    CONSTRAINT carton_code_key UNIQUE (code),
    CONSTRAINT carton_status_known CHECK (status IN ('open', 'closed')),
    CONSTRAINT carton_closed_when CHECK ((closed_at IS NULL) = (status = 'open')),
    CONSTRAINT carton_limits CHECK (lots_max > 0 AND capacity > 0)
);

CREATE INDEX carton_open ON carton (site, status);
