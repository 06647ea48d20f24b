-- The tenants of this cell. A tenant's rows are in a schema of its own, never here.
CREATE TABLE tenant (
    code text NOT NULL,
    name text NOT NULL,
    cell text NOT NULL,
    state text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT tenant_pkey PRIMARY KEY (code),
    CONSTRAINT tenant_code_shape CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
    CONSTRAINT tenant_state_known CHECK (state IN ('creating', 'active', 'suspended', 'leaving'))
);
