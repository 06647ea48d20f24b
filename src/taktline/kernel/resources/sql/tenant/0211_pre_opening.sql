-- A site whose opening is closed takes no opening stock and no half-done orders any more.

CREATE TABLE closed_opening (
    id uuid NOT NULL,
    site uuid NOT NULL,
    reason text,
    cause uuid NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid NOT NULL,
    CONSTRAINT closed_opening_pkey PRIMARY KEY (id),
    CONSTRAINT closed_opening_site_key UNIQUE (site),
    CONSTRAINT closed_opening_site_fkey FOREIGN KEY (site) REFERENCES site (id)
);

CREATE INDEX closed_opening_cause ON closed_opening (cause);
