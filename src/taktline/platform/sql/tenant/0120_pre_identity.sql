-- People and devices of one tenant, what they may do, their keys; files and webhooks.

CREATE TABLE user_account (
    id uuid NOT NULL,
    name text NOT NULL,
    number text COLLATE "C",
    badge text COLLATE "C",
    person uuid,
    language text NOT NULL,
    state text NOT NULL DEFAULT 'active',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT user_account_pkey PRIMARY KEY (id),
    CONSTRAINT user_account_state_known CHECK (state IN ('active', 'disabled')),
    CONSTRAINT user_account_language_known CHECK (language IN ('en', 'zh'))
);

CREATE UNIQUE INDEX user_account_number_key ON user_account (number) WHERE number IS NOT NULL;

CREATE UNIQUE INDEX user_account_badge_key ON user_account (badge) WHERE badge IS NOT NULL;

CREATE TABLE role (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    label_en text NOT NULL,
    label_zh text NOT NULL,
    permissions jsonb NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT role_pkey PRIMARY KEY (id),
    CONSTRAINT role_code_key UNIQUE (code)
);

CREATE TABLE role_assignment (
    id uuid NOT NULL,
    user_account uuid NOT NULL,
    role text COLLATE "C" NOT NULL,
    node uuid,
    valid_from timestamptz,
    valid_until timestamptz,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid,
    CONSTRAINT role_assignment_pkey PRIMARY KEY (id),
    CONSTRAINT role_assignment_user_fkey FOREIGN KEY (user_account) REFERENCES user_account (id),
    CONSTRAINT role_assignment_ordered CHECK (
        valid_from IS NULL OR valid_until IS NULL OR valid_from < valid_until),
    CONSTRAINT role_assignment_revoked_by_one CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);

CREATE UNIQUE INDEX role_assignment_once ON role_assignment (user_account, role, node)
    NULLS NOT DISTINCT WHERE revoked_at IS NULL AND valid_until IS NULL;

CREATE INDEX role_assignment_user ON role_assignment (user_account) WHERE revoked_at IS NULL;

CREATE TABLE staged_secret (
    id uuid NOT NULL,
    kind text NOT NULL,
    content bytea NOT NULL,
    pairing_code text COLLATE "C",
    created_at timestamptz NOT NULL,
    created_by uuid,
    ends_at timestamptz NOT NULL,
    CONSTRAINT staged_secret_pkey PRIMARY KEY (id),
    CONSTRAINT staged_secret_kind_known CHECK (kind IN ('pin', 'api_key', 'device', 'webhook')),
    CONSTRAINT staged_secret_device_has_code CHECK (
        (kind = 'device') = (pairing_code IS NOT NULL))
);

CREATE UNIQUE INDEX staged_secret_pairing ON staged_secret (pairing_code)
    WHERE pairing_code IS NOT NULL;

CREATE INDEX staged_secret_ends ON staged_secret (ends_at);

CREATE TABLE pin (
    user_account uuid NOT NULL,
    hash bytea NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    set_at timestamptz NOT NULL,
    set_by uuid NOT NULL,
    CONSTRAINT pin_pkey PRIMARY KEY (user_account),
    CONSTRAINT pin_user_fkey FOREIGN KEY (user_account) REFERENCES user_account (id),
    CONSTRAINT pin_failures_counted CHECK (failures >= 0)
);

CREATE TABLE api_key (
    id uuid NOT NULL,
    name text NOT NULL,
    user_account uuid NOT NULL,
    hash bytea NOT NULL,
    roles text[] NOT NULL,
    allowed text[] NOT NULL,
    ends_at timestamptz NOT NULL,
    seen_on date,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid,
    CONSTRAINT api_key_pkey PRIMARY KEY (id),
    CONSTRAINT api_key_hash_key UNIQUE (hash),
    CONSTRAINT api_key_user_fkey FOREIGN KEY (user_account) REFERENCES user_account (id),
    CONSTRAINT api_key_says_what CHECK (cardinality(allowed) > 0),
    CONSTRAINT api_key_revoked_by_one CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);

CREATE INDEX api_key_user ON api_key (user_account);

CREATE TABLE device (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    roles text[] NOT NULL,
    node uuid,
    failures integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    seen_on date,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid,
    CONSTRAINT device_pkey PRIMARY KEY (id),
    CONSTRAINT device_hash_key UNIQUE (hash),
    CONSTRAINT device_failures_counted CHECK (failures >= 0),
    CONSTRAINT device_revoked_by_one CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);

CREATE UNIQUE INDEX device_code_key ON device (code) WHERE revoked_at IS NULL;

CREATE TABLE security_log (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    principal uuid,
    subject text NOT NULL,
    address text NOT NULL DEFAULT '',
    detail jsonb NOT NULL,
    CONSTRAINT security_log_pkey PRIMARY KEY (id)
);

CREATE INDEX security_log_at ON security_log (at);

CREATE TABLE webhook (
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    user_account uuid NOT NULL,
    secret bytea NOT NULL,
    state text NOT NULL DEFAULT 'active',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT webhook_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_user_fkey FOREIGN KEY (user_account) REFERENCES user_account (id),
    CONSTRAINT webhook_state_known CHECK (state IN ('active', 'paused', 'archived')),
    CONSTRAINT webhook_wants_events CHECK (cardinality(events) > 0)
);

CREATE TABLE webhook_delivery (
    id uuid NOT NULL,
    webhook uuid NOT NULL,
    cause uuid NOT NULL,
    ordinal smallint NOT NULL,
    event_name text NOT NULL,
    body text NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    tries integer NOT NULL DEFAULT 0,
    next_at timestamptz,
    answer_status integer,
    answer text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    tried_at timestamptz,
    CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_delivery_once UNIQUE (webhook, cause, ordinal),
    CONSTRAINT webhook_delivery_webhook_fkey FOREIGN KEY (webhook) REFERENCES webhook (id),
    CONSTRAINT webhook_delivery_state_known CHECK (
        state IN ('waiting', 'delivered', 'dead')),
    CONSTRAINT webhook_delivery_tries_counted CHECK (tries >= 0)
);

CREATE INDEX webhook_delivery_next ON webhook_delivery (next_at) WHERE state = 'waiting';

CREATE INDEX webhook_delivery_created ON webhook_delivery (webhook, created_at);

CREATE TABLE file (
    id uuid NOT NULL,
    hash bytea NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    staged_until timestamptz,
    CONSTRAINT file_pkey PRIMARY KEY (id),
    CONSTRAINT file_hash_is_sha256 CHECK (octet_length(hash) = 32),
    CONSTRAINT file_size_counted CHECK (size >= 0)
);

CREATE INDEX file_hash ON file (hash);

CREATE INDEX file_staged ON file (staged_until) WHERE staged_until IS NOT NULL;

CREATE TABLE file_link (
    id uuid NOT NULL,
    file uuid NOT NULL,
    entity text COLLATE "C" NOT NULL,
    record uuid NOT NULL,
    field text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT file_link_pkey PRIMARY KEY (id),
    CONSTRAINT file_link_once UNIQUE (file, entity, record, field),
    CONSTRAINT file_link_file_fkey FOREIGN KEY (file) REFERENCES file (id)
);

CREATE INDEX file_link_record ON file_link (entity, record);
