-- What was printed, by whom and when.

CREATE TABLE print_run (
    id uuid NOT NULL,
    template text NOT NULL,
    entity text NOT NULL,
    record text NOT NULL,
    code text,
    copies numeric NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT print_run_pkey PRIMARY KEY (id)
);

CREATE INDEX print_run_record_idx ON print_run (record, template);
