-- Who may sign in, and to which tenant; sessions; keys of tenants, locked by the master key.

CREATE TABLE tenant_profile (
    tenant text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    ledger_currency text NOT NULL,
    zone text NOT NULL,
    language text NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT tenant_profile_pkey PRIMARY KEY (tenant),
    CONSTRAINT tenant_profile_id_key UNIQUE (id),
    CONSTRAINT tenant_profile_language_known CHECK (language IN ('en', 'zh')),
    CONSTRAINT tenant_profile_currency_form CHECK (ledger_currency ~ '^[A-Z]{3}$')
);

CREATE TABLE tenant_key (
    tenant uuid NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT tenant_key_pkey PRIMARY KEY (tenant, purpose)
);

CREATE TABLE login (
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    email text,
    password_hash text,
    must_change boolean NOT NULL DEFAULT false,
    state text NOT NULL DEFAULT 'active',
    failures integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    created_at timestamptz NOT NULL,
    password_at timestamptz,
    CONSTRAINT login_pkey PRIMARY KEY (id),
    CONSTRAINT login_name_key UNIQUE (name_key),
    CONSTRAINT login_state_known CHECK (state IN ('active', 'disabled')),
    CONSTRAINT login_failures_counted CHECK (failures >= 0)
);

CREATE TABLE membership (
    login uuid NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    user_account uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT membership_pkey PRIMARY KEY (login, tenant),
    CONSTRAINT membership_user_key UNIQUE (tenant, user_account),
    CONSTRAINT membership_login_fkey FOREIGN KEY (login) REFERENCES login (id),
    CONSTRAINT membership_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant_profile (tenant)
);

CREATE TABLE session (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    kind text NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    user_account uuid NOT NULL,
    login uuid,
    device uuid,
    address text NOT NULL DEFAULT '',
    agent text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT session_pkey PRIMARY KEY (id),
    CONSTRAINT session_token_key UNIQUE (token_hash),
    CONSTRAINT session_kind_known CHECK (kind IN ('office', 'station')),
    CONSTRAINT session_office_has_login CHECK ((kind = 'office') = (login IS NOT NULL)),
    CONSTRAINT session_station_has_device CHECK ((kind = 'station') = (device IS NOT NULL)),
    CONSTRAINT session_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant_profile (tenant)
);

CREATE INDEX session_by_user ON session (tenant, user_account) WHERE ended_at IS NULL;

CREATE INDEX session_by_login ON session (login) WHERE ended_at IS NULL;

CREATE INDEX session_ends ON session (ends_at);

CREATE TABLE set_up_link (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    purpose text NOT NULL,
    tenant text COLLATE "C",
    user_account uuid,
    login uuid,
    created_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT set_up_link_pkey PRIMARY KEY (id),
    CONSTRAINT set_up_link_token_key UNIQUE (token_hash),
    CONSTRAINT set_up_link_purpose_known CHECK (
        purpose IN ('first_administrator', 'invitation', 'new_password'))
);

CREATE INDEX set_up_link_open ON set_up_link (purpose, ends_at) WHERE used_at IS NULL;

CREATE TABLE security_log (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    tenant text COLLATE "C",
    address text NOT NULL DEFAULT '',
    detail jsonb NOT NULL,
    CONSTRAINT security_log_pkey PRIMARY KEY (id)
);

CREATE INDEX security_log_at ON security_log (at);
