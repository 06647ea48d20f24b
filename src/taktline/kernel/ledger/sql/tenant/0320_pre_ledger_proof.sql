-- What the proofs of the ledger found, law by law, so that anybody can read the last one at once.

CREATE TABLE ledger_proof (
    id uuid NOT NULL,
    proved_at timestamptz NOT NULL,
    is_sound boolean NOT NULL,
    moves numeric(20, 0) NOT NULL,
    balances numeric(20, 0) NOT NULL,
    edges numeric(20, 0) NOT NULL,
    took_s numeric(20, 3) NOT NULL,
    laws jsonb NOT NULL,
    cause uuid NOT NULL,
    CONSTRAINT ledger_proof_pkey PRIMARY KEY (id)
);

CREATE INDEX ledger_proof_proved ON ledger_proof (proved_at);
