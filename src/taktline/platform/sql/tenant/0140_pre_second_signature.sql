-- A second person signs for what one alone may not do: which topics ask for it, what was signed
-- and waits for its command, and who signed for what was done.

CREATE TABLE signature_rule (
    topic text COLLATE "C" NOT NULL,
    required boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL,
    cause uuid NOT NULL,
    CONSTRAINT signature_rule_pkey PRIMARY KEY (topic)
);

CREATE TABLE given_signature (
    id uuid NOT NULL,
    command uuid NOT NULL,
    topic text COLLATE "C" NOT NULL,
    body_hash bytea NOT NULL,
    signer uuid NOT NULL,
    signer_name text NOT NULL,
    holds_at uuid[],
    access_version bigint NOT NULL,
    signed_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    CONSTRAINT given_signature_pkey PRIMARY KEY (id)
);

CREATE INDEX given_signature_command ON given_signature (command);

CREATE INDEX given_signature_ends ON given_signature (ends_at);

CREATE TABLE second_signature (
    id uuid NOT NULL,
    command uuid NOT NULL,
    verb text NOT NULL,
    topic text COLLATE "C" NOT NULL,
    asked_by uuid NOT NULL,
    signer uuid NOT NULL,
    signer_name text NOT NULL,
    body_hash bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    CONSTRAINT second_signature_pkey PRIMARY KEY (id),
    CONSTRAINT second_signature_two_people CHECK (asked_by <> signer)
);

CREATE INDEX second_signature_command ON second_signature (command);

CREATE INDEX second_signature_signed ON second_signature (signed_at);
