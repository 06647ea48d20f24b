-- What a heading in a sender's sheets means.

CREATE TABLE sheet_heading (
    id uuid NOT NULL,
    sender text NOT NULL,
    target text NOT NULL,
    heading text NOT NULL,
    field text NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT sheet_heading_pkey PRIMARY KEY (id),
    CONSTRAINT sheet_heading_key UNIQUE (sender, target, heading)
);
